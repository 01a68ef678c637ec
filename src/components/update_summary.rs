//! What a change costs, and when.

use contract::{Statement, StatementLine, TakesEffect, UpdatePreview};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{date, every, money, short_date, tax_name},
    i18n::{Words, intl::integer, use_words},
    ui::Disclosure,
};

/// The new total, when the change takes effect, what is due at once and what comes next: amounts are the server's.
#[component]
pub fn UpdateSummary(
    /// What the server foretells.
    preview: UpdatePreview,
    /// The name of the payment method that is charged, if there is one.
    method: Option<String>,
) -> impl IntoView {
    let class = style_sheet!("style/components/update_summary.css");
    let words = use_words();
    let amount = |minor| money(words, minor, &preview.currency);
    let plan = match preview.quantity {
        Some(quantity) if quantity != 1 => {
            words.update_times(&integer(&words.intl(), quantity), &preview.product_name)
        }
        _ => preview.product_name.clone(),
    };
    let total = amount(preview.recurring_total);
    let total = match &preview.price.recurring {
        Some(recurring) => {
            let every = every(words, recurring.interval, recurring.interval_count);
            words.price_recurring(&total, &every)
        }
        None => total,
    };
    let (when, note) = match preview.takes_effect {
        TakesEffect::Now if preview.ends_trial => {
            (words.update_now(), Some(words.update_ends_trial()))
        }
        TakesEffect::Now => (words.update_now(), None),
        TakesEffect::PeriodEnd => {
            let day = date(words, preview.effective_at);
            (day.clone(), Some(words.update_waits(&day)))
        }
    };
    let fact = move |name: String, value: String| {
        view! { class=class,
            <div class="fact">
                <dt class="fact-name">{name}</dt>
                <dd class="fact-value">{value}</dd>
            </div>
        }
    };
    let due = preview.now.as_ref().map_or(0, |now| now.due);
    let next = preview.next.as_ref().map(|next| {
        let text = words.update_next_on(&amount(next.due), &date(words, next.date));
        fact(words.update_next(), text)
    });
    // More was credited than charged: it is kept for the next invoices.
    let credit = preview.now.as_ref().map_or(0, |now| -now.total);
    let credit = (credit > 0).then(|| words.update_credit(&amount(credit)));
    let code = preview
        .promotion_code
        .clone()
        .map(|code| fact(words.update_code_taken(), code));
    let currency = preview.currency.clone();
    let lines = move |title: String, statement: Option<Statement>| {
        let statement = statement?;
        let currency = currency.clone();
        Some(view! { class=class, <Lines title statement currency /> })
    };
    let (now_lines, next_lines) = (preview.now.clone(), preview.next.clone());

    view! { class=class,
        <div class="update-summary">
            <p class="plan">
                <bdi>{plan}</bdi>
            </p>
            <p class="total">{total}</p>
            <dl class="facts">
                {fact(words.update_takes_effect(), when)}
                {fact(words.update_due_now(), amount(due))} {next} {code}
                {method.map(|method| fact(words.update_paid_with(), method))}
            </dl>
            {[note, credit]
                .into_iter()
                .flatten()
                .map(|text| view! { class=class, <p class="note">{text}</p> })
                .collect_view()}
            {lines(words.update_lines_now(), now_lines)}
            {lines(words.update_lines_next(), next_lines)}
        </div>
    }
}

/// The lines of a foretold invoice, on demand, down to what is charged.
#[component]
fn Lines(title: String, statement: Statement, currency: String) -> impl IntoView {
    let class = style_sheet!("style/components/update_summary.css");
    let words = use_words();
    let row = move |name: String, period: Option<String>, amount: String, is_sum: bool| {
        view! { class=class,
            <li class="line" data-sum=is_sum.then_some("true")>
                <span class="line-name">
                    <bdi>{name}</bdi>
                    {period
                        .map(|text| view! { class=class, <span class="line-period">{text}</span> })}
                </span>
                <span class="line-amount">{amount}</span>
            </li>
        }
    };
    let amount = |minor| money(words, minor, &currency);
    let mut rows = Vec::new();
    for line in &statement.lines {
        rows.push(row(
            name(words, line),
            period(words, line),
            amount(line.amount),
            false,
        ));
    }
    let mut sums = vec![(words.update_discount(), -statement.discount)];
    let named = statement.taxes.iter();
    sums.extend(named.map(|tax| (tax_name(words, tax), tax.amount)));
    if statement.taxes.is_empty() {
        sums.push((words.update_tax(), statement.tax));
    }
    sums.push((words.update_balance(), statement.balance));
    for (name, minor) in sums {
        if minor != 0 {
            rows.push(row(name, None, amount(minor), false));
        }
    }
    rows.push(row(words.update_due(), None, amount(statement.due), true));

    view! { class=class,
        <Disclosure summary=title>
            <ul class="lines">{rows}</ul>
        </Disclosure>
    }
}

/// Upstream's words are English; what happens in every change is said in the customer's language.
fn name(words: Words, line: &StatementLine) -> String {
    match line.amount {
        _ if !line.proration => line.description.clone(),
        ..0 => words.update_unused(),
        _ => words.update_remaining(),
    }
}

fn period(words: Words, line: &StatementLine) -> Option<String> {
    let day = |instant| short_date(words, instant);
    (line.period_end > line.period_start)
        .then(|| words.update_period(&day(line.period_start), &day(line.period_end)))
}
