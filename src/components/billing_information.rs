//! Who is billed, and where invoices go.

use contract::{Address, Customer, TaxId};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{address_lines, money},
    i18n::{Words, use_words},
    paths,
    ui::{Badge, ButtonVariant, EmptyState, IconName, LinkButton, Section, Tone},
};

/// The customer's billing information, to read.
#[component]
pub fn BillingInformation(
    /// Whose.
    customer: Customer,
    /// Whether there is anything that may be changed.
    is_editable: bool,
) -> impl IntoView {
    let class = style_sheet!("style/components/billing_information.css");
    let words = use_words();
    let tax_ids = customer.tax_ids.clone();
    let facts = facts(words, customer);
    let is_empty = facts.is_empty() && tax_ids.is_empty();
    let fact = move |Fact { name, lines, hint }: Fact| {
        let line = move |text| view! { class=class, <bdi class="line">{text}</bdi> };
        view! { class=class,
            <div class="fact">
                <dt class="name">{name}</dt>
                <dd class="value">
                    {lines.into_iter().map(line).collect_view()}
                    {hint.map(|text| view! { class=class, <span class="hint">{text}</span> })}
                </dd>
            </div>
        }
    };
    let content = move || {
        if is_empty {
            let text = words.billing_information_none_hint();
            let title = words.billing_information_none();
            return view! { class=class, <EmptyState icon=IconName::Invoice title text /> }
                .into_any();
        }
        view! { class=class,
            <dl class="facts">{facts.into_iter().map(fact).collect_view()} <TaxIds tax_ids /></dl>
        }
        .into_any()
    };

    let update = move || {
        is_editable.then(|| {
            view! { class=class,
                <LinkButton href=paths::BILLING_INFORMATION variant=ButtonVariant::Quiet>
                    {words.billing_information_update()}
                </LinkButton>
            }
        })
    };

    view! { class=class,
        <Section title=words.billing_information_heading() action=update>
            {content()}
        </Section>
    }
}

#[component]
fn TaxIds(tax_ids: Vec<TaxId>) -> impl IntoView {
    let class = style_sheet!("style/components/billing_information.css");
    let words = use_words();
    let count = i64::try_from(tax_ids.len()).unwrap_or(i64::MAX);
    let line = move |tax_id: TaxId| {
        let verification = verification(words, tax_id.verification.as_deref());
        view! { class=class,
            <span class="tax-id">
                <bdi>{tax_id.value}</bdi>
                {verification.map(|(tone, text)| view! { class=class, <Badge tone>{text}</Badge> })}
            </span>
        }
    };
    let all = move || {
        view! { class=class,
            <div class="fact">
                <dt class="name">{words.billing_information_tax_ids(count)}</dt>
                <dd class="value">{tax_ids.into_iter().map(line).collect_view()}</dd>
            </div>
        }
    };

    (count > 0).then(all)
}

/// One entry of the list.
struct Fact {
    name: String,
    lines: Vec<String>,
    hint: Option<String>,
}

fn facts(words: Words, customer: Customer) -> Vec<Fact> {
    let plain = |name: String, value: Option<String>| {
        let value = value.filter(|value| !value.trim().is_empty())?;
        Some(Fact {
            name,
            lines: vec![value],
            hint: None,
        })
    };
    let shipping = customer.shipping.unwrap_or_default();
    let balance = balance(words, customer.balance, customer.currency.as_deref());
    [
        plain(words.billing_information_name(), customer.name),
        plain(words.billing_information_email(), customer.email),
        address(
            words,
            words.billing_information_address(),
            None,
            customer.address,
        ),
        plain(words.billing_information_phone(), customer.phone),
        address(
            words,
            words.billing_information_shipping(),
            shipping.name,
            shipping.address,
        ),
        balance,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn address(
    words: Words,
    name: String,
    recipient: Option<String>,
    address: Option<Address>,
) -> Option<Fact> {
    let place = address_lines(words, &address?);
    if place.is_empty() {
        return None;
    }
    let lines = recipient.into_iter().chain(place).collect();
    Some(Fact {
        name,
        lines,
        hint: None,
    })
}

fn balance(words: Words, balance: i64, currency: Option<&str>) -> Option<Fact> {
    let amount = |amount: i64| Some(vec![money(words, amount, currency?)]);
    let (name, lines, hint) = match balance {
        0 => return None,
        1.. => (
            words.billing_information_balance_due(),
            amount(balance)?,
            words.billing_information_balance_due_hint(),
        ),
        _ => (
            words.billing_information_balance_credit(),
            amount(balance.saturating_neg())?,
            words.billing_information_balance_credit_hint(),
        ),
    };
    Some(Fact {
        name,
        lines,
        hint: Some(hint),
    })
}

/// How far the verification of a tax id has come, if its type is verified at all.
pub(super) fn verification(words: Words, state: Option<&str>) -> Option<(Tone, String)> {
    match state? {
        "pending" => Some((Tone::Neutral, words.billing_information_tax_pending())),
        "verified" => Some((Tone::Success, words.billing_information_tax_verified())),
        "unverified" => Some((Tone::Warning, words.billing_information_tax_unverified())),
        _ => None,
    }
}
