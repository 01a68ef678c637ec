//! The invoice as a page: a heading, facts, a table. Every value is escaped.

use super::summary::Summary;

/// The document of an invoice.
pub(super) fn write(summary: &Summary) -> String {
    let mut facts = String::new();
    for (name, value) in &summary.facts {
        facts.push_str(&format!(
            "<div><dt>{name}</dt><dd>{}</dd></div>\n",
            escape(value)
        ));
    }
    let mut rows = String::new();
    for line in &summary.lines {
        rows.push_str(&format!(
            "<tr><th scope=\"row\">{}<small>{}</small></th><td>{}</td></tr>\n",
            escape(&line.description),
            escape(&line.period),
            escape(&line.amount)
        ));
    }
    let mut totals = String::new();
    for (name, amount) in &summary.totals {
        totals.push_str(&format!(
            "<tr><th scope=\"row\">{name}</th><td>{}</td></tr>\n",
            escape(amount)
        ));
    }
    let body = format!(
        "<p class=\"merchant\">{}</p>\n<h1>{}</h1>\n<p class=\"status\" data-status=\"{status}\">{status}</p>\n\
         <dl>\n{facts}</dl>\n<table>\n<caption>What is billed</caption>\n\
         <thead><tr><th scope=\"col\">Description</th><th scope=\"col\">Amount</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n<tfoot>\n{totals}</tfoot>\n</table>\n\
         <p><a href=\"{}/pdf\">Download as PDF</a></p>\n\
         <p class=\"notice\">Test mode: nothing here is to be paid.</p>",
        escape(&summary.merchant),
        escape(&summary.title),
        escape(&summary.address),
        status = summary.status,
    );
    document(&summary.title, &body)
}

/// What an address that leads nowhere answers.
pub(super) fn missing() -> String {
    document(
        "Invoice not found",
        "<h1>Invoice not found</h1>\n<p>Check the address, or ask the business that sent it for a new one.</p>",
    )
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<link rel=\"stylesheet\" href=\"/v3/invoice.css\">\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n",
        escape(title)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
