//! A customer on a test clock with a plan, and a configuration that lets it be changed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Answer, Browser, World};

/// Midnight of a day (`2026-01-31`), Unix seconds.
pub fn day(text: &str) -> i64 {
    instant(&format!("{text}T00:00:00Z"))
}

/// An instant (`2026-10-25T01:30:00Z`), Unix seconds.
pub fn instant(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_second()
}

/// What is to be set up.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// When the subscription began.
    pub start: i64,
    pub currency: &'static str,
    /// What a seat of the team plan costs in a month.
    pub amount: i64,
    pub quantity: i64,
    /// More parameters of the subscription.
    pub more: String,
    /// More parameters of the configuration.
    pub features: String,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            start: day("2026-01-01"),
            currency: "usd",
            amount: 2_000,
            quantity: 1,
            more: String::new(),
            features: String::new(),
        }
    }
}

/// The scene.
pub struct Plans {
    pub world: World,
    pub browser: Browser,
    pub key: String,
    pub customer: String,
    pub clock: String,
    /// The subscription's id.
    pub id: String,
    /// `team_month`, `team_year`, `solo`, `crowd`.
    pub prices: BTreeMap<&'static str, String>,
}

const UPDATE: &str = "features[subscription_update]";

impl Plans {
    /// A team plan by the month and by the year (one to twenty seats), a smaller plan for one and a bigger one, and
    /// changes that are invoiced at once.
    pub async fn new(wishes: Wishes) -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
        let engine = &world.engine;
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        let start = wishes.start;
        let path = "/v1/test_helpers/test_clocks";
        let clock = id(&engine
            .ask(&key, "POST", path, &format!("frozen_time={start}"))
            .await);
        let form = format!(
            "name=Jane&email=jane@example.com&payment_method=pm_card_visa&test_clock={clock}\
             &invoice_settings[default_payment_method]=pm_card_visa"
        );
        let customer = id(&engine.ask(&key, "POST", "/v1/customers", &form).await);
        let (currency, amount) = (wishes.currency, wishes.amount);
        let mut prices = BTreeMap::new();
        let mut products = BTreeMap::new();
        for (product, name, cost, interval) in [
            ("team", "team_month", amount, "month"),
            ("team", "team_year", 10 * amount, "year"),
            ("solo", "solo", amount / 20 * 10, "month"),
            ("crowd", "crowd", 3 * amount, "month"),
        ] {
            if !products.contains_key(product) {
                let form =
                    format!("name={product}+plan&description=For+the+{product}&unit_label=seat");
                let made = engine.ask(&key, "POST", "/v1/products", &form).await;
                products.insert(product, id(&made));
            }
            let form = format!(
                "product={}&currency={currency}&unit_amount={cost}&recurring[interval]={interval}",
                products[product]
            );
            prices.insert(
                name,
                id(&engine.ask(&key, "POST", "/v1/prices", &form).await),
            );
        }
        let form = format!(
            "customer={customer}&items[0][price]={}&items[0][quantity]={}{}",
            prices["team_month"], wishes.quantity, wishes.more
        );
        let subscription = id(&engine.ask(&key, "POST", "/v1/subscriptions", &form).await);
        let form = format!(
            "{UPDATE}[enabled]=true&{UPDATE}[default_allowed_updates][]=price\
             &{UPDATE}[default_allowed_updates][]=quantity&{UPDATE}[default_allowed_updates][]=promotion_code\
             &{UPDATE}[proration_behavior]=always_invoice\
             &{UPDATE}[products][0][product]={}&{UPDATE}[products][0][prices][0]={}\
             &{UPDATE}[products][0][prices][1]={}\
             &{UPDATE}[products][0][adjustable_quantity][enabled]=true\
             &{UPDATE}[products][0][adjustable_quantity][maximum]=20\
             &{UPDATE}[products][1][product]={}&{UPDATE}[products][1][prices][0]={}\
             &{UPDATE}[products][1][adjustable_quantity][enabled]=false\
             &{UPDATE}[products][2][product]={}&{UPDATE}[products][2][prices][0]={}{}",
            products["team"],
            prices["team_month"],
            prices["team_year"],
            products["solo"],
            prices["solo"],
            products["crowd"],
            prices["crowd"],
            wishes.features
        );
        let configured = world.configure(0, &form).await;
        assert_eq!(configured.status, 200, "{}", configured.text());
        let browser = world.sign_in(0, &customer).await;
        Self {
            browser,
            key,
            customer,
            clock,
            id: subscription,
            prices,
            world,
        }
    }

    /// Changes the configuration.
    pub async fn configure(&self, form: &str) {
        let form = form.replace("UPDATE", UPDATE);
        let configured = self.world.configure(0, &form).await;
        assert_eq!(configured.status, 200, "{}", configured.text());
    }

    /// Lets the customer's clock run.
    pub async fn advance(&self, to: i64) {
        let path = format!("/v1/test_helpers/test_clocks/{}", self.clock);
        let form = format!("frozen_time={to}");
        self.engine("POST", &format!("{path}/advance"), &form).await;
        assert_eq!(self.engine("GET", &path, "").await["status"], "ready");
    }

    /// A request to the billing system that must succeed.
    pub async fn engine(&self, method: &str, path: &str, form: &str) -> Value {
        self.world.engine.ask(&self.key, method, path, form).await
    }

    /// Id of a new meter, for prices by usage.
    pub async fn meter(&self) -> String {
        let form = "display_name=Calls&event_name=calls&default_aggregation[formula]=sum";
        let meter = self.engine("POST", "/v1/billing/meters", form).await;
        meter["id"].as_str().unwrap().to_owned()
    }

    /// The subscription as upstream has it, with its latest invoice.
    pub async fn upstream(&self) -> Value {
        let path = format!("/v1/subscriptions/{}?expand[]=latest_invoice", self.id);
        self.engine("GET", &path, "").await
    }

    /// Price and quantity as upstream has them.
    pub async fn held(&self) -> (String, i64) {
        let item = self.upstream().await["items"]["data"][0].clone();
        let price = item["price"]["id"].as_str().unwrap().to_owned();
        (price, item["quantity"].as_i64().unwrap())
    }

    /// The same in the words of this scene.
    pub fn has(&self, price: &str, quantity: i64) -> (String, i64) {
        (self.prices[price].clone(), quantity)
    }

    pub async fn catalogue(&self) -> Answer {
        let path = format!("/api/subscriptions/{}/update", self.id);
        self.world.send(self.browser.call("GET", &path)).await
    }

    pub async fn post(&self, what: &str, body: Value) -> Answer {
        let path = format!("/api/subscriptions/{}/{what}", self.id);
        let call = self.browser.call("POST", &path).json(body);
        self.world.send(call).await
    }

    /// The body of a wish: a price of this scene and a quantity, if any.
    pub fn wish(&self, price: &str, quantity: Option<i64>) -> Value {
        let price = self.prices.get(price).map_or(price, String::as_str);
        match quantity {
            Some(quantity) => json!({ "price": price, "quantity": quantity }),
            None => json!({ "price": price }),
        }
    }

    /// A preview that must succeed.
    pub async fn preview(&self, wish: &Value) -> Value {
        let answer = self.post("update/preview", wish.clone()).await;
        assert_eq!(answer.status, 200, "{wish}: {}", answer.text());
        answer.json()
    }

    /// Agrees to a preview of a wish.
    pub async fn confirm(&self, wish: &Value, preview: &Value) -> Answer {
        let mut body = wish.clone();
        body["fingerprint"] = preview["fingerprint"].clone();
        self.post("update", body).await
    }

    /// Previews and agrees; both must succeed.
    pub async fn change(&self, wish: &Value) -> (Value, Value) {
        let preview = self.preview(wish).await;
        let answer = self.confirm(wish, &preview).await;
        assert_eq!(answer.status, 200, "{wish}: {}", answer.text());
        (preview, answer.json())
    }

    /// Gives the subscription a method whose payments have to be authenticated.
    pub async fn authenticates(&self) {
        let form = format!(
            "customer={}&payment_method=pm_card_authenticationRequired&confirm=true",
            self.customer
        );
        let setup = self.engine("POST", "/v1/setup_intents", &form).await;
        let path = format!(
            "/v1/setup_intents/{}/authenticate",
            setup["id"].as_str().unwrap()
        );
        let setup = self.engine("POST", &path, "outcome=succeeded").await;
        self.pay_with(setup["payment_method"].as_str().unwrap())
            .await;
    }

    /// Answers the bank's question about an invoice: `succeeded` or `failed`.
    pub async fn answer_the_bank(&self, invoice: &str, outcome: &str) {
        let path = format!("/v1/invoices/{invoice}?expand[]=confirmation_secret");
        let invoice = self.engine("GET", &path, "").await;
        let secret = &invoice["confirmation_secret"]["client_secret"];
        let secret = secret.as_str().unwrap();
        let payment = secret.split_once("_secret_").unwrap().0;
        let form = format!("client_secret={secret}&outcome={outcome}");
        let path = format!("/v1/payment_intents/{payment}/authenticate");
        self.engine("POST", &path, &form).await;
    }

    /// Gives the subscription a test method that can be saved, and declines.
    pub async fn declines(&self) {
        self.declines_for("").await;
    }

    /// Its payments are declined for a reason, such as `InsufficientFunds`.
    pub async fn declines_for(&self, reason: &str) {
        let card = format!("pm_card_chargeCustomerFail{reason}");
        let (engine, customer) = (&self.world.engine, &self.customer);
        let method = engine.attach(&self.key, customer, &card).await;
        self.pay_with(&method).await;
    }

    async fn pay_with(&self, method: &str) {
        let path = format!("/v1/subscriptions/{}", self.id);
        let form = format!("default_payment_method={method}");
        self.engine("POST", &path, &form).await;
    }
}

