//! Where customers are sent back to: only to origins that the account registered, however a URL is written.

use portico_server::config::url::check_return_url;
use serde_json::Value;

use crate::support::dice::Dice;
use crate::support::{World, report, size};

/// What the account registered, as every URL that is taken begins.
const REGISTERED: [&str; 2] = ["https://shop.test", "https://pay.shop.test:8443"];

const SCHEMES: [&str; 13] = [
    "https:",
    "HTTPS:",
    "http:",
    "",
    "javascript:",
    "data:",
    "blob:https:",
    "ftp:",
    "file:",
    "view-source:https:",
    "ws:",
    "https::",
    "\u{1}https:",
];

const SLASHES: [&str; 7] = ["//", "/", "", "\\\\", "/\\", "///", "//\t/"];

/// Hosts that are, contain, or look like a registered one.
const HOSTS: [&str; 36] = [
    "shop.test",
    "SHOP.test",
    "shop.test:443",
    "shop.test:0443",
    "shop.test:444",
    "shop.test:",
    "shop.test.",
    "pay.shop.test:8443",
    "pay.shop.test",
    "evil.test",
    "evil.test:443",
    "shop.test.evil.test",
    "evilshop.test",
    "x.shop.test",
    "shop.test@evil.test",
    "evil.test@shop.test",
    "@shop.test",
    "shop.test:443@evil.test",
    "shop.test%2eevil.test",
    "shop.test%2fevil.test",
    "evil.test%23shop.test",
    "evil.test#shop.test",
    "evil.test?shop.test",
    "evil.test\\shop.test",
    "shop.test\\@evil.test",
    "evil.test\t.shop.test",
    "shop.test\u{0}.evil.test",
    "ｓhop.test",
    "shop。test",
    "shop.te\u{ad}st",
    "ſhop.test",
    "ѕhop.test",
    "xn--hop-4oc.test",
    "[::1]",
    "0x7f.1",
    "",
];

/// Is it taken although it does not begin, letter for letter, as an origin that is registered? What does cannot be read
/// in another way, in whatever browser.
fn is_off_list(text: &str) -> bool {
    let origins = REGISTERED.map(str::to_owned);
    check_return_url(text, &origins).is_ok_and(|url| leads_elsewhere(&url))
}

fn leads_elsewhere(url: &str) -> bool {
    let goes_on = |rest: &str| rest.starts_with('/');
    let mut origins = REGISTERED.iter();
    !origins.any(|origin| url.strip_prefix(origin).is_some_and(goes_on))
        || !url.bytes().all(|byte| byte.is_ascii_graphic())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// Where a session, or one with this configuration, leads its customer back to.
async fn shown(world: &World, customer: &str, made: &Value) -> Vec<String> {
    let path = "/v1/billing_portal/sessions";
    let made = match made["object"].as_str() {
        Some("billing_portal.configuration") => {
            let id = made["id"].as_str().unwrap();
            let form = format!("customer={customer}&configuration={id}");
            let call = world.merchant_call(0, "POST", path).form(&form);
            world.send(call).await.json()
        }
        _ => made.clone(),
    };
    let token = made["url"].as_str().unwrap().split_once('#').unwrap().1;
    let opened = world.browser(0).open(world, token).await.json();
    let of_flow = made["flow"]["after_completion"]["redirect"]["return_url"].as_str();
    let back = opened["session"]["return_url"].as_str();
    // The account's own way back is not on the list, so it leads nowhere.
    back.into_iter().chain(of_flow).map(str::to_owned).collect()
}

#[tokio::test]
async fn ladder_row_12_return_urls_through_the_api() {
    let world = World::with_return_origins(&REGISTERED).await;
    let (customer, _) = world.subscriber(0, 1).await;
    let mut payloads = Vec::new();
    for scheme in SCHEMES {
        for slashes in SLASHES {
            for host in HOSTS {
                payloads.push(format!("{scheme}{slashes}{host}/me"));
            }
        }
    }
    // Every fifth, which goes through all schemes, slashes and hosts; all of them in full size.
    let step = size(5, 1);
    let (mut asked, mut taken, mut off) = (0, 0, 0);
    for payload in payloads.iter().step_by(step) {
        let url = encoded(payload);
        let flow =
            "flow_data[type]=payment_method_update&flow_data[after_completion][type]=redirect";
        let redirect = "flow_data[after_completion][redirect][return_url]";
        for (path, form) in [
            (
                "/v1/billing_portal/sessions",
                format!("customer={customer}&return_url={url}"),
            ),
            (
                "/v1/billing_portal/sessions",
                format!("customer={customer}&{flow}&{redirect}={url}"),
            ),
            (
                "/v1/billing_portal/configurations",
                format!("features[invoice_history][enabled]=true&default_return_url={url}"),
            ),
        ] {
            let call = world.merchant_call(0, "POST", path).form(&form);
            let answer = world.send(call).await;
            asked += 1;
            if answer.status == 400 {
                continue;
            }
            assert_eq!(answer.status, 200, "{payload:?}: {}", answer.text());
            taken += 1;
            let shown = shown(&world, &customer, &answer.json()).await;
            // What leads nowhere leads nowhere else; what was taken is shown.
            if shown.is_empty() || shown.iter().any(|url| leads_elsewhere(url)) {
                println!("{payload:?}: {shown:?}");
                off += 1;
            }
        }
    }
    report(
        12,
        "return URLs of every shape, three ways through the API",
        "0 off the list",
        &format!("{off} of {asked}, {taken} taken"),
        off == 0 && taken > 0,
    );
}

#[test]
fn ladder_row_12_generated_return_urls() {
    const MORE: [&str; 24] = [
        "https://shop.test",
        "https://shop.test/",
        "https://evil.test",
        "/",
        "\\",
        "@",
        ":",
        ".",
        "#",
        "?",
        "%",
        "%2f",
        "%40",
        "%00",
        "&",
        "\t",
        "\n",
        " ",
        "\u{feff}",
        "\u{200b}",
        "．",
        "／",
        "＠",
        "a",
    ];
    let pieces: Vec<&str> = [&SCHEMES[..], &SLASHES, &HOSTS, &MORE].concat();
    let urls = size(20_000, 1_000_000);
    let mut dice = Dice::new(12);
    let (mut taken, mut off) = (0, 0);
    let origins = REGISTERED.map(str::to_owned);
    for _ in 0..urls {
        let mut url = String::from(dice.one(&["", "https://", "https://shop.test"]));
        for _ in 0..=dice.below(6) {
            url.push_str(dice.one(&pieces));
        }
        taken += usize::from(check_return_url(&url, &origins).is_ok());
        if is_off_list(&url) {
            println!("{url:?}");
            off += 1;
        }
    }
    report(
        12,
        "return URLs put together from what parsers stumble over",
        "0 off the list",
        &format!("{off} of {urls}, {taken} taken"),
        off == 0 && taken > 0,
    );
}
