//! Where people stand among the accounts of an alliance.

mod store;

use ::store::Read;
use base::AnyPermit;
use web::{Finding, Sought, Trace, Traces};

/// The accounts with a role in the alliance, ended or not, searched for a person.
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
            let found = members
                .into_iter()
                .filter(|m| sought.is_in(&[&m.name, m.email.as_deref().unwrap_or_default()]));
            Ok(found
                .map(|m| Trace {
                    kind: if m.is_here { "trace-account" } else { "trace-ended-role" },
                    words: [Some(m.name), m.email].into_iter().flatten().collect::<Vec<_>>().join(", "),
                    // Who holds no role any more stands in the list of ended ones.
                    href: if m.is_here {
                        format!("{home}/people/{}", m.id)
                    } else {
                        format!("{home}/people")
                    },
                })
                .collect())
        })
    }
}
