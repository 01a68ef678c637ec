//! Tax rates, and the taxes of invoices, previews and schedules.

mod common;

use common::{Api, day, id, text};
use serde_json::{Value, json};

const VAT: &str = "display_name=VAT&percentage=21&inclusive=false&country=nl&jurisdiction=NL";
const INSIDE: &str = "display_name=VAT&percentage=21&inclusive=true";
const PREVIEW: &str = "/v1/invoices/create_preview";

/// A customer on a clock that stands at the first of January, and a price of 10 euros a month.
struct World {
    api: Api,
    clock: String,
    customer: String,
    price: String,
}

async fn world() -> World {
    let api = Api::open().await;
    let clock = api.clock(day("2026-01-01")).await;
    let more = format!("&test_clock={clock}");
    let customer = id(&api.customer_of("pm_card_visa", &more).await);
    let price = id(&api.monthly(1_000, "eur").await);
    World {
        api,
        clock,
        customer,
        price,
    }
}

impl World {
    async fn rate(&self, form: &str) -> String {
        id(&self.api.post("/v1/tax_rates", form).await)
    }

    async fn subscribe(&self, more: &str) -> Value {
        let form = format!(
            "customer={}&items[0][price]={}&expand[]=latest_invoice{more}",
            self.customer, self.price
        );
        self.api.post("/v1/subscriptions", &form).await
    }

    async fn newest(&self) -> Value {
        let path = format!("/v1/invoices?customer={}&limit=1", self.customer);
        self.api.get(&path).await["data"][0].clone()
    }
}

/// Subtotal and total, with and without taxes.
fn sums(invoice: &Value) -> [i64; 4] {
    [
        "subtotal",
        "subtotal_excluding_tax",
        "total",
        "total_excluding_tax",
    ]
    .map(|name| invoice[name].as_i64().expect("a sum"))
}

fn taxes(of: &Value) -> Vec<i64> {
    let lines = of["lines"]["data"].as_array().expect("lines").iter();
    let taxes = lines.flat_map(|line| line["taxes"].as_array().expect("taxes"));
    taxes.filter_map(|tax| tax["amount"].as_i64()).collect()
}

#[tokio::test]
async fn rates_are_made_archived_and_listed() {
    let api = Api::open().await;
    let vat = api.post("/v1/tax_rates", VAT).await;
    assert_eq!(
        vat,
        json!({
            "id": vat["id"], "object": "tax_rate", "active": true, "country": "NL", "created": vat["created"],
            "description": null, "display_name": "VAT", "effective_percentage": null, "flat_amount": null,
            "inclusive": false, "jurisdiction": "NL", "jurisdiction_level": null, "livemode": false,
            "metadata": {}, "percentage": 21.0, "rate_type": "percentage", "state": null, "tax_type": null,
        })
    );
    let path = format!("/v1/tax_rates/{}", id(&vat));
    let form = "active=false&description=Old&tax_type=vat&metadata[a]=b";
    let after = api.post(&path, form).await;
    assert_eq!(after["active"], false);
    assert_eq!(api.get(&path).await, after);
    assert_eq!(
        api.refused(&path, "percentage=19").await.1,
        "parameter_unknown"
    );
    let inside = api.post("/v1/tax_rates", INSIDE).await;
    for (query, expected) in [
        ("active=true", &inside),
        ("inclusive=false", &after),
        ("limit=1", &inside),
    ] {
        let page = api.get(&format!("/v1/tax_rates?{query}")).await;
        assert_eq!(page["data"], json!([expected]), "{query}");
    }
    for (form, message) in [
        (
            "display_name=VAT&inclusive=true",
            "Missing required param: percentage.",
        ),
        (
            "display_name=VAT&inclusive=true&percentage=101",
            "Invalid number: 101",
        ),
        (
            "display_name=VAT&inclusive=true&percentage=8.12345",
            "Invalid decimal: 8.12345; must contain at maximum 4 decimal places.",
        ),
    ] {
        assert_eq!(api.refused("/v1/tax_rates", form).await.2, message);
    }
    let events = api.events().await;
    assert!(
        events.contains(&"tax_rate.updated".to_owned()),
        "{events:?}"
    );
}

