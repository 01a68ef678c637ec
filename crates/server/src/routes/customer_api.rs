//! `/api`: JSON for the portal's own pages, with the session's cookie.

use contract::{
    Activity, AddPaymentMethod, AddTaxId, AskForCode, CancelPreview, CancellationDetails,
    Catalogue, Changed, ConfirmUpdate, Customer, DetailsUpdate, EnterCode, InvoiceDetail,
    InvoiceList, InvoicePaid, Locale, LoginPage, OpenSession, Page, PayInvoice,
    PaymentAuthentication, Portal, SetLocale, Setup, Upcoming, UpdatePreview, UpdateRequest,
};

use super::api::appearance::{AppearanceSheet, SetAppearance};
use super::api::tab::TabLink;
use super::api::{
    activity, appearance, customer, invoice_files, invoices, login, payment_methods, session,
    subscriptions, tab, upcoming,
};
use crate::json::Nothing;
use crate::openapi::{Described, Operation as On, schema};
use crate::rules::{Field, Rule, optional};
use crate::subscriptions::Act;

const TEXT: Rule = Rule::Text(5_000);

const AFTER: &[Field] = &[optional("starting_after", TEXT)];

const LOGIN: &[Field] = &[optional("page", TEXT), optional("locale", Rule::Text(35))];

const SESSION: &[Field] = &[optional("session", TEXT)];

const SEARCH: Field = optional("search", Rule::Emptyable(100));

const STATUS: Field = optional(
    "status",
    Rule::EmptyOrChoice(&["open", "paid", "uncollectible", "void"]),
);

const YEAR: Field = optional("year", Rule::Integer(1, 9_999));

const INVOICES: &[Field] = &[
    optional("limit", Rule::Integer(1, 100)),
    SEARCH,
    optional("starting_after", TEXT),
    STATUS,
    YEAR,
];

const INVOICES_CSV: &[Field] = &[SEARCH, optional("session", TEXT), STATUS, YEAR];

