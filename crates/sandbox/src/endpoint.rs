//! From an HTTP request to a handler and back: authentication, checks, transaction, idempotency, answer.

use std::any::Any;
use std::pin::Pin;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use serde_json::Value;

use crate::auth::{self, Caller};
use crate::cx::{Cx, RequestIdentity};
use crate::db::Tx;
use crate::error::{ApiError, Result};
use crate::expand::{Wanted, present};
use crate::form;
use crate::idempotency::{Kept, Keyed};
use crate::params::{Param, Params, check};
use crate::state::AppState;
use crate::{ids, pan};

mod wire;

use wire::{Answered, idempotency_key, read, refused, respond, written};

/// What a handler returns.
pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

/// One operation of the API.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) params: &'static [Param],
    pub(crate) run: for<'a> fn(&'a mut Cx) -> Answer<'a>,
    /// Whether a publishable key may call it; its handler then asks for a client secret.
    pub(crate) publishable: bool,
}

/// `endpoint!(POST "/v1/customers", CREATE, create)`.
macro_rules! endpoint {
    ($method:ident $path:literal, $params:expr, $run:path) => {
        $crate::endpoint::Endpoint {
            method: axum::http::Method::$method,
            path: $path,
            params: $params,
            run: |cx| Box::pin($run(cx)),
            publishable: false,
        }
    };
    ($method:ident $path:literal, $params:expr, $run:path, publishable) => {
        $crate::endpoint::Endpoint {
            publishable: true,
            ..$crate::endpoint::endpoint!($method $path, $params, $run)
        }
    };
}
pub(crate) use endpoint;

/// Routes for a resource's endpoints.
pub(crate) fn routes(endpoints: &'static [Endpoint]) -> Router<AppState> {
    endpoints.iter().fold(Router::new(), |router, endpoint| {
        let filter = match endpoint.method {
            Method::POST => MethodFilter::POST,
            Method::DELETE => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let handler = move |State(state): State<AppState>,
                            path: Result<RawPathParams, RawPathParamsRejection>,
                            request: Request| async move {
            match path {
                Ok(path) => {
                    let path = path.iter().map(|(_, value)| value.to_owned()).collect();
                    serve(state, endpoint, path, request).await
                }
                // A path that is not UTF-8 names nothing.
                Err(_) => unknown(request).await,
            }
        };
        router.route(endpoint.path, on(filter, handler))
    })
}

/// Answers whatever no route takes, once the key is known to be good.
pub(crate) async fn unknown(request: Request) -> Response {
    let error = match auth::caller(request.headers()) {
        Ok(_) => ApiError::unknown_url(request.method().as_str(), request.uri().path()),
        Err(error) => error,
    };
    respond(request.headers(), None, &refused(&error))
}

/// Answers when a handler panicked: its transaction was rolled back.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    let error = ApiError::internal("a handler panicked");
    respond(&HeaderMap::new(), None, &refused(&error))
}

async fn serve(
    state: AppState,
    endpoint: &'static Endpoint,
    path: Vec<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let id = ids::short("req").ok();
    let answered = match answer(state, endpoint, path, request, id.clone()).await {
        Ok(answered) => answered,
        Err(error) => refused(&error),
    };
    respond(&headers, id, &answered)
}

async fn answer(
    state: AppState,
    endpoint: &'static Endpoint,
    path: Vec<String>,
    request: Request,
    id: Option<String>,
) -> Result<Answered> {
    let caller = auth::caller(request.headers())?;
    if caller.publishable && !endpoint.publishable {
        return Err(ApiError::forbidden(
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        )
        .code("secret_key_required"));
    }
    let url = request.uri().path().to_owned();
    let key = idempotency_key(request.headers())?;
    pan::refuse_text(&url)?;
    let pairs = read(request).await?;
    pan::refuse(&pairs)?;

    let keyed = match &key {
        Some(key) if endpoint.method == Method::POST => {
            Some(Keyed::new(&caller.account, key, &url, &pairs)?)
        }
        _ => None,
    };
    let claim = match &keyed {
        Some(keyed) => Some(
            state
                .claim(&keyed.account, &keyed.key)
                .ok_or_else(|| keyed.in_use())?,
        ),
        None => None,
    };
    let identity = RequestIdentity {
        id,
        idempotency_key: key,
    };
    let call = Call {
        state,
        endpoint,
        caller,
        identity,
        path,
    };
    let answered = if endpoint.method == Method::GET {
        call.read(&pairs).await
    } else {
        call.write(&pairs, keyed.as_ref()).await
    };
    drop(claim);
    answered
}

/// A request whose caller is known.
struct Call {
    state: AppState,
    endpoint: &'static Endpoint,
    caller: Caller,
    identity: RequestIdentity,
    path: Vec<String>,
}

impl Call {
    async fn read(self, pairs: &[(String, String)]) -> Result<Answered> {
        let params = checked(self.endpoint, pairs)?;
        let tx = self.state.db().read().await?;
        let mut cx = self.cx(tx, params);
        let value = run(&mut cx).await?;
        cx.0.tx.rollback().await?;
        Ok(Answered {
            status: StatusCode::OK,
            body: written(&value),
            replayed: false,
        })
    }

    async fn write(self, pairs: &[(String, String)], keyed: Option<&Keyed>) -> Result<Answered> {
        let state = self.state.clone();
        let mut tx = state.db().write().await?;
        let now = crate::clock::now();
        if let Some(keyed) = keyed
            && let Some(kept) = keyed.kept(&mut tx, now).await?
        {
            return Ok(Answered {
                status: kept.status,
                body: kept.body,
                replayed: true,
            });
        }
        // Parameters that fail their checks never began to run, so nothing is kept for their key.
        let params = checked(self.endpoint, pairs)?;
        sqlx::query("SAVEPOINT handler").execute(&mut *tx).await?;
        let mut cx = self.cx(tx, params);
        let (status, value) = match run(&mut cx).await {
            Ok(value) => (StatusCode::OK, value),
            Err(error) if error.status().is_server_error() => return Err(error),
            Err(error) => {
                if !error.keeps_changes() {
                    sqlx::query("ROLLBACK TO handler")
                        .execute(&mut *cx.0.tx)
                        .await?;
                }
                (error.status(), error.body())
            }
        };
        let kept = Kept {
            status,
            body: written(&value),
        };
        let news = cx.0.news;
        let mut tx = cx.0.tx;
        if let Some(keyed) = keyed {
            keyed.keep(&mut tx, &kept, now).await?;
        }
        tx.commit().await?;
        state.tell(news);
        Ok(Answered {
            status: kept.status,
            body: kept.body,
            replayed: false,
        })
    }

    fn cx(self, tx: Tx, params: Params) -> (Cx, &'static Endpoint) {
        let cx = Cx::new(
            self.state,
            tx,
            self.caller,
            self.identity,
            self.path,
            params,
        );
        (cx, self.endpoint)
    }
}

async fn run((cx, endpoint): &mut (Cx, &'static Endpoint)) -> Result<Value> {
    let wanted = Wanted::new(cx.params().list("expand"))?;
    let value = (endpoint.run)(cx).await?;
    present(cx, value, &wanted).await
}

fn checked(endpoint: &Endpoint, pairs: &[(String, String)]) -> Result<Params> {
    let sent = form::tree(pairs)?;
    Ok(Params::new(check(endpoint.params, &sent)?))
}
