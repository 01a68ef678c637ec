//! Whether the portal can be reached where customers look for it.

use std::time::Duration;

use reqwest::redirect;

/// How long the host may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks an origin whether Portico answers there.
///
/// # Errors
/// What is in the way, in a sentence.
pub async fn reach(origin: &str) -> Result<(), String> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
    };
    // A machine without any certificates can still ask itself.
    let client = builder()
        .build()
        .or_else(|_| builder().tls_certs_only([]).build())
        .map_err(|error| format!("cannot be asked: {error}"))?;
    let answer = client.get(format!("{origin}/readyz")).send().await;
    let answer = answer.map_err(|error| match error {
        error if error.is_timeout() => "does not answer in time".to_owned(),
        error if error.is_connect() => {
            "cannot be reached: no address, no server, or no valid certificate there".to_owned()
        }
        error => format!("cannot be reached: {error}"),
    })?;
    let status = answer.status();
    match (status.as_u16(), answer.text().await.as_deref()) {
        (200, Ok("ready")) => Ok(()),
        (421, _) => Err("is answered by a Portico that does not know this host".to_owned()),
        (503, _) => Err("is answered, and is not ready".to_owned()),
        (status, _) => Err(format!("is answered by something else (status {status})")),
    }
}