/// All of its routes.
pub fn routes() -> Described {
    of_subscriptions(of_session(Described::default()))
        .at(
            On::post(
                "/api/customer",
                "updateCustomer",
                "Changes billing information.",
            )
            .takes(schema::<DetailsUpdate>)
            .answers(schema::<Customer>),
            customer::update_customer,
        )
        .at(
            On::post("/api/customer/tax-ids", "addTaxId", "Adds a tax id.")
                .takes(schema::<AddTaxId>)
                .answers(schema::<Customer>),
            customer::add_tax_id,
        )
        .at(
            On::delete(
                "/api/customer/tax-ids/{id}",
                "removeTaxId",
                "Removes a tax id.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Customer>),
            customer::remove_tax_id,
        )
        .at(
            On::get("/api/invoices", "listInvoices", "Invoices, newest first.")
                .query(INVOICES)
                .answers(schema::<InvoiceList>),
            invoices::list_invoices,
        )
        .at(
            On::get(
                "/api/invoices.csv",
                "exportInvoices",
                "The list of invoices as a file.",
            )
            .query(INVOICES_CSV)
            .file("text/csv")
            .of_any_tab(),
            invoice_files::csv,
        )
        .at(
            On::get("/api/invoices/{id}", "getInvoice", "One invoice in full.")
                .answers(schema::<InvoiceDetail>),
            invoices::get_invoice,
        )
        .at(
            On::post(
                "/api/invoices/{id}/pay",
                "payInvoice",
                "Pays an open invoice.",
            )
            .takes(schema::<PayInvoice>)
            .answers(schema::<InvoicePaid>),
            invoices::pay_invoice,
        )
        .at(
            On::get(
                "/api/invoices/{id}/authentication",
                "getAuthentication",
                "What the bank wants to be authenticated.",
            )
            .answers(schema::<PaymentAuthentication>),
            invoices::get_authentication,
        )
        .at(
            On::get(
                "/api/invoices/{id}/pdf",
                "getInvoicePdf",
                "An invoice as PDF.",
            )
            .query(SESSION)
            .file("application/pdf")
            .of_any_tab(),
            invoice_files::pdf,
        )
        .at(
            On::get(
                "/api/upcoming",
                "listUpcoming",
                "What will be charged next.",
            )
            .answers(schema::<Upcoming>),
            upcoming::list_upcoming,
        )
        .at(
            On::get(
                "/api/activity",
                "listActivity",
                "What was changed through the portal.",
            )
            .query(AFTER)
            .answers(schema::<Page<Activity>>),
            activity::list_activity,
        )
}

fn of_session(described: Described) -> Described {
    described
        .at(
            On::get("/api/login", "getLoginPage", "The page of a login link.")
                .query(LOGIN)
                .answers(schema::<LoginPage>)
                .open(),
            login::get_login_page,
        )
        .at(
            On::post("/api/login", "askForCode", "Asks for a code by e-mail.")
                .takes(schema::<AskForCode>)
                .accepts()
                .open(),
            login::ask_for_code,
        )
        .at(
            On::post(
                "/api/login/code",
                "enterCode",
                "Begins a session with a code.",
            )
            .takes(schema::<EnterCode>)
            .answers(schema::<Portal>)
            .open(),
            login::enter_code,
        )
        .at(
            On::post(
                "/api/session",
                "openSession",
                "Begins a session with a link's token.",
            )
            .takes(schema::<OpenSession>)
            .answers(schema::<Portal>)
            .open(),
            session::open_session,
        )
        .at(
            On::get("/api/session", "getSession", "The first screen.")
                .answers(schema::<Portal>)
                .of_any_tab(),
            session::get_session,
        )
        .at(
            On::delete("/api/session", "closeSession", "Signs out.").takes(schema::<Nothing>),
            session::close_session,
        )
        .at(
            On::post(
                "/api/appearance",
                "makeAppearance",
                "The look that the page around a frame wants, as a style sheet.",
            )
            .takes(schema::<SetAppearance>)
            .answers(schema::<AppearanceSheet>),
            appearance::set_appearance,
        )
        .at(
            On::post(
                "/api/session/tab",
                "openTab",
                "From a frame: a link by which a payment method is added in a tab.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<TabLink>),
            tab::make_link,
        )
        .at(
            On::put("/api/session/locale", "setLocale", "Chooses a language.")
                .takes(schema::<SetLocale>)
                .answers(schema::<Locale>),
            session::set_locale,
        )
        .at(
            On::post(
                "/api/payment-methods/setup",
                "startSetup",
                "Begins adding a payment method.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Setup>),
            payment_methods::start_setup,
        )
        .at(
            On::post(
                "/api/payment-methods",
                "addPaymentMethod",
                "Adds a payment method.",
            )
            .takes(schema::<AddPaymentMethod>)
            .answers(schema::<Changed>),
            payment_methods::add_payment_method,
        )
        .at(
            On::put(
                "/api/payment-methods/{id}/default",
                "makeDefault",
                "Makes it the default.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Changed>),
            payment_methods::make_default,
        )
        .at(
            On::put(
                "/api/payment-methods/{id}/subscriptions",
                "useDefault",
                "Charges subscriptions with a method of their own to the default.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Changed>),
            payment_methods::use_default,
        )
        .at(
            On::delete(
                "/api/payment-methods/{id}",
                "removePaymentMethod",
                "Removes it.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Changed>),
            payment_methods::remove_payment_method,
        )
}

fn of_subscriptions(described: Described) -> Described {
    described
        .at(
            On::get(
                "/api/subscriptions/{id}/cancel",
                "previewCancel",
                "What cancelling would mean.",
            )
            .answers(schema::<CancelPreview>),
            subscriptions::preview_cancel,
        )
        .with(
            On::post(
                "/api/subscriptions/{id}/cancel",
                "cancelSubscription",
                "Cancels it.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Changed>),
            subscriptions::act(Act::Cancel),
        )
        .at(
            On::post(
                "/api/subscriptions/{id}/cancellation-details",
                "explainCancellation",
                "Says why it was cancelled.",
            )
            .takes(schema::<CancellationDetails>)
            .answers(schema::<Changed>),
            subscriptions::explain_cancellation,
        )
        .with(
            On::post(
                "/api/subscriptions/{id}/renew",
                "renewSubscription",
                "Lets it go on.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Changed>),
            subscriptions::act(Act::Renew),
        )
        .with(
            On::post(
                "/api/subscriptions/{id}/cancel-change",
                "cancelChange",
                "Undoes a planned change.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Changed>),
            subscriptions::act(Act::CancelChange),
        )
        .at(
            On::get(
                "/api/subscriptions/{id}/update",
                "getCatalogue",
                "What it can be changed to.",
            )
            .answers(schema::<Catalogue>),
            subscriptions::catalogue,
        )
        .at(
            On::post(
                "/api/subscriptions/{id}/update/preview",
                "previewUpdate",
                "What a change would cost.",
            )
            .takes(schema::<UpdateRequest>)
            .answers(schema::<UpdatePreview>),
            subscriptions::preview_update,
        )
        .at(
            On::post(
                "/api/subscriptions/{id}/update",
                "updateSubscription",
                "Changes it.",
            )
            .takes(schema::<ConfirmUpdate>)
            .answers(schema::<Changed>),
            subscriptions::update,
        )
        .at(
            On::post(
                "/api/subscriptions/{id}/accept-offer",
                "acceptOffer",
                "Takes the offer for staying.",
            )
            .takes(schema::<Nothing>)
            .answers(schema::<Changed>),
            subscriptions::accept_offer,
        )
}