#[tokio::test]
async fn a_subscription_is_taxed_by_its_own_rates_and_an_item_by_others() {
    let world = world().await;
    let (vat, inside) = (world.rate(VAT).await, world.rate(INSIDE).await);
    let subscription = world
        .subscribe(&format!("&default_tax_rates[0]={vat}"))
        .await;
    assert_eq!(subscription["default_tax_rates"][0]["percentage"], 21.0);
    let invoice = &subscription["latest_invoice"];
    assert_eq!(sums(invoice), [1_000, 1_000, 1_210, 1_000]);
    assert_eq!(invoice["amount_paid"], 1_210);
    assert_eq!(invoice["default_tax_rates"][0]["id"], vat.as_str());
    let tax = json!({
        "amount": 210, "tax_behavior": "exclusive", "tax_rate_details": { "tax_rate": vat },
        "taxability_reason": "not_available", "taxable_amount": 1_000, "type": "tax_rate_details",
    });
    assert_eq!(invoice["total_taxes"], json!([tax]));
    assert_eq!(invoice["lines"]["data"][0]["taxes"], json!([tax]));
    assert!(!invoice.to_string().contains("\"_"), "{invoice}");

    let item = id(&subscription["items"]["data"][0]);
    let path = format!("/v1/subscription_items/{item}");
    let held = world
        .api
        .post(&path, &format!("tax_rates[0]={inside}"))
        .await;
    assert_eq!(held["tax_rates"][0]["inclusive"], true);
    world.api.advance(&world.clock, day("2026-02-02")).await;
    assert_eq!(sums(&world.newest().await), [1_000, 826, 1_000, 826]);
    world.api.post(&path, "tax_rates=").await;
    world.api.advance(&world.clock, day("2026-03-02")).await;
    assert_eq!(sums(&world.newest().await), [1_000, 1_000, 1_210, 1_000]);
    let path = format!("/v1/subscriptions/{}", id(&subscription));
    world.api.post(&path, "default_tax_rates=").await;
    world.api.advance(&world.clock, day("2026-04-02")).await;
    let untaxed = world.newest().await;
    assert_eq!(sums(&untaxed), [1_000; 4]);
    assert_eq!(untaxed["total_taxes"], json!([]));
}

#[tokio::test]
async fn rates_that_do_not_exist_or_are_archived_are_refused_unless_they_are_held() {
    let world = world().await;
    let vat = world.rate(VAT).await;
    let subscription = world
        .subscribe(&format!("&default_tax_rates[0]={vat}"))
        .await;
    let archive = format!("/v1/tax_rates/{vat}");
    world.api.post(&archive, "active=false").await;
    let path = format!("/v1/subscriptions/{}", id(&subscription));
    world
        .api
        .post(&path, &format!("default_tax_rates[0]={vat}"))
        .await;
    let item = id(&subscription["items"]["data"][0]);
    for (path, form, message) in [
        (
            path.clone(),
            "default_tax_rates[0]=txr_1".to_owned(),
            "No such tax rate: 'txr_1'",
        ),
        (
            path,
            format!("items[0][id]={item}&items[0][tax_rates][0]={vat}"),
            "cannot be added because it is archived.",
        ),
    ] {
        let (status, _, said) = world.api.refused(&path, &form).await;
        assert_eq!(status, 400);
        assert!(said.ends_with(message), "{said}");
    }
}

#[tokio::test]
async fn discounts_come_off_before_taxes() {
    let world = world().await;
    let vat = world.rate(VAT).await;
    let coupon = "id=HALF&percent_off=50&duration=forever";
    world.api.post("/v1/coupons", coupon).await;
    let more = format!("&default_tax_rates[0]={vat}&discounts[0][coupon]=HALF");
    let invoice = world.subscribe(&more).await["latest_invoice"].clone();
    assert_eq!(sums(&invoice), [1_000, 1_000, 605, 500]);
    assert_eq!(invoice["total_taxes"][0]["taxable_amount"], 500);
}

