/// An e-mail address that its owner recognises and nobody else can use: `j•••@example.com`.
pub fn masked_email(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}•••@{domain}")
        }
        None => "•••".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked_email;

    #[test]
    fn only_the_first_letter_and_the_domain_are_shown() {
        assert_eq!(masked_email("jenny@example.com"), "j•••@example.com");
        assert_eq!(masked_email("é@x.de"), "é•••@x.de");
        assert_eq!(masked_email("\"a@b\"@x.de"), "\"•••@x.de");
        assert_eq!(masked_email("no address"), "•••");
    }
}
