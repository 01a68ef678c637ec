//! What billing information may look like. A form shows every problem at its field before anything is sent; the server
//! looks again.
//!
//! Lengths are Stripe's. Fields are named as Stripe names parameters: `address[postal_code]`,
//! `shipping[address][line1]`.

use serde::{Deserialize, Serialize};

use super::address::{self, Part};
use crate::{Address, Customer, CustomerField, DetailsUpdate, Shipping};

/// The longest name, in characters.
pub const NAME_MAX: usize = 256;
/// The longest e-mail address, in characters.
pub const EMAIL_MAX: usize = 512;
/// The longest phone number, in characters.
pub const PHONE_MAX: usize = 20;
/// The longest part of an address, and the longest name and phone number of a recipient, in characters.
pub const PART_MAX: usize = 5_000;

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// It is empty and must not be.
    Required,
    /// It is longer than Stripe takes.
    TooLong,
    /// It is not an e-mail address.
    Email,
    /// It is not a phone number.
    Phone,
    /// It is not as the country writes its postal codes.
    PostalCode,
    /// There is no such country.
    Country,
    /// The billing system does not take it as a number of that type.
    TaxId,
    /// The customer has this tax id already.
    Taken,
    /// The customer has as many tax ids as there can be.
    TooMany,
    /// The billing system does not take it, whatever its reason.
    Refused,
}

/// A field with what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The field, as Stripe names the parameter.
    pub param: String,
    /// What is wrong.
    pub problem: Problem,
}

/// The parts of the billing information that a change is about, in the order of a form.
pub fn fields(update: &DetailsUpdate) -> Vec<CustomerField> {
    [
        (update.name.is_some(), CustomerField::Name),
        (update.email.is_some(), CustomerField::Email),
        (update.phone.is_some(), CustomerField::Phone),
        (update.address.is_some(), CustomerField::Address),
        (update.shipping.is_some(), CustomerField::Shipping),
    ]
    .into_iter()
    .filter_map(|(is_there, field)| is_there.then_some(field))
    .collect()
}

/// The change without spaces around texts, with postal codes as their country writes them. Empty parts of an address
/// are left out.
pub fn tidy(update: DetailsUpdate) -> DetailsUpdate {
    let text = |text: Option<String>| text.map(|text| text.trim().to_owned());
    DetailsUpdate {
        name: text(update.name),
        email: text(update.email),
        phone: text(update.phone),
        address: update.address.map(tidy_address),
        shipping: update.shipping.map(|shipping| Shipping {
            name: filled(shipping.name),
            phone: filled(shipping.phone),
            address: shipping
                .address
                .map(tidy_address)
                .filter(|address| *address != Address::default()),
        }),
    }
}

