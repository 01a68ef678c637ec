//! Payment methods.

use contract::{Card, PaymentMethod, PaymentMethodId, PaymentMethodKind};
use stripe::resources::BankAccount;

/// A payment method; `default` is the customer's.
pub(super) fn payment_method(
    method: &stripe::PaymentMethod,
    default: Option<&str>,
) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from(method.id.as_str()),
        kind: kind(method),
        is_default: default == Some(method.id.as_str()),
        created: method.created,
    }
}

/// What it is, and what may be shown of it.
pub(super) fn kind(method: &stripe::PaymentMethod) -> PaymentMethodKind {
    let last4 = |account: &BankAccount| account.last4.clone().unwrap_or_default();
    match method.kind.as_str() {
        "card" => PaymentMethodKind::Card(card(method)),
        "us_bank_account" => {
            let account = bank(&method.us_bank_account);
            PaymentMethodKind::UsBankAccount {
                last4: last4(&account),
                bank_name: account.bank_name,
            }
        }
        "sepa_debit" => {
            let account = bank(&method.sepa_debit);
            PaymentMethodKind::SepaDebit {
                last4: last4(&account),
                country: account.country,
            }
        }
        "bacs_debit" => {
            let account = bank(&method.bacs_debit);
            PaymentMethodKind::BacsDebit {
                last4: last4(&account),
                sort_code: account.sort_code,
            }
        }
        "au_becs_debit" => {
            let account = bank(&method.au_becs_debit);
            PaymentMethodKind::AuBecsDebit {
                last4: last4(&account),
                bsb_number: account.bsb_number,
            }
        }
        "acss_debit" => {
            let account = bank(&method.acss_debit);
            PaymentMethodKind::AcssDebit {
                last4: last4(&account),
                bank_name: account.institution_name.or(account.bank_name),
            }
        }
        "boleto" => PaymentMethodKind::Boleto,
        "amazon_pay" => PaymentMethodKind::AmazonPay,
        "cashapp" => PaymentMethodKind::Cashapp {
            cashtag: method.cashapp.as_ref().and_then(|it| it.cashtag.clone()),
        },
        "link" => PaymentMethodKind::Link {
            email: method.link.as_ref().and_then(|it| it.email.clone()),
        },
        "paypal" => PaymentMethodKind::Paypal {
            email: method.paypal.as_ref().and_then(|it| it.payer_email.clone()),
        },
        name => PaymentMethodKind::Other {
            name: name.to_owned(),
        },
    }
}

fn bank(account: &Option<BankAccount>) -> BankAccount {
    account.clone().unwrap_or_default()
}

/// A card without a date counts as expired, so that the guard of removal never relies on it.
fn card(method: &stripe::PaymentMethod) -> Card {
    let card = method.card.clone().unwrap_or_default();
    let unknown = || "unknown".to_owned();
    Card {
        brand: card.brand.unwrap_or_else(unknown),
        last4: card.last4.unwrap_or_default(),
        exp_month: card.exp_month.unwrap_or_default(),
        exp_year: card.exp_year.unwrap_or_default(),
        funding: card.funding.unwrap_or_else(unknown),
        wallet: card.wallet.and_then(|wallet| wallet.kind),
    }
}