#[tokio::test]
async fn an_upgrade_credits_and_charges_with_tax_as_it_was_foretold() {
    let world = world().await;
    let vat = world.rate(VAT).await;
    let subscription = world
        .subscribe(&format!("&default_tax_rates[0]={vat}"))
        .await;
    let dear = id(&world.api.monthly(3_000, "eur").await);
    let item = id(&subscription["items"]["data"][0]);
    world.api.advance(&world.clock, day("2026-01-16")).await;
    let change = |prefix: &str| {
        let name = |rest: &str| match prefix {
            "" => format!("items[0]{rest}"),
            prefix => format!("{prefix}[items][0]{rest}"),
        };
        format!("{}={item}&{}={dear}", name("[id]"), name("[price]"))
    };
    let form = format!(
        "subscription={}&subscription_details[proration_behavior]=always_invoice&{}",
        id(&subscription),
        change("subscription_details")
    );
    let foretold = world.api.post(PREVIEW, &form).await;
    let path = format!("/v1/subscriptions/{}", id(&subscription));
    let form = format!("proration_behavior=always_invoice&{}", change(""));
    world.api.post(&path, &form).await;
    let billed = world.newest().await;
    assert_eq!(taxes(&billed), [-108, 325]);
    assert_eq!(taxes(&foretold), taxes(&billed));
    assert_eq!(foretold["total_taxes"], billed["total_taxes"]);
    assert_eq!(sums(&foretold), sums(&billed));
    assert_eq!(sums(&billed), [1_032, 1_032, 1_249, 1_032]);
}

/// What was billed without tax is credited without tax in flexible mode, whatever rates came since; in classic mode
/// what counts are the rates there are.
#[tokio::test]
async fn a_credit_has_the_taxes_of_what_it_credits() {
    for (mode, credit) in [("flexible", vec![]), ("classic", vec![-108])] {
        let world = world().await;
        let vat = world.rate(VAT).await;
        let more = format!("&billing_mode[type]={mode}");
        let subscription = world.subscribe(&more).await;
        world.api.advance(&world.clock, day("2026-01-16")).await;
        let path = format!("/v1/subscriptions/{}", id(&subscription));
        let form = format!("default_tax_rates[0]={vat}");
        world.api.post(&path, &form).await;
        let item = id(&subscription["items"]["data"][0]);
        let form =
            format!("items[0][id]={item}&items[0][quantity]=2&proration_behavior=always_invoice");
        world.api.post(&path, &form).await;
        let billed = world.newest().await;
        assert_eq!(taxes(&billed), [credit, vec![217]].concat(), "{mode}");
    }
}

#[tokio::test]
async fn a_preview_foretells_other_rates() {
    let world = world().await;
    let (vat, inside) = (world.rate(VAT).await, world.rate(INSIDE).await);
    let subscription = world.subscribe("").await;
    let own = format!("subscription={}", id(&subscription));
    let item = id(&subscription["items"]["data"][0]);
    for (more, expected) in [
        (String::new(), [1_000; 4]),
        (
            format!("&subscription_details[default_tax_rates][0]={vat}"),
            [1_000, 1_000, 1_210, 1_000],
        ),
        (
            format!(
                "&subscription_details[items][0][id]={item}&subscription_details[items][0][tax_rates][0]={inside}"
            ),
            [1_000, 826, 1_000, 826],
        ),
    ] {
        let foretold = world.api.post(PREVIEW, &format!("{own}{more}")).await;
        assert_eq!(sums(&foretold), expected, "{more}");
    }
    let param = "subscription_details[default_tax_rates][0]";
    let refused = world
        .api
        .refused(PREVIEW, &format!("{own}&{param}=txr_1"))
        .await;
    assert_eq!(refused.1, "resource_missing");
}