fn tidy_address(address: Address) -> Address {
    let country = filled(address.country);
    let code = filled(address.postal_code);
    let written = code.as_deref().and_then(|code| {
        let country = country.as_deref().unwrap_or_default();
        address::postal_code(country, code)
    });
    Address {
        line1: filled(address.line1),
        line2: filled(address.line2),
        city: filled(address.city),
        state: filled(address.state),
        postal_code: written.or(code),
        country,
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// Everything that is wrong with a [`tidy`] change, in the order of a form.
pub fn check(update: &DetailsUpdate) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut note = |param: &str, problem: Option<Problem>| {
        if let Some(problem) = problem {
            wrong.push(Wrong {
                param: param.to_owned(),
                problem,
            });
        }
    };
    if let Some(name) = &update.name {
        note("name", too_long(name, NAME_MAX));
    }
    if let Some(email) = &update.email {
        note("email", check_email(email));
    }
    if let Some(phone) = &update.phone {
        note("phone", check_phone(phone, PHONE_MAX));
    }
    if let Some(address) = &update.address {
        check_address("address", address, &mut note);
    }
    if let Some(shipping) = &update.shipping
        && *shipping != Shipping::default()
    {
        note("shipping[name]", check_text(&shipping.name, true));
        let phone = shipping.phone.as_deref().unwrap_or_default();
        note("shipping[phone]", check_phone(phone, PART_MAX));
        match &shipping.address {
            Some(address) => check_address("shipping[address]", address, &mut note),
            None => note("shipping[address][line1]", Some(Problem::Required)),
        }
    }
    wrong
}

/// One that is empty altogether is none, and nothing is missing.
fn check_address(name: &str, address: &Address, note: &mut dyn FnMut(&str, Option<Problem>)) {
    if *address == Address::default() {
        return;
    }
    let country = address.country.as_deref().unwrap_or_default();
    let known = match country {
        "" => Some(Problem::Required),
        _ if !address::is_country(country) => Some(Problem::Country),
        _ => None,
    };
    note(&format!("{name}[country]"), known);
    let form = address::form(country);
    for part in form.parts {
        let text = part.of(address);
        let mut problem = check_text(text, known.is_none() && form.requires(*part));
        if *part == Part::PostalCode
            && let (None, Some(code)) = (problem, text)
            && address::postal_code(country, code).is_none()
        {
            problem = Some(Problem::PostalCode);
        }
        note(&format!("{name}[{}]", part.as_str()), problem);
    }
}

fn check_text(text: &Option<String>, is_required: bool) -> Option<Problem> {
    match text {
        Some(text) => too_long(text, PART_MAX),
        None => is_required.then_some(Problem::Required),
    }
}

fn too_long(text: &str, most: usize) -> Option<Problem> {
    (text.chars().count() > most).then_some(Problem::TooLong)
}

/// One `@` with something before it and a name with a dot after it. Whether it exists, only a message can tell.
fn check_email(email: &str) -> Option<Problem> {
    if email.is_empty() {
        return Some(Problem::Required);
    }
    if let Some(problem) = too_long(email, EMAIL_MAX) {
        return Some(problem);
    }
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c);
    let is_shaped = email.split_once('@').is_some_and(|(local, domain)| {
        let has_dot = domain.contains('.') && !domain.split('.').any(str::is_empty);
        !local.is_empty() && has_dot && !domain.contains('@')
    });
    (!is_shaped || !email.chars().all(is_plain)).then_some(Problem::Email)
}

/// Digits and what people put between them; an extension may follow.
fn check_phone(phone: &str, most: usize) -> Option<Problem> {
    if let Some(problem) = too_long(phone, most) {
        return Some(problem);
    }
    let is_usual = |c: char| c.is_numeric() || " +-.()/#*,;x".contains(c);
    let digits = phone.chars().filter(|c| c.is_numeric()).count();
    let is_wrong = !phone.chars().all(is_usual) || (1..3).contains(&digits);
    (is_wrong || (!phone.is_empty() && digits == 0)).then_some(Problem::Phone)
}

/// What of `wanted` differs from what the customer has; both without empty texts. A field that is cleared differs from
/// one that holds something.
pub fn changes(wanted: DetailsUpdate, customer: &Customer) -> DetailsUpdate {
    let text = |wanted: Option<String>, now: &Option<String>| {
        wanted.filter(|wanted| wanted != now.as_deref().unwrap_or_default())
    };
    let address = customer.address.clone().unwrap_or_default();
    let shipping = customer.shipping.clone().unwrap_or_default();
    DetailsUpdate {
        name: text(wanted.name, &customer.name),
        email: text(wanted.email, &customer.email),
        phone: text(wanted.phone, &customer.phone),
        address: wanted.address.filter(|wanted| *wanted != bare(&address)),
        shipping: wanted.shipping.filter(|wanted| {
            let now = Shipping {
                name: filled(shipping.name.clone()),
                phone: filled(shipping.phone.clone()),
                address: shipping
                    .address
                    .as_ref()
                    .map(bare)
                    .filter(|address| *address != Address::default()),
            };
            *wanted != now
        }),
    }
}

/// Upstream may hold empty texts, or spaces around them.
fn bare(address: &Address) -> Address {
    Address {
        line1: filled(address.line1.clone()),
        line2: filled(address.line2.clone()),
        city: filled(address.city.clone()),
        state: filled(address.state.clone()),
        postal_code: filled(address.postal_code.clone()),
        country: filled(address.country.clone()),
    }
}
