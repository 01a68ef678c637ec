//! From Stripe's objects to the contract's types. Pure.

pub(super) mod detail;
mod invoice;
mod method;
mod subscription;
#[cfg(test)]
mod tests;

use contract::{Changed, PaymentMethod, Subscription};
use sha2::{Digest, Sha256};

use super::catalogue::{Prices, Products};

pub(super) use invoice::{invoices, is_visible, status};
pub(super) use subscription::price;

/// What else is known when subscriptions are converted.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// What is sold.
    pub(super) products: &'a Products,
    /// What subscriptions will change to.
    pub(super) prices: &'a Prices,
    /// The customer's newest invoices, newest first.
    pub(super) invoices: &'a [stripe::Invoice],
}

/// The state that changes with every action, sorted as the contract says, and its version.
pub(super) fn changed(
    customer: &stripe::Customer,
    methods: &[stripe::PaymentMethod],
    subscriptions: &[stripe::Subscription],
    known: Known<'_>,
) -> Changed {
    let default = customer.invoice_settings.default_payment_method.as_deref();
    let mut payment_methods: Vec<PaymentMethod> = methods
        .iter()
        .map(|found| method::payment_method(found, default))
        .collect();
    // What was made in the same second stays in upstream's order, which is the newest first, too.
    payment_methods.sort_by_key(|method| std::cmp::Reverse((method.is_default, method.created)));
    let mut subscriptions: Vec<Subscription> = subscriptions
        .iter()
        .map(|found| subscription::subscription(found, customer, known))
        .collect();
    subscriptions.sort_by_key(|it| std::cmp::Reverse((it.status.is_live(), it.created)));
    Changed {
        version: version(&payment_methods, &subscriptions),
        payment_methods,
        subscriptions,
    }
}

/// Names the state that decisions about money are made on: which methods there are and which is the default; which
/// subscriptions there are, where they stand, what they are for, what is planned for them, and how they are paid.
fn version(methods: &[PaymentMethod], subscriptions: &[Subscription]) -> String {
    let mut facts: Vec<String> = methods
        .iter()
        .map(|method| format!("m\0{}\0{}", method.id, method.is_default))
        .collect();
    facts.extend(subscriptions.iter().map(|subscription| {
        let own = subscription.default_payment_method.as_ref();
        format!(
            "s\0{}\0{}\0{}\0{}\0{:?}\0{:?}\0{:?}\0{:?}\0{:?}",
            subscription.id,
            subscription.status.as_str(),
            subscription.currency,
            own.map_or("", |id| id.as_str()),
            subscription.collection_method,
            subscription.cancel_at,
            subscription.trial_end,
            subscription.discounts,
            subscription.schedule,
        )
    }));
    facts.extend(subscriptions.iter().flat_map(|subscription| {
        subscription.items.iter().map(|item| {
            let (id, quantity) = (&subscription.id, item.quantity);
            format!("i\0{id}\0{}\0{}\0{quantity:?}", item.id, item.price.id)
        })
    }));
    facts.sort_unstable();
    name_of(facts)
}

/// A short name for a list of facts.
fn name_of(facts: Vec<String>) -> String {
    let mut hash = Sha256::new();
    for fact in facts {
        hash.update(fact.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Billing information.
pub(super) fn customer(
    customer: stripe::Customer,
    tax_ids: Vec<stripe::TaxId>,
) -> contract::Customer {
    let mut converted = contract::Customer {
        name: customer.name,
        email: customer.email,
        phone: customer.phone,
        address: customer.address.map(address),
        shipping: customer.shipping.map(|shipping| contract::Shipping {
            name: shipping.name,
            phone: shipping.phone,
            address: shipping.address.map(address),
        }),
        tax_ids: tax_ids
            .into_iter()
            .map(|tax_id| contract::TaxId {
                id: tax_id.id,
                kind: tax_id.kind,
                value: tax_id.value,
                verification: tax_id.verification.and_then(|result| result.status),
            })
            .collect(),
        balance: customer.balance,
        currency: customer.currency,
        version: String::new(),
    };
    converted.version = details_version(&converted);
    converted
}

/// Names what a customer can change of the billing information. A verification that ends changes nothing of that.
fn details_version(customer: &contract::Customer) -> String {
    let mut facts = vec![
        format!("{:?}", (&customer.name, &customer.email, &customer.phone)),
        format!("{:?}", (&customer.address, &customer.shipping)),
    ];
    let ids = customer.tax_ids.iter().map(|tax_id| tax_id.id.clone());
    facts.extend(ids);
    name_of(facts)
}

fn address(address: stripe::Address) -> contract::Address {
    contract::Address {
        line1: address.line1,
        line2: address.line2,
        city: address.city,
        state: address.state,
        postal_code: address.postal_code,
        country: address.country,
    }
}
