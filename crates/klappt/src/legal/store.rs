//! The only SQL about legal pages.

use base::{AnyPermit, Permit, RunInstallation};
use store::{Kept, Read, Result, Tx};

/// A page as the operator wrote it.
#[derive(sqlx::FromRow)]
pub struct LegalPage {
    /// Its text.
    pub body: String,
    /// Guards against lost updates.
    pub version: i64,
}

/// The page, if the operator has written it.
pub async fn find(db: &mut Read, permit: &dyn AnyPermit, key: &'static str) -> Result<Option<LegalPage>> {
    db.shared(permit, "select body, version from legal_page where key = $1").bind(key).maybe().await
}

/// Replaces a page if `version` is current; 0 writes the first one.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    key: &'static str,
    body: &str,
    version: i64,
) -> Result<bool> {
    let before = find(tx, permit, key).await?;
    let changed = if version == 0 {
        tx.shared(permit, "insert into legal_page (key, body) values ($1, $2) on conflict (key) do nothing")
            .bind(key)
            .bind(body.to_owned())
            .run()
            .await?
    } else {
        tx.shared(
            permit,
            "update legal_page set body = $2, version = version + 1 where key = $1 and version = $3",
        )
        .bind(key)
        .bind(body.to_owned())
        .bind(version)
        .run()
        .await?
    };
    if changed == 1 {
        let row = uuid::Uuid::from_u128(key.bytes().fold(0, |n, b| (n << 8) | u128::from(b)));
        let before = before.as_ref().map(|p| p.body.as_str());
        tx.keep(permit, Kept { subject: "legal_page", row, field: "body", before, after: Some(body) })
            .await?;
    }
    Ok(changed == 1)
}
