//! How a request to `/api` fails.
//!
//! A handler returns [`Failure`]; [`render`] turns it into the one envelope, adds the request's id, and logs what is
//! our fault once. Texts of the database or of upstream never reach the client.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::rules::actions::Reason;
use contract::rules::details::{Problem, Wrong};
use contract::{
    API_VERSION, APP_MIN_HEADER, ApiError, Authentication, Changed, Customer, ErrorCode,
    ErrorEnvelope,
};

use crate::app::{App, Merchant};
use crate::logging::RequestId;
use crate::session::scope::Scope;
use crate::{locale, login, upstream};

/// A handler's answer on `/api`.
pub type ApiResult<T> = Result<T, Failure>;

/// Why a request was refused.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What happened.
    pub code: ErrorCode,
    /// The status, when it is not the code's own.
    pub status: Option<StatusCode>,
    /// For developers.
    pub message: Cow<'static, str>,
    /// The field that is wrong.
    pub param: Option<Box<str>>,
    /// What is wrong with it.
    pub problem: Option<Problem>,
    /// The state as it really is.
    pub state: Option<Box<Changed>>,
    /// The billing information as it really is.
    pub customer: Option<Box<Customer>>,
    /// The masked account, for a session switch.
    pub account: Option<Box<str>>,
    /// Whether words for the page that reports it are added: there is no session that could have given them.
    pub words: bool,
    /// Seconds after which to try again.
    pub retry_after: Option<u32>,
    /// Why a rule does not allow it.
    pub reason: Option<Reason>,
    /// Why the bank declined, as far as it may be told.
    pub decline_code: Option<Box<str>>,
    /// How to authenticate a payment.
    pub authentication: Option<Box<Authentication>>,
}

impl Failure {
    /// A failure with its code's status.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            status: None,
            message: message.into(),
            param: None,
            problem: None,
            state: None,
            customer: None,
            account: None,
            words: false,
            retry_after: None,
            reason: None,
            decline_code: None,
            authentication: None,
        }
    }

    /// 401 `session_expired`.
    pub fn session_expired() -> Self {
        Self {
            words: true,
            ..Self::new(
                ErrorCode::SessionExpired,
                "There is no session, or it is over.",
            )
        }
    }

    /// 410 `link_expired`.
    pub fn link_expired() -> Self {
        Self {
            words: true,
            ..Self::new(
                ErrorCode::LinkExpired,
                "The link is unknown, used or too old.",
            )
        }
    }

    /// 404 `not_found`: the same for what is unknown, deleted, malformed or somebody else's.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "No such object.")
    }

    /// 422 `invalid_request`.
    pub fn invalid(param: &str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            param: Some(param.into()),
            ..Self::new(ErrorCode::InvalidRequest, message)
        }
    }

    /// 422 `invalid_request` about a field of the billing information.
    pub fn wrong(wrong: Wrong) -> Self {
        Self {
            problem: Some(wrong.problem),
            ..Self::invalid(&wrong.param, "The field does not hold what it should.")
        }
    }

    /// 500 `internal`.
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something went wrong on our side.")
    }

    /// 409 with the state as it really is.
    pub fn with_state(code: ErrorCode, message: &'static str, state: Changed) -> Self {
        Self {
            state: Some(Box::new(state)),
            ..Self::new(code, message)
        }
    }

    /// The failure as it was kept for a repeated request.
    pub fn kept(status: StatusCode, error: ApiError) -> Self {
        Self {
            status: Some(status),
            param: error.param.map(Into::into),
            problem: error.problem,
            state: error.state,
            customer: error.customer,
            reason: error.reason,
            decline_code: error.decline_code.map(String::into_boxed_str),
            authentication: error.authentication,
            ..Self::new(error.code, error.message)
        }
    }

    /// The failure as it is told, without what belongs to one request only.
    pub fn to_error(&self) -> ApiError {
        ApiError {
            code: self.code,
            message: self.message.clone().into_owned(),
            param: self.param.clone().map(Into::into),
            problem: self.problem,
            request_id: None,
            state: self.state.clone(),
            customer: self.customer.clone(),
            account: self.account.clone().map(Into::into),
            locale: None,
            login_url: None,
            reason: self.reason,
            decline_code: self.decline_code.as_deref().map(str::to_owned),
            authentication: self.authentication.clone(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or_else(|| {
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self::internal()
    }
}

impl From<upstream::Error> for Failure {
    fn from(error: upstream::Error) -> Self {
        if !matches!(
            error,
            upstream::Error::NotFound | upstream::Error::PromotionCode
        ) {
            tracing::warn!(%error, "the billing system failed");
        }
        let retry_after = match error {
            upstream::Error::RateLimited => Some(2),
            upstream::Error::Unavailable => Some(5),
            _ => None,
        };
        match error.code() {
            ErrorCode::NotFound => Self::not_found(),
            ErrorCode::PromotionCodeInvalid => Self {
                param: Some("promotion_code".into()),
                ..Self::new(ErrorCode::PromotionCodeInvalid, error.to_string())
            },
            code => Self {
                retry_after,
                ..Self::new(code, error.to_string())
            },
        }
    }
}

/// The failure travels as an extension until [`render`] gives it a body.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every [`Failure`] its body, keeps every answer of `/api` out of caches, and says which clients are understood.
pub async fn render(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let id = request.extensions().get::<RequestId>().cloned();
    let merchant = request.extensions().get::<Arc<Merchant>>().cloned();
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    let scope = Scope::default();
    request.extensions_mut().insert(scope.clone());
    let mut response = next.run(request).await;
    if let Some(mut failure) = response.extensions_mut().remove::<Failure>() {
        if is_change && failure.status().is_client_error() {
            tracing::info!(code = ?failure.code, "change refused");
        }
        let login_url = match merchant {
            Some(merchant) if names_login(failure.code) => {
                login::url_for(&app, &merchant, &headers).await
            }
            _ => None,
        };
        if let (Some(flow), Some(state)) = (scope.flow(), &mut failure.state) {
            flow.reduce(state);
        }
        let (mut parts, _) = response.into_parts();
        parts.headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        parts.headers.remove(header::CONTENT_LENGTH);
        response =
            Response::from_parts(parts, body(&app, &failure, id, &headers, login_url).into());
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static(APP_MIN_HEADER),
        HeaderValue::from(API_VERSION),
    );
    response
}

/// Whether a new session is the way on.
fn names_login(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::SessionExpired | ErrorCode::LinkExpired)
}

fn body(
    app: &App,
    failure: &Failure,
    id: Option<RequestId>,
    headers: &HeaderMap,
    login_url: Option<String>,
) -> String {
    let words = failure.words.then(|| {
        let tag = locale::negotiate(app.catalogues(), &locale::accepted(headers));
        Box::new(app.catalogues().locale(&tag, None, headers))
    });
    // Answers about objects are byte for byte the same, whatever the reason: no id in them.
    let request_id = match failure.code {
        ErrorCode::NotFound => None,
        _ => id.map(|id| id.0.to_string()),
    };
    let error = ApiError {
        request_id,
        locale: words,
        login_url,
        ..failure.to_error()
    };
    let envelope = ErrorEnvelope { error };
    serde_json::to_string(&envelope).unwrap_or_default()
}

/// What a panicking handler answers. The panic's own text goes to the log by the panic hook.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::internal().into_response()
}