#[tokio::test]
async fn invoices_of_a_merchant_are_taxed_until_they_are_finalized() {
    let world = world().await;
    let (vat, inside) = (world.rate(VAT).await, world.rate(INSIDE).await);
    let api = &world.api;
    let own = format!("customer={}&currency=eur", world.customer);
    let plain = api
        .post("/v1/invoiceitems", &format!("{own}&amount=1000"))
        .await;
    let form = format!("{own}&amount=1210&tax_rates[0]={inside}");
    let special = api.post("/v1/invoiceitems", &form).await;
    assert_eq!(special["tax_rates"][0]["id"], inside.as_str());
    let form = format!("{own}&pending_invoice_items_behavior=include&default_tax_rates[0]={vat}");
    let draft = api.post("/v1/invoices", &form).await;
    assert_eq!(sums(&draft), [2_210, 2_000, 2_420, 2_000]);
    assert_eq!(draft["total_taxes"].as_array().map(Vec::len), Some(2));

    let path = format!("/v1/invoices/{}", id(&draft));
    let after = api.post(&path, "default_tax_rates=").await;
    assert_eq!(sums(&after), [2_210, 2_000, 2_210, 2_000]);
    let item = format!("/v1/invoiceitems/{}", id(&plain));
    api.post(&item, &format!("amount=2000&tax_rates[0]={vat}"))
        .await;
    let after = api.get(&path).await;
    assert_eq!(sums(&after), [3_210, 3_000, 3_630, 3_000]);
    assert_eq!(after["amount_due"], 3_630);
    let open = api.post(&format!("{path}/finalize"), "").await;
    assert_eq!(
        (&open["status"], &open["amount_due"]),
        (&json!("open"), &json!(3_630))
    );
    for (path, form) in [(&path, "default_tax_rates="), (&item, "amount=1")] {
        assert_eq!(api.refused(path, form).await.1, "invoice_not_editable");
    }
}

#[tokio::test]
async fn who_is_exempt_is_told_so_and_pays_no_tax() {
    for (exempt, reason) in [("exempt", "customer_exempt"), ("reverse", "reverse_charge")] {
        let world = world().await;
        let vat = world.rate(VAT).await;
        let path = format!("/v1/customers/{}", world.customer);
        world.api.post(&path, &format!("tax_exempt={exempt}")).await;
        let made = world
            .subscribe(&format!("&default_tax_rates[0]={vat}"))
            .await;
        let invoice = &made["latest_invoice"];
        assert_eq!(sums(invoice), [1_000; 4], "{exempt}");
        assert_eq!(
            text(&invoice["total_taxes"][0], "taxability_reason"),
            reason
        );
    }
}

#[tokio::test]
async fn a_phase_says_all_there_is_to_its_taxes() {
    for keeps in [true, false] {
        let world = world().await;
        let vat = world.rate(VAT).await;
        let subscription = world
            .subscribe(&format!("&default_tax_rates[0]={vat}"))
            .await;
        let form = format!("from_subscription={}", id(&subscription));
        let schedule = world.api.post("/v1/subscription_schedules", &form).await;
        assert_eq!(
            schedule["phases"][0]["default_tax_rates"][0]["id"],
            vat.as_str()
        );
        let rates = |phase: u8| format!("&phases[{phase}][default_tax_rates][0]={vat}");
        let form = format!(
            "phases[0][items][0][price]={price}&phases[0][start_date]={}&phases[0][end_date]={}{}\
             &phases[1][items][0][price]={price}&phases[1][items][0][quantity]=2{}",
            day("2026-01-01"),
            day("2026-02-01"),
            rates(0),
            if keeps { rates(1) } else { String::new() },
            price = world.price,
        );
        let path = format!("/v1/subscription_schedules/{}", id(&schedule));
        world.api.post(&path, &form).await;
        let form = format!("subscription={}", id(&subscription));
        let foretold = world.api.post(PREVIEW, &form).await;
        world.api.advance(&world.clock, day("2026-02-02")).await;
        let billed = world.newest().await;
        assert_eq!(sums(&foretold), sums(&billed));
        let total = if keeps { 2_420 } else { 2_000 };
        assert_eq!(billed["total"], total, "{keeps}");
    }
}
