//! The mark by which a payment method is recognised.

use contract::PaymentMethodKind;
use leptos::prelude::*;
use stylers_macro::style_sheet;

/// The mark of a card's brand, a bank scheme or a wallet. Decoration: the name beside it says the same.
#[component]
pub fn PaymentMethodIcon(
    /// Whose mark.
    kind: PaymentMethodKind,
) -> impl IntoView {
    let class = style_sheet!("style/components/payment_method_icon.css");
    let href = format!("#icon-{}", mark(&kind));

    view! { class=class,
        <svg class="payment-method-icon" viewBox="0 0 38 24" aria-hidden="true" focusable="false">
            <use href=href />
        </svg>
    }
}

/// The symbol of the sprite, without its prefix.
fn mark(kind: &PaymentMethodKind) -> &'static str {
    match kind {
        PaymentMethodKind::Card(card) => match card.brand.as_str() {
            "amex" | "american_express" => "amex",
            "diners" | "diners_club" => "diners",
            "discover" => "discover",
            "jcb" => "jcb",
            "link" => "link",
            "mastercard" => "mastercard",
            "unionpay" | "union_pay" => "unionpay",
            "visa" => "visa",
            _ => "card",
        },
        PaymentMethodKind::UsBankAccount { .. } => "bank",
        PaymentMethodKind::SepaDebit { .. } => "sepa",
        PaymentMethodKind::BacsDebit { .. } => "bacs",
        PaymentMethodKind::AuBecsDebit { .. } => "becs",
        PaymentMethodKind::AcssDebit { .. } => "acss",
        PaymentMethodKind::Boleto => "boleto",
        PaymentMethodKind::AmazonPay => "amazon-pay",
        PaymentMethodKind::Cashapp { .. } => "cashapp",
        PaymentMethodKind::Link { .. } => "link",
        PaymentMethodKind::Paypal { .. } => "paypal",
        PaymentMethodKind::Other { .. } => "card",
    }
}

#[cfg(test)]
mod tests {
    use contract::Card;

    use super::*;

    fn card(brand: &str) -> PaymentMethodKind {
        PaymentMethodKind::Card(Card {
            brand: brand.into(),
            last4: "4242".into(),
            exp_month: 1,
            exp_year: 2040,
            funding: "credit".into(),
            wallet: None,
        })
    }

    #[test]
    fn every_mark_is_in_the_sprite() {
        let sprite = include_str!("../../public/icons.svg");
        let last4 = || "6789".to_owned();
        let kinds = [
            PaymentMethodKind::UsBankAccount {
                bank_name: None,
                last4: last4(),
            },
            PaymentMethodKind::SepaDebit {
                last4: last4(),
                country: None,
            },
            PaymentMethodKind::BacsDebit {
                last4: last4(),
                sort_code: None,
            },
            PaymentMethodKind::AuBecsDebit {
                last4: last4(),
                bsb_number: None,
            },
            PaymentMethodKind::AcssDebit {
                bank_name: None,
                last4: last4(),
            },
            PaymentMethodKind::Boleto,
            PaymentMethodKind::AmazonPay,
            PaymentMethodKind::Cashapp { cashtag: None },
            PaymentMethodKind::Link { email: None },
            PaymentMethodKind::Paypal { email: None },
            PaymentMethodKind::Other {
                name: "ideal".into(),
            },
        ];
        let brands = [
            "amex",
            "diners",
            "discover",
            "jcb",
            "mastercard",
            "unionpay",
            "visa",
            "eftpos_au",
            "unknown",
        ];
        for kind in kinds.into_iter().chain(brands.map(card)) {
            let symbol = format!("id=\"icon-{}\"", mark(&kind));
            assert!(sprite.contains(&symbol), "{symbol} of {kind:?}");
        }
    }
}
