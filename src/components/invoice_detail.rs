//! What an invoice says: from whom, for whom, for what and how much.

use contract::{InvoiceDetail as Detail, InvoiceLine, InvoiceStatus, Party};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{address_lines, money, short_date, tax_name, unit_price},
    i18n::{Words, use_words},
    ui::Section,
};

/// The parties, the lines and the sums.
#[component]
pub fn InvoiceDetail(
    /// The invoice.
    invoice: Detail,
) -> impl IntoView {
    let class = style_sheet!("style/components/invoice_detail.css");
    let words = use_words();
    let currency = invoice.invoice.currency.clone();
    let lines = invoice.lines.iter().map(|line| {
        let line = Line::of(words, line, &currency);
        view! { class=class,
            <tr class="line">
                <th class="what" scope="row">
                    <bdi>{line.what}</bdi>
                    {line
                        .period
                        .map(|text| view! { class=class, <span class="period">{text}</span> })}
                </th>
                <td class="number" data-label=words.invoice_quantity()>
                    {line.quantity}
                </td>
                <td class="number" data-label=words.invoice_unit_price()>
                    {line.unit}
                </td>
                <td class="number" data-label=words.invoice_amount()>
                    {line.amount}
                </td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let sums = sums(words, &invoice)
        .into_iter()
        .map(|(what, amount, is_strong)| {
            view! { class=class,
                <div class="sum" data-strong=is_strong.then_some("true")>
                    <dt class="term">{what}</dt>
                    <dd class="number">{amount}</dd>
                </div>
            }
        });
    let sums = sums.collect_view();
    let memo = invoice
        .memo
        .map(|text| view! { class=class, <p class="memo">{text}</p> });
    let footer = invoice
        .footer
        .map(|text| view! { class=class, <p class="memo">{text}</p> });

    view! { class=class,
        <div class="parties">
            <Named title=words.invoice_from() party=invoice.merchant />
            <Named title=words.invoice_to() party=invoice.customer />
        </div>
        {memo}
        <Section title=words.invoice_lines()>
            <table class="lines">
                <thead class="heads">
                    <tr>
                        <th class="what" scope="col">
                            {words.invoice_item()}
                        </th>
                        <th class="number" scope="col">
                            {words.invoice_quantity()}
                        </th>
                        <th class="number" scope="col">
                            {words.invoice_unit_price()}
                        </th>
                        <th class="number" scope="col">
                            {words.invoice_amount()}
                        </th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            <dl class="sums">{sums}</dl>
        </Section>
        {footer}
    }
}

/// Somebody an invoice names.
#[component]
fn Named(title: String, party: Party) -> impl IntoView {
    let class = style_sheet!("style/components/invoice_detail.css");
    let words = use_words();
    let mut lines: Vec<String> = party.name.into_iter().collect();
    lines.extend(party.address.iter().flat_map(|it| address_lines(words, it)));
    lines.extend(party.email);
    lines.extend(party.phone);
    lines.extend(party.tax_ids.iter().map(|it| words.invoice_tax_id(it)));
    let lines = lines.into_iter().map(|line| {
        view! { class=class,
            <p class="entry">
                <bdi>{line}</bdi>
            </p>
        }
    });

    view! { class=class,
        <div class="party">
            <h2 class="head">{title}</h2>
            {lines.collect_view()}
        </div>
    }
}

/// A line in words.
struct Line {
    what: String,
    period: Option<String>,
    quantity: String,
    unit: Option<String>,
    amount: String,
}

impl Line {
    fn of(words: Words, line: &InvoiceLine, currency: &str) -> Self {
        let period = (line.period_end > line.period_start).then(|| {
            let begin = short_date(words, line.period_start);
            format!("{begin} – {}", short_date(words, line.period_end))
        });
        let unit = line.unit_amount_decimal.as_deref();
        Self {
            what: line.description.clone(),
            period,
            quantity: line.quantity.map(|it| it.to_string()).unwrap_or_default(),
            unit: unit.and_then(|unit| unit_price(words, unit, currency)),
            amount: money(words, line.amount, currency),
        }
    }
}

/// What is added up, in words; and whether it is what matters.
fn sums(words: Words, invoice: &Detail) -> Vec<(String, String, bool)> {
    let currency = &invoice.invoice.currency;
    let sum =
        |what: String, amount: i64, strong: bool| (what, money(words, amount, currency), strong);
    let mut all = vec![sum(words.invoice_subtotal(), invoice.subtotal, false)];
    for discount in &invoice.discounts {
        let what = match &discount.name {
            Some(name) => words.invoice_discount_named(name),
            None => words.invoice_discount(),
        };
        all.push(sum(what, -discount.amount, false));
    }
    for tax in &invoice.taxes {
        all.push(sum(tax_name(words, tax), tax.amount, false));
    }
    all.push(sum(words.invoice_total(), invoice.invoice.total, true));
    match invoice.balance_applied {
        0 => {}
        credit @ 1.. => all.push(sum(words.invoice_credit_applied(), -credit, false)),
        debt => all.push(sum(words.invoice_debt_added(), -debt, false)),
    }
    if invoice.amount_paid != 0 {
        all.push(sum(
            words.invoice_amount_paid(),
            -invoice.amount_paid,
            false,
        ));
    }
    let due = match invoice.invoice.status {
        InvoiceStatus::Void => 0,
        _ => invoice.invoice.amount_remaining,
    };
    all.push(sum(words.invoice_amount_due(), due, true));
    all
}
