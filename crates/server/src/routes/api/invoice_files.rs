//! Files of invoices, reached by links: `/api/invoices.csv` and `/api/invoices/{id}/pdf`.
//!
//! A link carries the cookie and cannot send the tab's header, so it names the session's public id instead: a tab that
//! shows another session gets nothing. A failure leads back to the page, which says what is the matter.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{ErrorCode, Invoice};
use theme::Branding;

use super::Id;
use super::invoice_query::InvoiceQuery;
use super::invoices::{check_feature, invoice_id, read_invoice};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::flow::Flow;
use crate::invoices::{csv as file, pdf as document};
use crate::portal::locale_of;
use crate::session::current::BrowserSession;
use crate::session::scope::out_of_flow;
use crate::store::Media;

/// The list as a file, filtered like the list.
pub async fn csv(
    State(app): State<App>,
    browser: ApiResult<BrowserSession>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let (query, browser) = opened(&app, browser, query, &headers).await?;
        let upstream = &browser.merchant.upstream;
        let customer = &browser.session.customer_id;
        let snapshot = upstream.snapshot(customer).await?;
        let history = upstream.invoice_history(customer, &query.wanted).await?;
        if !history.is_complete {
            return Err(Failure::invalid(
                "year",
                "There are more invoices than one file takes. Choose a year.",
            ));
        }
        let found: Vec<Invoice> = history
            .invoices
            .iter()
            .filter(|invoice| query.search.as_ref().is_none_or(|it| it.finds(invoice)))
            .cloned()
            .collect();
        let locale = locale_of(&app, &browser.session, &snapshot, &headers);
        let word = |key: &str| {
            let text = app.catalogues().text(&locale.tag, key);
            text.unwrap_or(key).to_owned()
        };
        let text = file::write(&found, word);
        Ok(attached("text/csv; charset=utf-8", "invoices.csv", text))
    };
    or_back(made.await, &headers, "/invoices".to_owned())
}

/// One invoice as a document.
pub async fn pdf(
    State(app): State<App>,
    browser: ApiResult<BrowserSession>,
    id: Id,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let id = match invoice_id(id) {
        Ok(id) => id,
        Err(failure) => return failure.into_response(),
    };
    let made = async {
        let (_, browser) = opened(&app, browser, query, &headers).await?;
        let merchant = browser.merchant.clone();
        let customer = &browser.session.customer_id;
        let invoice = read_invoice(&merchant, customer, &id).await?;
        let snapshot = merchant.upstream.snapshot(customer).await?;
        let locale = locale_of(&app, &browser.session, &snapshot, &headers);
        let look = merchant.looks.of(&app, &browser.session.look()).await;
        let branding = look.map(|look| look.branding.clone()).unwrap_or_default();
        let logo = logo(&app, &merchant, &branding).await?;
        let name = file_name(invoice.invoice.number.as_deref());
        let library = app.library().clone();
        // Some milliseconds of work that waits for nobody.
        let writing = tokio::task::spawn_blocking(move || {
            document::write(&document::Content {
                invoice: &invoice,
                locale: &locale,
                branding: &branding,
                logo: logo.as_ref(),
                library: &library,
            })
        });
        let bytes = writing.await.ok().flatten().ok_or_else(|| {
            tracing::error!("an invoice could not be written as PDF");
            Failure::internal()
        })?;
        Ok(attached("application/pdf", &name, bytes))
    };
    or_back(made.await, &headers, format!("/invoices/{id}"))
}

/// Who asks, if it is our own page or the customer's own doing, and for which invoices.
async fn opened(
    app: &App,
    browser: ApiResult<BrowserSession>,
    query: Option<String>,
    headers: &HeaderMap,
) -> ApiResult<(InvoiceQuery, BrowserSession)> {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return Err(Failure::new(
            ErrorCode::ForbiddenOrigin,
            "The request did not come from the portal's own page.",
        ));
    }
    let browser = browser?;
    let query = InvoiceQuery::of(query)?;
    let own = browser.session.public_id.as_deref();
    if query.session.is_some() && query.session.as_deref() != own {
        return Err(Failure::new(
            ErrorCode::SessionChanged,
            "This tab acts for another session than the browser now holds.",
        ));
    }
    // A session that is for one thing only is for no files.
    if Flow::of(&browser.session)?.is_some() {
        return Err(out_of_flow());
    }
    check_feature(app, &browser.session, |it| it.invoice_history).await?;
    Ok((query, browser))
}

/// The merchant's logo for paper, which is white.
async fn logo(app: &App, merchant: &Merchant, branding: &Branding) -> ApiResult<Option<Media>> {
    let Some(media) = &branding.shared.logo else {
        return Ok(None);
    };
    let hash = media.light.to_string();
    Ok(app.store().media(&merchant.account.id, &hash).await?)
}

/// A file's name that every system takes.
fn file_name(number: Option<&str>) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    match number {
        Some(number) => format!(
            "invoice-{}.pdf",
            number.chars().map(plain).collect::<String>()
        ),
        None => "invoice.pdf".to_owned(),
    }
}

fn attached(kind: &'static str, name: &str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{name}\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A person who followed a link sees the page again instead of JSON.
fn or_back(made: ApiResult<Response>, headers: &HeaderMap, page: String) -> Response {
    let failure = match made {
        Ok(response) => return response,
        Err(failure) => failure,
    };
    let dest = HeaderName::from_static("sec-fetch-dest");
    let is_link = headers.get(dest).is_some_and(|value| value == "document");
    match HeaderValue::from_str(&page) {
        Ok(page) if is_link => (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response(),
        _ => failure.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_number_cannot_leave_the_file_name() {
        assert_eq!(file_name(Some("ACME-0001")), "invoice-ACME-0001.pdf");
        assert_eq!(file_name(Some("a\"/..\r\n€")), "invoice-a_______.pdf");
        assert_eq!(file_name(None), "invoice.pdf");
    }
}
