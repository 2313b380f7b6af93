//! Where people stand among the accounts of an alliance.

mod store;

use ::store::Read;
use base::AnyPermit;
use web::{Finding, Sought, Trace, Traces};

/// The accounts with a role in the alliance, searched for a person.
pub struct Members;

impl Traces for Members {
    fn find<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a dyn AnyPermit,
        home: &'a str,
        sought: &'a Sought,
    ) -> Finding<'a> {
        Box::pin(async move {
            let members = store::members(db, permit).await?;
            let found = members.into_iter().filter(|(_, name, email)| sought.is_in(&[name, email]));
            Ok(found
                .map(|(id, name, email)| Trace {
                    kind: "trace-account",
                    words: format!("{name}, {email}"),
                    href: format!("{home}/people/{id}"),
                })
                .collect())
        })
    }
}
