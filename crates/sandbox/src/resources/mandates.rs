//! `/v1/mandates`: what bank debits rest on. Setup intents make them.

use serde_json::Value;

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::Result;
use crate::params::NONE;

pub(crate) const ENDPOINTS: &[Endpoint] = &[endpoint!(GET "/v1/mandates/{id}", NONE, retrieve)];

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("mandate", &id).await
}
