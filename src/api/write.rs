//! The bodies of requests, as JSON.

use contract::{
    AddPaymentMethod, AddTaxId, Address, CancellationDetails, CancellationReason, DetailsUpdate,
    Shipping, UpdateRequest,
};

use super::json;

/// `contract::OpenSession`.
pub fn open_session(token: &str, switch: bool) -> String {
    format!(r#"{{"token":{},"switch":{switch}}}"#, json::text(token))
}

/// `contract::SetLocale`.
pub fn set_locale(locale: &str) -> String {
    format!(r#"{{"locale":{}}}"#, json::text(locale))
}

/// `contract::AddPaymentMethod`.
pub fn add_payment_method(saved: &AddPaymentMethod) -> String {
    let (name, id) = match saved {
        AddPaymentMethod::SetupIntent(id) => ("setup_intent", id),
        AddPaymentMethod::CheckoutSession(id) => ("checkout_session", id),
    };
    format!(r#"{{"{name}":{}}}"#, json::text(id))
}

/// `contract::PayInvoice`.
pub fn pay_invoice(payment_method: &str) -> String {
    format!(r#"{{"payment_method":{}}}"#, json::text(payment_method))
}

/// `contract::CancellationDetails`.
pub fn cancellation_details(details: &CancellationDetails) -> String {
    let text = |text: Option<&str>| text.map(json::text);
    object([
        (
            "feedback",
            text(details.feedback.map(CancellationReason::as_str)),
        ),
        ("comment", text(details.comment.as_deref())),
        ("feedback_option", text(details.feedback_option.as_deref())),
    ])
}

/// `contract::DetailsUpdate`.
pub fn details_update(update: &DetailsUpdate) -> String {
    object([
        ("name", update.name.as_deref().map(json::text)),
        ("email", update.email.as_deref().map(json::text)),
        ("phone", update.phone.as_deref().map(json::text)),
        ("address", update.address.as_ref().map(address)),
        ("shipping", update.shipping.as_ref().map(shipping)),
    ])
}

fn shipping(shipping: &Shipping) -> String {
    object([
        ("name", shipping.name.as_deref().map(json::text)),
        ("phone", shipping.phone.as_deref().map(json::text)),
        ("address", shipping.address.as_ref().map(address)),
    ])
}

fn address(address: &Address) -> String {
    object([
        ("line1", address.line1.as_deref().map(json::text)),
        ("line2", address.line2.as_deref().map(json::text)),
        ("city", address.city.as_deref().map(json::text)),
        ("state", address.state.as_deref().map(json::text)),
        (
            "postal_code",
            address.postal_code.as_deref().map(json::text),
        ),
        ("country", address.country.as_deref().map(json::text)),
    ])
}

/// `contract::AddTaxId`.
pub fn add_tax_id(added: &AddTaxId) -> String {
    let text = |text: &str| Some(json::text(text));
    object([("kind", text(&added.kind)), ("value", text(&added.value))])
}

/// The fields that are there, with values written already.
fn object<const N: usize>(fields: [(&str, Option<String>); N]) -> String {
    let there = |(name, value): (&str, Option<String>)| Some(format!(r#""{name}":{}"#, value?));
    let fields: Vec<String> = fields.into_iter().filter_map(there).collect();
    format!("{{{}}}", fields.join(","))
}

/// `contract::UpdateRequest`, or with a fingerprint `contract::ConfirmUpdate`.
pub fn update_request(request: &UpdateRequest, fingerprint: Option<&str>) -> String {
    let mut body = format!(r#"{{"price":{}"#, json::text(&request.price));
    if let Some(quantity) = request.quantity {
        body.push_str(&format!(r#","quantity":{quantity}"#));
    }
    let texts = [
        ("promotion_code", request.promotion_code.as_deref()),
        ("fingerprint", fingerprint),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            body.push_str(&format!(r#","{name}":{}"#, json::text(text)));
        }
    }
    body.push('}');
    body
}

/// `contract::AskForCode`.
pub fn ask_for_code(page: &str, email: &str, locale: &str) -> String {
    let [page, email, locale] = [page, email, locale].map(json::text);
    format!(r#"{{"page":{page},"email":{email},"locale":{locale}}}"#)
}

/// `contract::EnterCode`.
pub fn enter_code(code: &str, locale: Option<&str>) -> String {
    let code = json::text(code);
    match locale.map(json::text) {
        Some(locale) => format!(r#"{{"code":{code},"locale":{locale}}}"#),
        None => format!(r#"{{"code":{code}}}"#),
    }
}

/// A request that says everything in its address.
pub fn nothing() -> String {
    "{}".to_owned()
}

#[cfg(test)]
mod tests {
    use contract::{AskForCode, ConfirmUpdate, EnterCode, OpenSession, PayInvoice, SetLocale};
    use serde_json::from_str;

    use super::*;

    /// What a text field may hold at worst.
    const NASTY: &str = "a\"b\\c\n\u{1f}é😀</script>";

    #[test]
    fn the_server_reads_what_is_meant() {
        let token = NASTY.to_owned();
        let expected = OpenSession {
            token,
            switch: true,
        };
        assert_eq!(
            from_str::<OpenSession>(&open_session(NASTY, true)).ok(),
            Some(expected)
        );
        let locale = NASTY.to_owned();
        assert_eq!(
            from_str::<SetLocale>(&set_locale(NASTY)).ok(),
            Some(SetLocale { locale })
        );
        let details = CancellationDetails {
            feedback: Some(CancellationReason::Other),
            comment: Some(NASTY.to_owned()),
            feedback_option: None,
        };
        for details in [details, CancellationDetails::default()] {
            let body = cancellation_details(&details);
            assert_eq!(from_str::<CancellationDetails>(&body).ok(), Some(details));
        }
        let nasty = || Some(NASTY.to_owned());
        let address = Address {
            line1: nasty(),
            line2: None,
            city: nasty(),
            state: nasty(),
            postal_code: nasty(),
            country: nasty(),
        };
        let full = DetailsUpdate {
            name: nasty(),
            email: nasty(),
            phone: Some(String::new()),
            address: Some(address.clone()),
            shipping: Some(Shipping {
                name: nasty(),
                phone: nasty(),
                address: Some(address),
            }),
        };
        let cleared = DetailsUpdate {
            address: Some(Address::default()),
            shipping: Some(Shipping::default()),
            ..DetailsUpdate::default()
        };
        for update in [full, cleared, DetailsUpdate::default()] {
            let body = details_update(&update);
            assert_eq!(from_str::<DetailsUpdate>(&body).ok(), Some(update));
        }
        let added = AddTaxId {
            kind: "eu_vat".into(),
            value: NASTY.into(),
        };
        assert_eq!(from_str(&add_tax_id(&added)).ok(), Some(added));
        let ask = AskForCode {
            page: "test_x".into(),
            email: NASTY.into(),
            locale: "nl".into(),
        };
        let body = ask_for_code("test_x", NASTY, "nl");
        assert_eq!(from_str::<AskForCode>(&body).ok(), Some(ask));
        for locale in [None, Some("fr")] {
            let enter = EnterCode {
                code: NASTY.into(),
                locale: locale.map(str::to_owned),
            };
            let body = enter_code(NASTY, locale);
            assert_eq!(from_str::<EnterCode>(&body).ok(), Some(enter));
        }
        let payment_method = NASTY.into();
        assert_eq!(
            from_str::<PayInvoice>(&pay_invoice(NASTY)).ok(),
            Some(PayInvoice { payment_method })
        );
        for (quantity, code) in [(None, None), (Some(i64::MAX), Some(NASTY.to_owned()))] {
            let update = UpdateRequest {
                price: NASTY.to_owned(),
                quantity,
                promotion_code: code,
            };
            let body = update_request(&update, None);
            assert_eq!(from_str(&body).ok(), Some(update.clone()));
            let body = update_request(&update, Some(NASTY));
            let confirmed = ConfirmUpdate {
                update,
                fingerprint: NASTY.to_owned(),
            };
            assert_eq!(from_str(&body).ok(), Some(confirmed));
        }
        for saved in [
            AddPaymentMethod::SetupIntent(NASTY.to_owned()),
            AddPaymentMethod::CheckoutSession(NASTY.to_owned()),
        ] {
            assert_eq!(from_str(&add_payment_method(&saved)).ok(), Some(saved));
        }
    }
}
