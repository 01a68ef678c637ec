//! What a customer has typed of an address.

use contract::{
    Address,
    rules::address::{Part, form},
};
use leptos::prelude::*;

/// The texts of an address.
#[derive(Clone, Copy)]
pub struct AddressDraft {
    /// ISO 3166 code, or empty.
    pub country: RwSignal<String>,
    line1: RwSignal<String>,
    line2: RwSignal<String>,
    city: RwSignal<String>,
    state: RwSignal<String>,
    postal_code: RwSignal<String>,
}

impl AddressDraft {
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            country: text(),
            line1: text(),
            line2: text(),
            city: text(),
            state: text(),
            postal_code: text(),
        }
    }

    /// The text of a part.
    pub fn part(self, part: Part) -> RwSignal<String> {
        match part {
            Part::Line1 => self.line1,
            Part::Line2 => self.line2,
            Part::City => self.city,
            Part::State => self.state,
            Part::PostalCode => self.postal_code,
        }
    }

    /// Whether a part is asked for. One that the country does not have is, too, while something is written there:
    /// nobody's address loses a line by itself.
    pub fn has(self, part: Part) -> bool {
        form(&self.country.read_untracked()).has(part)
            || !self.part(part).read_untracked().is_empty()
    }

    /// A region or a postal code belongs to the country it was chosen in.
    pub fn change_country(self, country: String) {
        self.country.set(country);
        self.state.set(String::new());
        if !form(&self.country.read_untracked()).has(Part::PostalCode) {
            self.postal_code.set(String::new());
        }
    }

    pub(super) fn fill(self, address: Option<&Address>) {
        let set = |signal: RwSignal<String>, text: Option<&String>| {
            signal.set(text.cloned().unwrap_or_default());
        };
        for part in [
            Part::Line1,
            Part::Line2,
            Part::City,
            Part::State,
            Part::PostalCode,
        ] {
            set(
                self.part(part),
                address.and_then(|address| part.of(address).as_ref()),
            );
        }
        let country = address.and_then(|address| address.country.as_ref());
        set(self.country, country);
    }

    pub(super) fn address(self) -> Address {
        let text = |signal: RwSignal<String>| Some(signal.get_untracked());
        Address {
            line1: text(self.line1),
            line2: text(self.line2),
            city: text(self.city),
            state: text(self.state),
            postal_code: text(self.postal_code),
            country: text(self.country),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_country_takes_its_own_region() {
        Owner::new().with(|| {
            let address = AddressDraft::new();
            address.fill(Some(&Address {
                line1: Some("Torstraße 1".into()),
                postal_code: Some("10119".into()),
                country: Some("DE".into()),
                ..Address::default()
            }));
            address.state.set("BE".into());
            assert!(address.has(Part::State), "what is written is shown");
            address.change_country("QA".into());
            assert!(!address.has(Part::State) && !address.has(Part::PostalCode));
            assert_eq!(address.line1.get_untracked(), "Torstraße 1");
        });
    }
}
