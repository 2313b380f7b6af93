//! The second factor of signing in (R-CON-03): an authenticator app, passkeys, and
//! recovery codes for when both are lost. Roles that see data of participants rest
//! until it was shown; the account's page says so and leads here.

mod acts;
mod again;
pub(crate) mod alone;
mod model;
mod pages;
mod passkeys;
mod qr;
mod recovery_pages;
mod store;
mod totp;
mod totp_pages;

pub(crate) use acts::{Shown, Used, begin_sign_in, can_passkey, remove_all_of, sign_in_step, use_up};
pub use acts::{remove_for, set_up_app};
pub(crate) use again::{Again, asked_of, begin_with_code};
pub(crate) use pages::Back;
pub(crate) use store::{
    APP, PASSKEY, RECOVERY_CODE, SetUp, clean_up, end_step, end_steps, of, remove_all_along,
};

use web::Routes;

/// The pages around the second factor.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/account/second-factor", pages::show)
        .post("/account/second-factor/totp", totp_pages::begin)
        .get("/account/second-factor/totp", totp_pages::show)
        .post("/account/second-factor/totp/confirm", totp_pages::confirm)
        .post("/account/second-factor/totp/remove", totp_pages::remove)
        .post("/account/second-factor/passkeys", pages::begin_passkey)
        .get("/account/second-factor/new-passkey/{step}", pages::ask_passkey)
        .post("/account/second-factor/new-passkey/{step}", pages::add_passkey)
        .get("/account/second-factor/passkeys/{passkey}", pages::passkey)
        .post("/account/second-factor/passkeys/{passkey}/rename", pages::rename_passkey)
        .post("/account/second-factor/passkeys/{passkey}/remove", pages::remove_passkey)
        .get("/account/second-factor/recovery-codes", recovery_pages::ask)
        .post("/account/second-factor/recovery-codes", recovery_pages::renew)
        .post("/account/second-factor/recovery-codes/file", recovery_pages::file)
}
