//! What a customer agreed to: a sealed note of the amounts that were shown, and of the instant they were calculated for.
//!
//! Prorations are calculated to the second. So that what is billed is what was shown, the change is asked for with the
//! instant of its preview. That instant must come back from the browser, where nobody may choose it: an old one would
//! credit time that has been used since.

use contract::UpdatePreview;
use sha2::{Digest, Sha256};

use crate::seal::Sealer;

/// How long a preview can be agreed to, in seconds.
const LASTS: i64 = 30 * 60;

/// What a fingerprint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The instant prorations were calculated for, Unix seconds.
    pub proration_date: Option<i64>,
    /// Names the change and its amounts, see [`digest`].
    pub digest: String,
}

impl Agreed {
    /// The note for a preview of one customer's subscription, made `now`.
    pub fn seal(&self, sealer: &Sealer, subject: &str, now: i64) -> String {
        let date = self.proration_date.map(|date| date.to_string());
        let text = format!("{now} {} {}", date.unwrap_or_default(), self.digest);
        sealer.seal(text.as_bytes(), &place(subject))
    }

    /// Reads a note. `None` when it is not ours, is about something else, or is too old.
    pub fn open(sealer: &Sealer, subject: &str, note: &str, now: i64) -> Option<Self> {
        let text = String::from_utf8(sealer.open(note, &place(subject))?).ok()?;
        let mut parts = text.splitn(3, ' ');
        let made: i64 = parts.next()?.parse().ok()?;
        let date = parts.next()?;
        let digest = parts.next()?.to_owned();
        let proration_date = match date {
            "" => None,
            date => Some(date.parse().ok()?),
        };
        (now - made <= LASTS).then_some(Self {
            proration_date,
            digest,
        })
    }
}

fn place(subject: &str) -> String {
    format!("update {subject}")
}

/// Names a change and its amounts. Instants that move on with the clock are left out: a new period begins when the
/// change is made.
pub fn digest(preview: &UpdatePreview) -> String {
    let waits = preview.takes_effect == contract::TakesEffect::PeriodEnd;
    let amounts = |statement: &Option<contract::Statement>, each: bool| {
        let statement = statement.as_ref()?;
        let lines: Vec<i64> = statement.lines.iter().map(|line| line.amount).collect();
        let lines = Some(lines).filter(|_| each);
        let sums = (statement.subtotal, statement.discount, statement.tax);
        Some((sums, statement.total, statement.due, lines))
    };
    let facts = format!(
        "{} {} {:?} {:?} {:?} {} {:?} {:?} {} {:?} {:?}",
        preview.currency,
        preview.price.id,
        preview.quantity,
        preview.takes_effect,
        waits.then_some(preview.effective_at),
        preview.recurring_total,
        amounts(&preview.now, true),
        amounts(&preview.next, false),
        preview.ends_trial,
        preview.promotion_code,
        preview.payment_method,
    );
    let hash = Sha256::digest(facts.as_bytes());
    hash[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ours_and_only_for_a_while() {
        let sealer = Sealer::new("sk_test_a");
        for proration_date in [None, Some(1_800_000_000)] {
            let agreed = Agreed {
                proration_date,
                digest: "abc def".into(),
            };
            let note = agreed.seal(&sealer, "cus_1 sub_1", 1_000);
            let open = |subject: &str, note: &str, now| Agreed::open(&sealer, subject, note, now);
            assert_eq!(open("cus_1 sub_1", &note, 1_000 + LASTS), Some(agreed));
            assert_eq!(open("cus_1 sub_1", &note, 1_001 + LASTS), None);
            assert_eq!(open("cus_1 sub_2", &note, 1_000), None);
            assert_eq!(open("cus_1 sub_1", "abc", 1_000), None);
            assert_eq!(open("cus_1 sub_1", "", 1_000), None);
            let other = Sealer::new("sk_test_b");
            assert_eq!(Agreed::open(&other, "cus_1 sub_1", &note, 1_000), None);
        }
    }
}
