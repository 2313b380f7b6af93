//! What the Strukturen aid shows of the alliance itself: for whom it is filled in,
//! who leads it, where its office sits, and its constellation. Facts to read; each
//! is changed on its own page.

use crate::{
    accessions::{self, Register},
    alliances::{self, Alliance, Reach, Which},
    constellations::AllianceState,
};
use ::store::Read;
use askama::Template;
use base::{AnyPermit, EditAlliance, EditWorkbook, Permit, ViewAlliance, ViewWorkbook};
use futures_util::future::BoxFuture;
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};
use web::{BoundItem, BoundValue, Error, Panel, Result, Shell, Texts};

const KEYS: &[&str] = &["territory", "board_lead", "office", "constellation"];

/// The alliance's own facts as bound items.
pub struct Places;

/// Constellations have words, which leave with the short form.
static WORDS: LazyLock<Texts> = LazyLock::new(|| Texts::german(&[&[alliances::TEXTS, super::PLACES_TEXTS]]));

/// Who may see the workbook may see whose workbook it is.
fn viewing(permit: &Permit<ViewWorkbook>) -> Result<Permit<ViewAlliance>> {
    Permit::ask(permit.actor(), permit.place()).ok_or(Error::NotFound)
}

/// The alliance at hand with what is around it.
struct Known {
    alliance: Alliance,
    register: Arc<Register>,
}

impl Known {
    async fn load(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Self> {
        let alliance = alliances::store::find(db, permit).await?.ok_or(Error::NotFound)?;
        let register = accessions::register_around(db, permit, alliance.seat).await?;
        Ok(Self { alliance, register })
    }

    fn seat_name(&self) -> String {
        self.register.territory.name(self.alliance.seat).unwrap_or(&self.alliance.name).to_owned()
    }

    /// How the alliance is made up today; nothing where its seat takes no part.
    fn constellation(&self, today: base::Day) -> BoundValue {
        let state = self.register.on(today);
        let Some(state) = state.alliances().get(&self.alliance.id) else { return BoundValue::default() };
        let mut text = vec![WORDS.say_of("alliance-constellation", state.constellation.key()).to_string()];
        let names = self.municipalities(state);
        if !names.is_empty() {
            text.push(WORDS.say("place-municipalities").with("names", names.join(", ")).to_string());
        }
        BoundValue { values: vec![state.constellation.key().to_owned()], text }
    }

    fn municipalities(&self, state: &AllianceState) -> Vec<String> {
        let known = state.municipalities.iter().filter_map(|ags| self.register.territory.municipality(*ags));
        let mut names: Vec<String> = known.map(|m| m.name.clone()).collect();
        names.sort_by_cached_key(|name| base::sort_key(name));
        names
    }
}

fn lines_of(reach: &Reach) -> BoundValue {
    BoundValue { values: reach.placements.clone(), text: reach.lines() }
}

impl BoundItem for Places {
    fn keys(&self) -> &'static [&'static str] {
        KEYS
    }

    fn values<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<BTreeMap<String, BoundValue>>> {
        Box::pin(async move {
            let permit = viewing(permit)?;
            let known = Known::load(db, &permit).await?;
            let board_lead = alliances::entry(db, &permit, Which::BoardLead).await?;
            let office = alliances::entry(db, &permit, Which::Office).await?;
            let today = db.now().day();
            Ok(BTreeMap::from([
                ("territory".to_owned(), BoundValue { values: Vec::new(), text: vec![known.seat_name()] }),
                ("board_lead".to_owned(), lines_of(&board_lead.reach)),
                ("office".to_owned(), lines_of(&office.reach)),
                ("constellation".to_owned(), known.constellation(today)),
            ]))
        })
    }

    fn panel<'a>(
        &'a self,
        key: &'a str,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
        edit: Option<&'a Permit<EditWorkbook>>,
        shell: &'a Shell,
    ) -> BoxFuture<'a, Result<Panel>> {
        Box::pin(async move {
            let may_edit =
                edit.is_some() && Permit::<EditAlliance>::ask(permit.actor(), permit.place()).is_some();
            let permit = viewing(permit)?;
            let home = shell.home();
            let mut panel = FactsPanel {
                shell,
                lines: Vec::new(),
                empty: "alliance-not-entered",
                objection: String::new(),
                change: "alliance-change",
                change_at: String::new(),
            };
            let entry = match key {
                "office" => Some(Which::Office),
                "board_lead" => Some(Which::BoardLead),
                _ => None,
            };
            if let Some(which) = entry {
                let reach = alliances::entry(db, &permit, which).await?.reach;
                panel.lines = reach.placement_words();
                panel.lines.extend(reach.lines());
                panel.change_at = format!("{home}/{}", which.path());
            } else {
                let known = Known::load(db, &permit).await?;
                if key == "territory" {
                    panel.lines = vec![known.seat_name()];
                } else {
                    panel.lines = known.constellation(shell.today).text;
                    panel.empty = "alliance-not-joined";
                    panel.objection = accessions::objection(db, &permit).await?.0;
                    panel.change =
                        if panel.objection.is_empty() { "place-object" } else { "place-change-objection" };
                    panel.change_at = format!("{home}/municipalities#objection");
                }
            }
            if !may_edit {
                panel.change_at.clear();
            }
            Ok(Panel { html: panel.render()? })
        })
    }
}

#[derive(Template)]
#[template(path = "bound/facts.html")]
struct FactsPanel<'a> {
    shell: &'a Shell,
    lines: Vec<String>,
    empty: &'static str,
    objection: String,
    change: &'static str,
    /// Where it is changed; empty for those who may not.
    change_at: String,
}