/// Amounts of the lines of a statement or an invoice.
pub fn amounts(lines: &Value) -> Vec<i64> {
    let lines = lines.as_array().unwrap();
    lines
        .iter()
        .map(|line| line["amount"].as_i64().unwrap())
        .collect()
}

/// Holds what was shown against what was billed: every line, and every sum.
pub fn assert_billed(shown: &Value, bill: &Value) {
    let of_bill = |line: &Value| {
        let period = &line["period"];
        (
            line["description"].clone(),
            line["amount"].clone(),
            period["start"].clone(),
            period["end"].clone(),
        )
    };
    let of_shown = |line: &Value| {
        (
            line["description"].clone(),
            line["amount"].clone(),
            line["period_start"].clone(),
            line["period_end"].clone(),
        )
    };
    let billed: Vec<_> = bill["lines"]["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(of_bill)
        .collect();
    let lines: Vec<_> = shown["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(of_shown)
        .collect();
    assert_eq!(lines, billed);
    assert_eq!(shown["subtotal"], bill["subtotal"]);
    assert_eq!(shown["total"], bill["total"]);
    assert_eq!(shown["due"], bill["amount_due"]);
    assert_sound(shown);
}

/// Lines add up to the subtotal, that to the total, and that to what is due.
pub fn assert_sound(shown: &Value) {
    let of = |name: &str| shown[name].as_i64().unwrap();
    let lines: i64 = amounts(&shown["lines"]).iter().sum();
    assert_eq!(lines, of("subtotal"));
    assert_eq!(of("subtotal") - of("discount") + of("tax"), of("total"));
    assert_eq!(of("total") + of("balance"), of("due"));
    assert!(of("due") >= 0 && of("discount") >= 0, "{shown}");
}
