//! The outbox as a page: newest first, every value escaped.

use super::Mail;

/// The document.
pub(super) fn write(mails: &[Mail]) -> String {
    let list: String = mails.iter().map(article).collect();
    let list = if list.is_empty() {
        "<p>No mail yet.</p>".to_owned()
    } else {
        list
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Outbox</title>\n<link rel=\"stylesheet\" href=\"/v3/outbox.css\">\n</head>\n<body>\n<main>\n\
         <h1>Outbox</h1>\n<p class=\"notice\">Test mode: this mail was sent to nobody. Reload the page for newer mail.</p>\n\
         {list}\n</main>\n</body>\n</html>\n"
    )
}

fn article(mail: &Mail) -> String {
    let at = jiff::Timestamp::from_second(mail.received)
        .map_or_else(|_| String::new(), |at| at.to_string());
    format!(
        "<article>\n<h2>{}</h2>\n<p>From {} to {}, <time>{at}</time></p>\n<pre>{}</pre>\n</article>\n",
        escape(&mail.subject),
        escape(&mail.from),
        escape(&mail.recipients.join(", ")),
        escape(&mail.text),
    )
}

/// Text for element content.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
