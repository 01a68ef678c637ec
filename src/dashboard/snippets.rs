//! Code to paste into the merchant's pages, as the guide has it, with the merchant's own address.

/// The route that makes a link for whoever is signed in.
pub fn server(portal: &str) -> String {
    let host = portal.split("://").nth(1).unwrap_or(portal);
    format!(
        r#"const stripe = new Stripe(process.env.STRIPE_SECRET_KEY, {{ host: "{host}" }});

app.post("/billing-session", async (request, response) => {{
  const session = await stripe.billingPortal.sessions.create({{
    customer: request.user.stripeCustomer,
    return_url: "https://app.example.com/account",
  }});
  response.type("text/plain").send(session.url);
}});"#
    )
}

/// Inline, in plain HTML.
pub fn html(portal: &str) -> String {
    format!(
        r#"<script type="module" src="{portal}/embed/v1.js"></script>
<billing-portal session-url="/billing-session"></billing-portal>"#
    )
}

/// A button that opens a drawer.
pub fn drawer(portal: &str) -> String {
    format!(
        r#"<script type="module" src="{portal}/embed/v1.js"></script>
<button onclick="document.querySelector('billing-portal').open()">Billing</button>
<billing-portal session-url="/billing-session" display="drawer"></billing-portal>"#
    )
}

/// A component of React 19 or newer.
pub fn react(portal: &str) -> String {
    format!(
        r#"import "{portal}/embed/v1.js";

const fetchClientSecret = () =>
  fetch("/billing-session", {{ method: "POST" }}).then((response) => response.text());

export function Billing() {{
  return <billing-portal fetchClientSecret={{fetchClientSecret}} color-scheme="auto" />;
}}"#
    )
}

/// A component of Vue 3.
pub fn vue(portal: &str) -> String {
    format!(
        r#"<script setup>
import "{portal}/embed/v1.js";
const fetchClientSecret = () =>
  fetch("/billing-session", {{ method: "POST" }}).then((response) => response.text());
</script>

<template>
  <billing-portal :fetchClientSecret="fetchClientSecret" />
</template>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_names_the_merchants_own_address() {
        let portal = "https://billing.acme.example";
        assert!(server(portal).contains(r#"{ host: "billing.acme.example" }"#));
        for code in [html(portal), drawer(portal), react(portal), vue(portal)] {
            assert!(
                code.contains("https://billing.acme.example/embed/v1.js"),
                "{code}"
            );
            assert!(!code.contains("{{"), "{code}");
        }
    }
}
