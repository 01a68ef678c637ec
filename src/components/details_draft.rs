//! What a customer has typed into the form of billing information. It belongs to the visit, not to the page that shows
//! it, and so outlives another language and the end of the session.

use contract::{
    Customer, CustomerField, DetailsUpdate, Shipping,
    rules::details::{changes, fields, tidy},
};
use leptos::prelude::*;

use super::AddressDraft;

/// Everything that can be typed.
#[derive(Clone, Copy)]
pub struct DetailsDraft {
    /// Name.
    pub name: RwSignal<String>,
    /// E-mail address.
    pub email: RwSignal<String>,
    /// Phone number.
    pub phone: RwSignal<String>,
    /// Billing address.
    pub address: AddressDraft,
    /// Whether goods go to the billing address.
    pub is_same: RwSignal<bool>,
    /// Whom goods are sent to.
    pub recipient: RwSignal<String>,
    /// Their phone number.
    pub recipient_phone: RwSignal<String>,
    /// Where goods are sent.
    pub shipping: AddressDraft,
}

/// Every field of the form, in its order.
const ALL: [CustomerField; 5] = [
    CustomerField::Name,
    CustomerField::Email,
    CustomerField::Phone,
    CustomerField::Address,
    CustomerField::Shipping,
];

impl DetailsDraft {
    /// A form with nothing in it.
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            name: text(),
            email: text(),
            phone: text(),
            address: AddressDraft::new(),
            is_same: RwSignal::new(false),
            recipient: text(),
            recipient_phone: text(),
            shipping: AddressDraft::new(),
        }
    }

    /// Fills the form with what the customer has.
    pub fn fill(self, customer: &Customer) {
        for field in ALL {
            self.fill_field(field, customer);
        }
    }

    fn fill_field(self, field: CustomerField, customer: &Customer) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        match field {
            CustomerField::Name => self.name.set(text(&customer.name)),
            CustomerField::Email => self.email.set(text(&customer.email)),
            CustomerField::Phone => self.phone.set(text(&customer.phone)),
            CustomerField::Address => self.address.fill(customer.address.as_ref()),
            CustomerField::Shipping => {
                let shipping = customer.shipping.clone().unwrap_or_default();
                self.is_same.set(is_same(customer, &shipping));
                self.recipient.set(text(&shipping.name));
                self.recipient_phone.set(text(&shipping.phone));
                self.shipping.fill(shipping.address.as_ref());
            }
            CustomerField::TaxId => {}
        }
    }

    /// What would be sent: what may be changed and differs from what the customer has.
    pub fn update(self, allowed: &[CustomerField], customer: &Customer) -> DetailsUpdate {
        let may = |field| allowed.contains(&field);
        let text = |field, signal: RwSignal<String>| may(field).then(|| signal.get_untracked());
        let wanted = tidy(DetailsUpdate {
            name: text(CustomerField::Name, self.name),
            email: text(CustomerField::Email, self.email),
            phone: text(CustomerField::Phone, self.phone),
            address: may(CustomerField::Address).then(|| self.address.address()),
            shipping: may(CustomerField::Shipping).then(|| self.shipping()),
        });
        changes(wanted, customer)
    }

    fn shipping(self) -> Shipping {
        let same = self.is_same.get_untracked();
        let (name, address) = if same {
            (self.name, self.address)
        } else {
            (self.recipient, self.shipping)
        };
        Shipping {
            name: Some(name.get_untracked()),
            phone: Some(self.recipient_phone.get_untracked()),
            address: Some(address.address()),
        }
    }

    /// Goods go elsewhere after all; the form begins with what is there.
    pub fn part_ways(self) {
        self.recipient.set(self.name.get_untracked());
        self.shipping.fill(Some(&self.address.address()));
        self.is_same.set(false);
    }

    /// Something was changed elsewhere: what was typed here stays, the rest follows.
    pub fn adopt(self, before: &Customer, now: &Customer) {
        let typed = fields(&self.update(&ALL, before));
        for field in ALL {
            if !typed.contains(&field) {
                self.fill_field(field, now);
            }
        }
    }
}

impl Default for DetailsDraft {
    fn default() -> Self {
        Self::new()
    }
}

fn is_same(customer: &Customer, shipping: &Shipping) -> bool {
    let update = DetailsUpdate {
        address: shipping.address.clone(),
        name: shipping.name.clone(),
        ..DetailsUpdate::default()
    };
    shipping.address.is_some() && changes(tidy(update), customer) == DetailsUpdate::default()
}

#[cfg(test)]
mod tests {
    use contract::{Address, rules::address::Part};

    use super::*;

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn customer() -> Customer {
        let address = Address {
            line1: some("Torstraße 1"),
            city: some("Berlin"),
            postal_code: some("10119"),
            country: some("DE"),
            ..Address::default()
        };
        Customer {
            name: some("Jo"),
            phone: some("030 123456"),
            address: Some(address.clone()),
            shipping: Some(Shipping {
                name: some("Jo"),
                phone: None,
                address: Some(address),
            }),
            ..Customer::default()
        }
    }

    fn check(body: impl FnOnce(DetailsDraft)) {
        Owner::new().with(|| {
            let draft = DetailsDraft::new();
            draft.fill(&customer());
            body(draft);
        });
    }

    #[test]
    fn a_form_as_it_was_filled_sends_nothing() {
        check(|draft| {
            assert!(draft.is_same.get_untracked());
            assert_eq!(draft.update(&ALL, &customer()), DetailsUpdate::default());
        });
    }

    #[test]
    fn only_what_may_be_changed_is_sent() {
        check(|draft| {
            draft.name.set("Ja".into());
            draft.phone.set(String::new());
            let sent = draft.update(&[CustomerField::Phone], &customer());
            assert_eq!(fields(&sent), [CustomerField::Phone]);
        });
    }

    #[test]
    fn goods_follow_the_billing_address_until_they_part_ways() {
        check(|draft| {
            draft.address.part(Part::Line1).set("Torstraße 2".into());
            let both = [CustomerField::Address, CustomerField::Shipping];
            assert_eq!(fields(&draft.update(&ALL, &customer())), both);
            draft.part_ways();
            draft.address.part(Part::Line1).set("Torstraße 1".into());
            let sent = draft.update(&ALL, &customer());
            assert_eq!(fields(&sent), [CustomerField::Shipping]);
            let address = sent.shipping.and_then(|shipping| shipping.address);
            let line1 = address.and_then(|address| address.line1);
            assert_eq!(line1.as_deref(), Some("Torstraße 2"));
        });
    }

    #[test]
    fn what_was_typed_outlives_a_change_made_elsewhere() {
        check(|draft| {
            draft.name.set("Typed here".into());
            let now = Customer {
                name: some("Saved there"),
                phone: some("040 654321"),
                ..customer()
            };
            draft.adopt(&customer(), &now);
            assert_eq!(draft.name.get_untracked(), "Typed here");
            assert_eq!(draft.phone.get_untracked(), "040 654321");
        });
    }
}
