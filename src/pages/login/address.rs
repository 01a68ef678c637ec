/// Whether a text may be an address. The server knows better; this only spares asking it.
pub fn is_address(text: &str) -> bool {
    let text = text.trim();
    match text.rsplit_once('@') {
        Some((name, domain)) => {
            !name.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn what_cannot_be_an_address_is_not_sent() {
        for good in [
            "jane@example.com",
            " jane@example.com ",
            "a@b",
            "\"a@b\"@c.test",
        ] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "jane", "@example.com", "jane@", "jane doe@example.com"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
