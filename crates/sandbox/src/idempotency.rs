//! `Idempotency-Key`: the first answer is kept for 24 hours and given again, byte for byte.

use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use sqlx::Row as _;

use crate::db::Tx;
use crate::error::{ApiError, Result};

/// How long an answer is kept, in seconds.
const KEPT: i64 = 24 * 60 * 60;
const LONGEST_KEY: usize = 255;

/// What identifies a repeated request.
#[derive(Debug, Clone)]
pub(crate) struct Keyed {
    pub(crate) account: String,
    /// As it was sent, for the error messages.
    pub(crate) key: String,
    /// What is kept of it: a caller's text could hold anything.
    key_hash: String,
    pub(crate) path: String,
    fingerprint: String,
}

/// An answer given earlier.
pub(crate) struct Kept {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
}

impl Keyed {
    /// # Errors
    /// 400 when the key is longer than Stripe allows.
    pub(crate) fn new(
        account: &str,
        key: &str,
        path: &str,
        pairs: &[(String, String)],
    ) -> Result<Self> {
        if key.len() > LONGEST_KEY {
            return Err(ApiError::invalid(format!(
                "Idempotency keys can be at most {LONGEST_KEY} characters long."
            )));
        }
        let mut sorted = pairs.to_vec();
        sorted.sort();
        let mut hash = Sha256::new();
        for (name, value) in &sorted {
            for text in [name, value] {
                // The length in front keeps `ab=c` and `a=bc` apart.
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
        }
        Ok(Self {
            account: account.to_owned(),
            key: key.to_owned(),
            key_hash: crate::hex(&Sha256::digest(key)),
            path: path.to_owned(),
            fingerprint: crate::hex(&hash.finalize()),
        })
    }

    /// 409: the same key is being worked on.
    pub(crate) fn in_use(&self) -> ApiError {
        ApiError::idempotency(
            StatusCode::CONFLICT,
            format!(
                "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): {}. Please try again later.",
                self.key
            ),
        )
        .code("idempotency_key_in_use")
    }

    /// The answer given to this key before.
    ///
    /// # Errors
    /// 400 when it was given to another request.
    pub(crate) async fn kept(&self, tx: &mut Tx, now: i64) -> Result<Option<Kept>> {
        let row = sqlx::query(
            "SELECT path, request, status, body FROM idempotency WHERE account = $1 AND key = $2 AND created > $3",
        )
        .bind(&self.account)
        .bind(&self.key_hash)
        .bind(now - KEPT)
        .fetch_optional(&mut **tx)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let path: String = row.try_get(0)?;
        if path != self.path {
            return Err(ApiError::idempotency(
                StatusCode::BAD_REQUEST,
                format!(
                    "Keys for idempotent requests can only be used for the same endpoint they were first used for ('{}' vs '{path}'). Try using a key other than '{}' if you meant to execute a different request.",
                    self.path, self.key
                ),
            ));
        }
        if row.try_get::<String, _>(1)? != self.fingerprint {
            return Err(ApiError::idempotency(
                StatusCode::BAD_REQUEST,
                format!(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{}' if you meant to execute a different request.",
                    self.key
                ),
            ));
        }
        let status = row.try_get::<u16, _>(2)?;
        Ok(Some(Kept {
            status: StatusCode::from_u16(status)
                .map_err(|_| ApiError::internal("a kept answer has no status"))?,
            body: row.try_get(3)?,
        }))
    }

    /// Keeps an answer, in the transaction of its effect; forgets what is too old.
    pub(crate) async fn keep(&self, tx: &mut Tx, kept: &Kept, now: i64) -> Result<()> {
        sqlx::query("DELETE FROM idempotency WHERE created <= $1")
            .bind(now - KEPT)
            .execute(&mut **tx)
            .await?;
        sqlx::query(
            "INSERT INTO idempotency (account, key, path, request, status, body, created) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&self.account)
        .bind(&self.key_hash)
        .bind(&self.path)
        .bind(&self.fingerprint)
        .bind(kept.status.as_u16())
        .bind(&kept.body)
        .bind(now)
        .execute(&mut **tx)
        .await?;
        Ok(())
    }
}
