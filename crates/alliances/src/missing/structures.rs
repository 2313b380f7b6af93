//! Whether the structures there are will last: alliances that lack an office, a lead
//! or a core group, alliances that have ended, and what support is asked for
//! (R-ALL-18). Alliance by alliance, so for the Land only.

use super::store::{self, Standing};
use crate::accessions::Register;
use crate::constellations::{Act, Participation};
use crate::support::store as support;
use ::store::{Read, Result};
use base::{AllianceId, Day, Permit, ViewStructures};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// An alliance that lacks something it should have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "what is lacking, one by one")]
pub struct Lacking {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Since when it exists.
    pub since: Day,
    /// Nothing is entered about its office.
    pub office: bool,
    /// Nobody with an account works for its office.
    pub office_account: bool,
    /// No lead board member is entered.
    pub board_lead: bool,
    /// Nobody sits in its core group on the day.
    pub core_group: bool,
}

/// An alliance that no longer exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ended {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// When it last began.
    pub since: Option<Day>,
    /// The first day on which it was no more.
    pub until: Day,
    /// The district's alliance its seat has gone over to, by name.
    pub now_in: Option<String>,
}

/// What an alliance asks the Land for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Asking {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// In its own words.
    pub need: String,
    /// When it was last written.
    pub on: Day,
}

/// What the Land sees of the alliances' structures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Structures {
    /// Alliances lacking something, by name.
    pub lacking: Vec<Lacking>,
    /// Alliances that have ended, the latest first.
    pub ended: Vec<Ended>,
    /// What is asked for, by name.
    pub asking: Vec<Asking>,
}

/// The structures on a day. What is entered about office and lead is as of now;
/// nobody keeps it by the day.
pub async fn on(
    db: &mut Read,
    permit: &Permit<ViewStructures>,
    register: &Register,
    day: Day,
) -> Result<Structures> {
    let standing = store::standing(db, permit, day).await?;
    let needs = support::all(db, permit).await?;
    let known: BTreeMap<AllianceId, &Standing> = standing.iter().map(|s| (s.id, s)).collect();
    let asking = needs.into_iter().filter_map(|(id, need, on)| {
        let s = known.get(&id).filter(|s| s.closed_on.is_none())?;
        Some(Asking { slug: s.slug.clone(), name: s.name.clone(), need, on })
    });
    let mut asking: Vec<Asking> = asking.collect();
    asking.sort_by_cached_key(|a| base::sort_key(&a.name));
    let (lacking, ended) = judge(register, &standing, day);
    Ok(Structures { lacking, ended, asking })
}

/// Who lacks something and who has ended. Pure.
fn judge(register: &Register, standing: &[Standing], day: Day) -> (Vec<Lacking>, Vec<Ended>) {
    let state = register.on(day);
    let name_of = |id: AllianceId| standing.iter().find(|s| s.id == id).map(|s| s.name.clone());
    let (mut lacking, mut ended) = (Vec::new(), Vec::new());
    for s in standing {
        if let Some(now) = state.alliances().get(&s.id) {
            let found = Lacking {
                slug: s.slug.clone(),
                name: s.name.clone(),
                since: now.since,
                office: !s.has_office,
                office_account: !s.has_office_account,
                board_lead: !s.has_board_lead,
                core_group: !s.has_core_group,
            };
            let anything = found.office || found.office_account || found.board_lead || found.core_group;
            if anything && s.closed_on.is_none() {
                lacking.push(found);
            }
            continue;
        }
        let Some(seat) = register.seat(s.id) else { continue };
        let mut acts: Vec<_> = register.acts.iter().filter(|a| a.body == seat && a.on <= day).collect();
        acts.sort_by_key(|a| (a.on, a.id));
        let began = acts.iter().rposition(|a| a.alliance == s.id && a.act != Act::Left);
        let Some(began) = began else { continue };
        let Some(last) = acts.get(began + 1) else { continue };
        let now_in = seat.municipality().and_then(|ags| match state.participation(ags) {
            Participation::District(id) => name_of(id),
            _ => None,
        });
        ended.push(Ended {
            slug: s.slug.clone(),
            name: s.name.clone(),
            since: Some(acts[began].on),
            until: last.on,
            now_in,
        });
    }
    ended.sort_by(|a, b| (b.until, &a.name).cmp(&(a.until, &b.name)));
    (lacking, ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constellations::{Accession, AllianceSeat};
    use crate::territory::{Body, Territory};
    use base::AccessionId;
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn an_alliance_whose_seat_went_over_has_ended_and_one_without_a_lead_lacks_it() {
        let (kleve, goch) =
            (AllianceId::from_uuid(Uuid::from_u128(1)), AllianceId::from_uuid(Uuid::from_u128(2)));
        let seat = |alliance, key: &str| AllianceSeat { alliance, seat: key.parse().expect("a key") };
        let act = |n: u128, alliance, key: &str, act, on: &str| Accession {
            id: AccessionId::from_uuid(Uuid::from_u128(n)),
            alliance,
            body: key.parse::<Body>().expect("a key"),
            act,
            on: day(on),
        };
        let register = Register {
            territory: Territory::nrw(),
            seats: vec![seat(kleve, "05154"), seat(goch, "05154016")],
            acts: vec![
                act(1, kleve, "05154", Act::Joined, "2018-10-01"),
                act(2, goch, "05154016", Act::Joined, "2018-10-01"),
                act(3, kleve, "05154016", Act::Switched, "2019-02-01"),
            ],
        };
        let of = |id, name: &str, has_board_lead| Standing {
            id,
            slug: name.to_lowercase(),
            name: name.to_owned(),
            closed_on: None,
            has_office: true,
            has_office_account: true,
            has_board_lead,
            has_core_group: true,
        };
        let standing = vec![of(kleve, "Kreis Kleve", false), of(goch, "Goch", true)];
        let (lacking, ended) = judge(&register, &standing, day("2019-07-31"));
        assert_eq!(lacking.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["Kreis Kleve"]);
        assert!(lacking[0].board_lead && !lacking[0].office);
        assert_eq!(ended.len(), 1);
        assert_eq!((ended[0].until, ended[0].now_in.as_deref()), (day("2019-02-01"), Some("Kreis Kleve")));
        let (_, before) = judge(&register, &standing, day("2019-01-31"));
        assert_eq!(before, []);
    }
}
