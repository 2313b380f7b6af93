//! Where people may be named in working aids: answers, earlier answers, short forms,
//! assignments, contributions, conversations, tasks, roll-ups.

mod store;

use crate::{assignments, instruments::catalogue, voices};
use ::store::Read;
use base::AnyPermit;
use web::{Finding, Sought, Trace, Traces};

/// The working aids, searched for a person.
pub struct Named;

impl Traces for Named {
    fn find<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a dyn AnyPermit,
        home: &'a str,
        sought: &'a Sought,
    ) -> Finding<'a> {
        Box::pin(async move {
            let mut found = Vec::new();
            for row in store::answers(db, permit).await? {
                if sought.is_in(&[&row.text]) {
                    let instrument = catalogue().get(&row.instrument_key, row.instrument_version);
                    let label = instrument.and_then(|i| i.field(&row.item)).map(|f| f.label.clone());
                    let href = format!("{home}/workbooks/{}/answers/{}", row.instrument_key, row.item);
                    found.push(Trace { kind: row.kind(), words: label.unwrap_or(row.item), href });
                }
            }
            for (to, words) in store::passages(db, permit).await? {
                if sought.is_in(&[&words]) {
                    let href = format!("{home}/{to}");
                    let beginning = words.chars().take(60).collect();
                    found.push(Trace { kind: "trace-passage", words: beginning, href });
                }
            }
            for (id, number, passages) in store::short_forms(db, permit).await? {
                if sought.is_in(&[&passages]) {
                    let href = format!("{home}/submissions/{id}");
                    found.push(Trace { kind: "trace-submission", words: number.to_string(), href });
                }
            }
            for link in assignments::all_links(db, permit).await? {
                if sought.is_in(&[&link.name, &link.email]) {
                    let href = format!("{home}/assignments/{}", link.assignment_id);
                    found.push(Trace { kind: "trace-assignment", words: link.name, href });
                }
            }
            for row in store::entered(db, permit).await? {
                if sought.is_in(&[&row.text]) {
                    let href = format!("{home}/assignments/{}", row.assignment_id);
                    found.push(Trace { kind: "trace-contribution", words: row.who, href });
                }
            }
            for link in voices::all_links(db, permit).await? {
                if sought.is_in(&[&link.name, &link.email]) {
                    let href = format!("{home}/voices/links");
                    found.push(Trace { kind: "trace-voice-link", words: link.name, href });
                }
            }
            for voice in voices::all(db, permit, "", "").await? {
                let words: Vec<&str> = voice.texts().collect();
                if sought.is_in(&words) {
                    let href = format!("{home}/voices/{}", voice.id);
                    found.push(Trace { kind: "trace-voice", words: voice.received_at.german(), href });
                }
            }
            for (id, who, words) in store::said(db, permit).await? {
                let href = format!("{home}/threads/{id}");
                if sought.is_in(&[&who, &words]) && found.iter().all(|trace| trace.href != href) {
                    found.push(Trace { kind: "trace-comment", words: who, href });
                }
            }
            for (id, title, words) in store::tasks(db, permit).await? {
                if sought.is_in(&[&title, &words]) {
                    found.push(Trace {
                        kind: "trace-task",
                        words: title,
                        href: format!("{home}/tasks/{id}"),
                    });
                }
            }
            for (path, text) in store::rolled_up(db, permit).await? {
                if sought.is_in(&[&text]) {
                    let href = format!("{home}/{path}");
                    found.push(Trace { kind: "trace-roll-up", words: String::new(), href });
                }
            }
            Ok(found)
        })
    }
}
