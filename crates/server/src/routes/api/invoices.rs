//! `/api/invoices`: the list, one invoice, and paying it.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use contract::{
    ErrorCode, Features, Invoice, InvoiceDetail, InvoiceId, InvoiceList, PayInvoice,
    PaymentAuthentication, PaymentMethodId,
};
use jiff::tz::TimeZone;

use super::invoice_query::InvoiceQuery;
use super::request::once_alone;
use super::{Id, checked_id, id_in};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::features::features_of;
use crate::idempotency;
use crate::invoices::search::Search;
use crate::invoices::{Paying, named};
use crate::json::ApiJson;
use crate::payment;
use crate::portal::configuration_of;
use crate::session::CurrentCustomer;
use crate::store::SessionRow;
use crate::upstream::{InvoicePage, Snapshot};

/// A part of the list.
pub async fn list_invoices(
    State(app): State<App>,
    customer: CurrentCustomer,
    RawQuery(query): RawQuery,
) -> ApiResult<Json<InvoiceList>> {
    check_feature(&app, &customer.session, |it| it.invoice_history).await?;
    let query = InvoiceQuery::of(query)?;
    let upstream = &customer.merchant.upstream;
    let id = customer.customer_id();
    let after = query.starting_after.as_ref();
    let (page, is_complete) = match &query.search {
        None => {
            let page = upstream.invoice_page(id, &query.wanted, query.limit, after);
            (page.await?, true)
        }
        Some(search) => {
            let history = upstream.invoice_history(id, &query.wanted).await?;
            let found = found(&history.invoices, search, after, query.limit)?;
            (found, history.is_complete)
        }
    };
    let snapshot = upstream.snapshot(id).await?;
    Ok(Json(InvoiceList {
        first_year: first_year(&snapshot, app.clock().now()),
        data: page.data,
        next: page.next,
        is_complete,
    }))
}

/// A page of what a search finds.
fn found(
    all: &[Invoice],
    search: &Search,
    after: Option<&InvoiceId>,
    limit: u32,
) -> ApiResult<InvoicePage> {
    let begin = match after {
        None => 0,
        Some(id) => {
            let at = all.iter().position(|invoice| invoice.id == *id);
            at.ok_or_else(Failure::not_found)? + 1
        }
    };
    let limit = limit as usize;
    let mut data: Vec<Invoice> = all[begin..]
        .iter()
        .filter(|invoice| search.finds(invoice))
        .take(limit + 1)
        .cloned()
        .collect();
    let more = data.len() > limit;
    data.truncate(limit);
    let last = data.last().map(|invoice| invoice.id.clone());
    Ok(InvoicePage {
        data,
        next: last.filter(|_| more),
    })
}

/// The year the customer came, or that of an invoice known to be older.
fn first_year(snapshot: &Snapshot, now: i64) -> u16 {
    let oldest = snapshot.invoices.data.last().map(|invoice| invoice.created);
    let since = Some(snapshot.customer_since).filter(|since| *since > 0);
    let first = since.into_iter().chain(oldest).min().unwrap_or(now);
    let day = jiff::Timestamp::from_second(first).map(|at| at.to_zoned(TimeZone::UTC));
    let year = day.map_or(0, |day| day.year());
    u16::try_from(year).unwrap_or_default()
}

/// One invoice in full.
pub async fn get_invoice(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
) -> ApiResult<Json<InvoiceDetail>> {
    check_feature(&app, &customer.session, |it| it.invoice_history).await?;
    let id = invoice_id(id)?;
    Ok(Json(
        read_invoice(&customer.merchant, customer.customer_id(), &id).await?,
    ))
}

/// One invoice in full, under the merchant's name.
///
/// # Errors
/// Upstream's.
pub async fn read_invoice(
    merchant: &Merchant,
    customer: &str,
    id: &InvoiceId,
) -> ApiResult<InvoiceDetail> {
    let invoice = merchant.upstream.invoice(customer, id).await?;
    Ok(named(invoice, merchant))
}

/// Charges an open invoice to a saved method.
pub async fn pay_invoice(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<PayInvoice>,
) -> ApiResult<Response> {
    check_feature(&app, &customer.session, |it| it.invoice_history).await?;
    let paying = Paying {
        app: app.clone(),
        merchant: customer.merchant.clone(),
        customer: customer.customer_id().to_owned(),
        invoice: invoice_id(id)?,
        method: PaymentMethodId::from(checked_id(body.value.payment_method.as_str())?),
        actor: customer.actor.clone(),
    };
    let key = idempotency::key_of(&headers)?;
    let what = format!("pay {}", paying.invoice);
    let work = move |held| paying.pay(held);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

/// What the processor's script needs for a payment that waits for the bank. Changes of subscriptions lead here, too.
pub async fn get_authentication(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
) -> ApiResult<Json<PaymentAuthentication>> {
    let may = |it: &Features| it.invoice_history || it.subscription_update.is_some();
    check_feature(&app, &customer.session, may).await?;
    let id = invoice_id(id)?;
    let upstream = &customer.merchant.upstream;
    let waiting = upstream
        .waiting_payment(customer.customer_id(), &id)
        .await?;
    match waiting {
        Some(waiting) => Ok(Json(PaymentAuthentication {
            client_secret: waiting.client_secret,
            publishable_key: customer.merchant.account.publishable_key.clone(),
        })),
        // Whatever ended the wait, what is known from before it no longer holds.
        None => {
            let waited = payment::Waiting {
                app: &app,
                merchant: &customer.merchant,
                customer: customer.customer_id(),
                invoice: &id,
            };
            waited.settle().await?;
            let snapshot = upstream.fresh(customer.customer_id()).await?;
            Err(Failure::with_state(
                ErrorCode::StateChanged,
                "The payment does not wait for the customer.",
                snapshot.state.clone(),
            ))
        }
    }
}

pub(super) fn invoice_id(id: Id) -> ApiResult<InvoiceId> {
    Ok(InvoiceId::from(id_in(id)?))
}

/// # Errors
/// 403 `feature_disabled` unless the configuration has the feature.
pub(super) async fn check_feature(
    app: &App,
    session: &SessionRow,
    feature: impl Fn(&Features) -> bool,
) -> ApiResult<()> {
    let configuration = configuration_of(app, session).await?;
    if feature(&features_of(&configuration)) {
        return Ok(());
    }
    Err(Failure::new(
        ErrorCode::FeatureDisabled,
        "The configuration does not show invoices to customers.",
    ))
}
