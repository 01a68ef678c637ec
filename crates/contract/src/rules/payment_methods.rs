//! Which payment method can be charged for what.

use crate::{Card, CollectionMethod, PaymentMethod, PaymentMethodKind, Subscription};

/// Currencies a kind can be charged in; `None` means most currencies.
///
/// Source: Stripe, "Supported payment methods" of the customer portal. `PayPal`'s list is that of recurring payments.
pub fn currencies(kind: &PaymentMethodKind) -> Option<&'static [&'static str]> {
    match kind {
        PaymentMethodKind::Card(_)
        | PaymentMethodKind::Link { .. }
        | PaymentMethodKind::Paypal { .. } => None,
        PaymentMethodKind::UsBankAccount { .. }
        | PaymentMethodKind::AmazonPay
        | PaymentMethodKind::Cashapp { .. } => Some(&["usd"]),
        PaymentMethodKind::SepaDebit { .. } => Some(&["eur"]),
        PaymentMethodKind::BacsDebit { .. } => Some(&["gbp"]),
        PaymentMethodKind::AuBecsDebit { .. } => Some(&["aud"]),
        PaymentMethodKind::AcssDebit { .. } => Some(&["cad", "usd"]),
        PaymentMethodKind::Boleto => Some(&["brl"]),
        // A kind we do not know is not refused for its currency: the upstream decides.
        PaymentMethodKind::Other { .. } => None,
    }
}

/// Whether the method can be charged in `currency` at `now` (Unix seconds).
pub fn is_chargeable(method: &PaymentMethod, currency: &str, now: i64) -> bool {
    let currency_fits = currencies(&method.kind)
        .is_none_or(|list| list.iter().any(|c| c.eq_ignore_ascii_case(currency)));
    let expired = matches!(&method.kind, PaymentMethodKind::Card(card) if expiry(card, now) == Expiry::Expired);
    currency_fits && !expired
}

/// Live subscriptions that are charged to a method of their own and could be charged to `default` instead. `now` in
/// Unix seconds.
pub fn movable<'a>(
    default: &PaymentMethod,
    subscriptions: &'a [Subscription],
    now: i64,
) -> Vec<&'a Subscription> {
    let may_move = |subscription: &&Subscription| {
        let own = subscription.default_payment_method.as_ref();
        subscription.status.is_live()
            && subscription.collection_method == CollectionMethod::ChargeAutomatically
            && own.is_some_and(|own| *own != default.id)
            && is_chargeable(default, &subscription.currency, now)
    };
    subscriptions.iter().filter(may_move).collect()
}

/// Where a card stands towards its expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// More than a month of life left.
    Valid,
    /// Ends with this calendar month or the next.
    Soon,
    /// Over.
    Expired,
}

/// A card is valid through the last day of its month; instants are judged in UTC.
pub fn expiry(card: &Card, now: i64) -> Expiry {
    let (year, month) = year_and_month(now);
    let left = (i64::from(card.exp_year) - year) * 12 + i64::from(card.exp_month) - month;
    match left {
        ..0 => Expiry::Expired,
        0..=1 => Expiry::Soon,
        _ => Expiry::Valid,
    }
}

/// Civil year and month of an instant in UTC. Algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms".
fn year_and_month(now: i64) -> (i64, i64) {
    let days = now.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month)
}
