use contract::{
    Card, PaymentMethodKind,
    rules::payment_methods::{self, Expiry},
};

use crate::i18n::Words;

/// What a payment method is called: `Visa ending in 4242`, `SEPA Direct Debit ending in 3000`, `PayPal (jenny@example.com)`.
pub fn method_name(words: Words, kind: &PaymentMethodKind) -> String {
    let parts = Parts::of(words, kind);
    let name = match parts.last4 {
        Some(last4) => words.method_ending(&parts.name, last4),
        None => parts.name,
    };
    in_brackets(name, parts.account)
}

/// The same as it is printed on a statement, for the eye: `Visa •••• 4242`.
pub fn method_label(words: Words, kind: &PaymentMethodKind) -> String {
    let parts = Parts::of(words, kind);
    let name = match parts.last4 {
        Some(last4) => format!("{} •••• {last4}", parts.name),
        None => parts.name,
    };
    in_brackets(name, parts.account)
}

/// What a name consists of.
struct Parts<'a> {
    /// The brand, bank or scheme.
    name: String,
    last4: Option<&'a str>,
    /// The account or wallet it belongs to.
    account: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(words: Words, kind: &'a PaymentMethodKind) -> Self {
        let bank = |name: String, last4: &'a str| Self {
            name,
            last4: Some(last4),
            account: None,
        };
        let wallet = |name: &str, account: Option<&'a str>| Self {
            name: name.to_owned(),
            last4: None,
            account,
        };
        match kind {
            PaymentMethodKind::Card(card) => Self {
                name: card_brand(&card.brand).map_or_else(|| words.method_card(), str::to_owned),
                last4: Some(&card.last4),
                account: card.wallet.as_deref().and_then(wallet_name),
            },
            PaymentMethodKind::UsBankAccount { bank_name, last4 } => {
                let name = bank_name.clone();
                bank(
                    name.unwrap_or_else(|| words.method_us_bank_account()),
                    last4,
                )
            }
            PaymentMethodKind::SepaDebit { last4, .. } => bank(words.method_sepa_debit(), last4),
            PaymentMethodKind::BacsDebit { last4, .. } => bank(words.method_bacs_debit(), last4),
            PaymentMethodKind::AuBecsDebit { last4, .. } => {
                bank(words.method_au_becs_debit(), last4)
            }
            PaymentMethodKind::AcssDebit { bank_name, last4 } => {
                let name = bank_name.clone();
                bank(name.unwrap_or_else(|| words.method_acss_debit()), last4)
            }
            PaymentMethodKind::Boleto => wallet("Boleto", None),
            PaymentMethodKind::AmazonPay => wallet("Amazon Pay", None),
            PaymentMethodKind::Cashapp { cashtag } => wallet("Cash App Pay", cashtag.as_deref()),
            PaymentMethodKind::Link { email } => wallet("Link", email.as_deref()),
            PaymentMethodKind::Paypal { email } => wallet("PayPal", email.as_deref()),
            PaymentMethodKind::Other { name } => wallet(&title_case(name), None),
        }
    }
}

/// What else helps to recognise a method: the debit scheme under a bank's name, a sort code, a BSB. Expiry is apart.
pub fn method_detail(words: Words, kind: &PaymentMethodKind) -> Option<String> {
    match kind {
        PaymentMethodKind::UsBankAccount { bank_name, .. } => {
            bank_name.as_ref().map(|_| words.method_us_bank_account())
        }
        PaymentMethodKind::AcssDebit { bank_name, .. } => {
            bank_name.as_ref().map(|_| words.method_acss_debit())
        }
        PaymentMethodKind::SepaDebit { country, .. } => {
            country.as_deref().map(|code| super::country(words, code))
        }
        PaymentMethodKind::BacsDebit { sort_code, .. } => sort_code
            .as_deref()
            .map(|code| words.method_sort_code(&grouped(code, 2))),
        PaymentMethodKind::AuBecsDebit { bsb_number, .. } => bsb_number
            .as_deref()
            .map(|code| words.method_bsb(&grouped(code, 3))),
        _ => None,
    }
}

/// Whether a card expires, and the words for it: `Expires 08/2030`, `Expired 01/2024`. `now` in Unix seconds.
pub fn expiry(words: Words, card: &Card, now: i64) -> (Expiry, String) {
    let state = payment_methods::expiry(card, now);
    let date = expiry_date(card);
    let text = match state {
        Expiry::Expired => words.payment_methods_expired(&date),
        Expiry::Valid | Expiry::Soon => words.payment_methods_expires(&date),
    };
    (state, text)
}

/// Month and year as they are printed on the card: `08/2030`.
pub fn expiry_date(card: &Card) -> String {
    format!("{:02}/{}", card.exp_month, card.exp_year)
}

/// The name of Stripe's card brand; `None` when the processor does not know it.
fn card_brand(brand: &str) -> Option<&str> {
    Some(match brand {
        "amex" | "american_express" => "American Express",
        "cartes_bancaires" => "Cartes Bancaires",
        "diners" | "diners_club" => "Diners Club",
        "discover" => "Discover",
        "eftpos_au" | "eftpos_australia" => "eftpos Australia",
        "girocard" => "girocard",
        "interac" => "Interac",
        "jcb" => "JCB",
        "link" => "Link",
        "mastercard" => "Mastercard",
        "unionpay" | "union_pay" => "UnionPay",
        "visa" => "Visa",
        _ => return None,
    })
}

/// The name of a wallet worth telling; Stripe also lists browser autofill as one.
fn wallet_name(kind: &str) -> Option<&str> {
    Some(match kind {
        "apple_pay" => "Apple Pay",
        "google_pay" => "Google Pay",
        "link" => "Link",
        "samsung_pay" => "Samsung Pay",
        _ => return None,
    })
}

fn in_brackets(name: String, account: Option<&str>) -> String {
    match account {
        Some(account) => format!("{name} ({account})"),
        None => name,
    }
}

/// `108800` as `10-88-00`; anything but plain digits stays as it is.
fn grouped(code: &str, size: usize) -> String {
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code.to_owned();
    }
    let mut text = String::with_capacity(code.len() + 2);
    for (index, digit) in code.chars().enumerate() {
        if index > 0 && index % size == 0 {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// A kind that came after this release, by Stripe's name: `revolut_pay` is `Revolut Pay`.
fn title_case(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    };
    name.split('_').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_grouped_as_banks_print_them() {
        assert_eq!(grouped("108800", 2), "10-88-00");
        assert_eq!(grouped("082003", 3), "082-003");
        assert_eq!(grouped("10-88-00", 2), "10-88-00");
    }

    #[test]
    fn unknown_kinds_are_readable() {
        assert_eq!(title_case("revolut_pay"), "Revolut Pay");
        assert_eq!(title_case("ideal"), "Ideal");
    }

    #[test]
    fn both_spellings_of_a_brand_have_a_name_and_unknown_has_none() {
        assert_eq!(card_brand("amex"), card_brand("american_express"));
        assert_eq!(card_brand("unknown"), None);
        assert_eq!(wallet_name("visa_checkout"), None);
    }

    #[test]
    fn expiry_is_printed_with_two_digits_of_month() {
        let card = Card {
            brand: "visa".into(),
            last4: "4242".into(),
            exp_month: 3,
            exp_year: 2040,
            funding: "credit".into(),
            wallet: None,
        };
        assert_eq!(expiry_date(&card), "03/2040");
    }
}
