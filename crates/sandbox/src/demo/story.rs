//! Tells a person's story as requests.

use serde_json::Value;

use super::catalogue::Prices;
use super::people::{Person, Step};
use super::wire::{Wire, id_of};
use super::{MARK, calendar};
use crate::error::Error;

const DAY: i64 = 86_400;
/// How often a test clock is asked whether it arrived, and how long it may take altogether.
const LOOKS: u32 = 600;
const BETWEEN_LOOKS: std::time::Duration = std::time::Duration::from_millis(50);

/// A form whose values are made on the way.
type Form = Vec<(String, String)>;

/// A customer in the making.
struct Teller<'a> {
    wire: &'a Wire,
    prices: &'a Prices,
    customer: String,
    clock: Option<Clock>,
    subscription: String,
    today: i64,
}

/// The test clock of a story that began in the past.
struct Clock {
    id: String,
    time: i64,
}

/// Creates the customer and everything that happened to it; returns its id.
///
/// # Errors
/// When a request is refused.
pub(super) async fn tell(
    wire: &Wire,
    person: &Person,
    prices: &Prices,
    today: i64,
) -> Result<String, Error> {
    let clock = match &person.since {
        None => None,
        Some(since) => Some(start_clock(wire, person, calendar::before(today, since)).await?),
    };
    let mut form = details(person);
    if let Some(clock) = &clock {
        form.push(("test_clock".to_owned(), clock.id.clone()));
    }
    let customer = id_of(&post(wire, "/v1/customers", &form).await?);
    let mut teller = Teller {
        wire,
        prices,
        customer,
        clock,
        subscription: String::new(),
        today,
    };
    if let Some((kind, value)) = person.tax_id {
        let path = format!("/v1/customers/{}/tax_ids", teller.customer);
        wire.post(&path, &[("type", kind), ("value", value)])
            .await?;
    }
    for step in person.story {
        teller.step(step).await?;
    }
    // The mark comes last: a customer without it is told anew.
    let path = format!("/v1/customers/{}", teller.customer);
    wire.post(&path, &[(&format!("metadata[{MARK}]"), person.slug)])
        .await?;
    Ok(teller.customer)
}

async fn start_clock(wire: &Wire, person: &Person, time: i64) -> Result<Clock, Error> {
    let form = [("frozen_time", &*time.to_string()), ("name", person.name)];
    let clock = wire.post("/v1/test_helpers/test_clocks", &form).await?;
    Ok(Clock {
        id: id_of(&clock),
        time,
    })
}

/// The customer's own parameters.
fn details(person: &Person) -> Form {
    let address = &person.address;
    [
        ("name", person.name),
        ("email", person.email),
        ("phone", person.phone),
        ("preferred_locales[0]", person.locale),
        ("address[line1]", address.line1),
        ("address[city]", address.city),
        ("address[state]", address.state),
        ("address[postal_code]", address.postal_code),
        ("address[country]", address.country),
    ]
    .iter()
    .chain(person.with)
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
    .collect()
}

async fn post(wire: &Wire, path: &str, form: &Form) -> Result<Value, Error> {
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    wire.post(path, &form).await
}

impl Teller<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Error> {
        match step {
            Step::PayWith(method) => {
                let id = self.save(method).await?;
                let path = format!("/v1/customers/{}", self.customer);
                let form = [("invoice_settings[default_payment_method]", id.as_str())];
                self.wire.post(&path, &form).await?;
            }
            Step::AlsoSave(method) => {
                self.save(method).await?;
            }
            Step::Subscribe(items, with) => self.subscribe(items, with).await?,
            Step::Use(event, quantity) => {
                let quantity = quantity.to_string();
                let form = [
                    ("event_name", *event),
                    ("payload[stripe_customer_id]", self.customer.as_str()),
                    ("payload[value]", quantity.as_str()),
                ];
                self.wire.post("/v1/billing/meter_events", &form).await?;
            }
            Step::Change(form) => {
                let path = format!("/v1/subscriptions/{}", self.subscription);
                self.wire.post(&path, form).await?;
            }
            Step::GiveBack(refund, credit) => {
                let path = format!(
                    "/v1/invoices?customer={}&status=paid&limit=1",
                    self.customer
                );
                let paid = self.wire.get(&path).await?;
                let form = [
                    (
                        "invoice",
                        paid["data"][0]["id"].as_str().unwrap_or_default(),
                    ),
                    ("reason", "product_unsatisfactory"),
                    ("refund_amount", refund),
                    ("credit_amount", credit),
                ];
                self.wire.post("/v1/credit_notes", &form).await?;
            }
            Step::Months(months) => {
                for _ in 0..*months {
                    self.month().await?;
                }
            }
            Step::Days(days) => {
                let time = self
                    .clock
                    .as_ref()
                    .map_or(self.today, |clock| clock.time + days * DAY);
                self.advance(time).await?;
            }
            Step::Today => {
                while self.next_month().is_some_and(|time| time <= self.today) {
                    self.month().await?;
                }
                self.advance(self.today).await?;
            }
        }
        Ok(())
    }

    async fn save(&self, method: &str) -> Result<String, Error> {
        let path = format!("/v1/payment_methods/{method}/attach");
        let form = [("customer", self.customer.as_str())];
        Ok(id_of(&self.wire.post(&path, &form).await?))
    }

    async fn subscribe(
        &mut self,
        items: &[(&str, u32)],
        with: &[(&str, &str)],
    ) -> Result<(), Error> {
        let mut form: Form = vec![("customer".to_owned(), self.customer.clone())];
        for (index, (key, quantity)) in items.iter().enumerate() {
            let price = self.prices.get(*key).cloned().unwrap_or_default();
            form.push((format!("items[{index}][price]"), price));
            // What is billed by use has no quantity.
            if *quantity > 0 {
                form.push((format!("items[{index}][quantity]"), quantity.to_string()));
            }
        }
        form.extend(
            with.iter()
                .map(|(name, value)| ((*name).to_owned(), self.id_or(value))),
        );
        self.subscription = id_of(&post(self.wire, "/v1/subscriptions", &form).await?);
        Ok(())
    }

    /// A value that names something of the catalogue stands for its id.
    fn id_or(&self, value: &str) -> String {
        let id = self.prices.get(value).map_or(value, String::as_str);
        id.to_owned()
    }

    /// A clock may not pass two renewals at once, so time goes by month by month.
    async fn month(&mut self) -> Result<(), Error> {
        let time = self.next_month().unwrap_or(self.today);
        self.advance(time).await
    }

    fn next_month(&self) -> Option<i64> {
        self.clock
            .as_ref()
            .map(|clock| calendar::add_months(clock.time, 1))
    }

    async fn advance(&mut self, time: i64) -> Result<(), Error> {
        let Some(clock) = self.clock.as_mut().filter(|clock| clock.time < time) else {
            return Ok(());
        };
        clock.time = time;
        let path = format!("/v1/test_helpers/test_clocks/{}", clock.id);
        let form = [("frozen_time", &*time.to_string())];
        self.wire.post(&format!("{path}/advance"), &form).await?;
        for _ in 0..LOOKS {
            let clock = self.wire.get(&path).await?;
            if clock["status"] == "ready" {
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Err(Error::Demo(format!(
            "the test clock {path} does not arrive"
        )))
    }
}
