//! The bodies of requests, as JSON.

use contract::{CancellationDetails, CancellationReason, UpdateRequest};

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
pub fn add_payment_method(setup_intent: &str) -> String {
    format!(r#"{{"setup_intent":{}}}"#, json::text(setup_intent))
}

/// `contract::PayInvoice`.
pub fn pay_invoice(payment_method: &str) -> String {
    format!(r#"{{"payment_method":{}}}"#, json::text(payment_method))
}

/// `contract::CancellationDetails`.
pub fn cancellation_details(details: &CancellationDetails) -> String {
    let fields = [
        ("feedback", details.feedback.map(CancellationReason::as_str)),
        ("comment", details.comment.as_deref()),
        ("feedback_option", details.feedback_option.as_deref()),
    ];
    let mut body = String::from("{");
    for (name, text) in fields {
        if let Some(text) = text {
            if body.len() > 1 {
                body.push(',');
            }
            body.push_str(&format!(r#""{name}":{}"#, json::text(text)));
        }
    }
    body.push('}');
    body
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
    use contract::{
        AddPaymentMethod, AskForCode, ConfirmUpdate, EnterCode, OpenSession, PayInvoice, SetLocale,
    };
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
        let setup_intent = NASTY.to_owned();
        assert_eq!(
            from_str::<AddPaymentMethod>(&add_payment_method(NASTY)).ok(),
            Some(AddPaymentMethod { setup_intent })
        );
    }
}
