//! How contributions become one agreed answer, and where views agree. Pure.
//!
//! What nobody knows is no zero: it is shown, left out of sums, and said to be left out.

use crate::assignments::Voice;
use crate::figures::{APART, source_words};
use base::{AssignmentId, Day, Instant};
use instrument::{Absence, Field, Kind, NO, Value, YES};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How an agreed answer came of contributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// One was taken as it stands.
    Taken,
    /// Several were put together.
    Merged,
    /// Numbers were added up.
    Summed,
    /// In the office's own words or numbers.
    Own,
}

impl Way {
    /// The name in storage, forms and texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Merged => "merged",
            Self::Summed => "summed",
            Self::Own => "own",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Taken, Self::Merged, Self::Summed, Self::Own].into_iter().find(|way| way.key() == key)
    }
}

/// What somebody delivered for one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The assignment it belongs to.
    pub assignment: AssignmentId,
    /// The organisation as it was asked; empty for a single person.
    pub who: String,
    /// Whose view it is.
    pub voice: Voice,
    /// The field.
    pub field: String,
    /// As it is stored.
    pub stored: String,
    /// The answer; `None` where it does not fit the field as it is asked now.
    pub value: Option<Value>,
    /// The day a number describes.
    pub as_of: Option<Day>,
    /// Where it comes from, in the contributor's words.
    pub source: String,
    /// How it came in.
    pub came_by: String,
    /// Which version it is.
    pub version: i64,
    /// When it was last changed.
    pub at: Instant,
    /// When it was delivered.
    pub delivered_at: Instant,
    /// The official key of the municipality it answers for, in a roll-up.
    pub municipality: Option<String>,
    /// When the same municipality delivered a newer one, which counts in its place.
    pub replaced_at: Option<Instant>,
}

impl Given {
    /// Whether it counts: no newer one has taken its place.
    pub const fn counts(&self) -> bool {
        self.replaced_at.is_none()
    }
    /// The municipality it speaks for; `None` for every other body.
    fn place(&self) -> Option<&str> {
        let named = Some(self.who.as_str()).filter(|who| !who.is_empty());
        self.municipality.as_deref().or(named).filter(|_| self.voice == Voice::Municipality)
    }
}

/// Marks all but the newest of what one municipality, asked more than once, delivered to
/// a field. Of two delivered at the same moment the later one in the list is the newer.
pub fn mark_replaced(given: &mut [Given]) {
    let of = |one: &Given| Some((one.field.clone(), one.municipality.clone()?));
    let mut newest: BTreeMap<(String, String), (Instant, usize)> = BTreeMap::new();
    for (at, one) in given.iter().enumerate() {
        let Some(key) = of(one) else { continue };
        let last = newest.entry(key).or_insert((one.delivered_at, at));
        if one.delivered_at >= last.0 {
            *last = (one.delivered_at, at);
        }
    }
    for (at, one) in given.iter_mut().enumerate() {
        let last = of(one).and_then(|key| newest.get(&key));
        one.replaced_at = last.filter(|(_, newest)| *newest != at).map(|(when, _)| *when);
    }
}

/// Whether numbers may be added up unasked: several, each of another municipality.
/// Other bodies may count the same people.
pub fn adds_up<'g>(given: impl IntoIterator<Item = &'g Given>) -> bool {
    let known = given.into_iter().filter(|one| matches!(one.value, Some(Value::Number(_))));
    let places: Vec<Option<&str>> = known.map(Given::place).collect();
    let different: BTreeSet<&str> = places.iter().flatten().copied().collect();
    places.len() > 1 && different.len() == places.len()
}

/// Numbers added up, and what that leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The sum; `None` where there is no number at all.
    pub total: Option<u64>,
    /// How many numbers it is made of.
    pub known: usize,
    /// Who said that there is no number, and why.
    pub left_out: Vec<(AssignmentId, Absence)>,
    /// The latest day of the numbers.
    pub as_of: Option<Day>,
    /// The numbers describe days further apart than what counts as one moment.
    pub apart: Option<(Day, Day)>,
    /// Sources that several name: the same people may be counted twice.
    pub twice: Vec<String>,
    /// The sources differ.
    pub differing: bool,
}

/// Adds numbers up, in whatever order they come. An absence is never a zero.
pub fn sum<'g>(given: impl IntoIterator<Item = &'g Given>) -> Sum {
    let mut sum = Sum::default();
    let (mut days, mut sources) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    for one in given {
        match one.value {
            Some(Value::Number(number)) => {
                sum.total = Some(sum.total.unwrap_or(0).saturating_add(number));
                sum.known += 1;
                days.extend(one.as_of);
                if !one.source.is_empty() {
                    *sources.entry(one.source.clone()).or_default() += 1;
                }
            }
            Some(Value::Absent(why)) => sum.left_out.push((one.assignment, why)),
            _ => {}
        }
    }
    sum.left_out.sort_by_key(|(id, _)| *id);
    sum.as_of = days.last().copied();
    sum.apart = match (days.first(), days.last()) {
        (Some(first), Some(last)) if *last > first.plus_days(APART) => Some((*first, *last)),
        _ => None,
    };
    sum.differing = sources.len() > 1;
    sum.twice = sources.into_iter().filter(|(_, n)| *n > 1).map(|(source, _)| source).collect();
    sum
}

/// Texts put together: each whole, with who said it; the same text once. A single line
/// keeps to one line.
pub fn merged(texts: &[(String, String)], on_one_line: bool) -> String {
    let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
    for (who, text) in texts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        match parts.iter_mut().find(|(there, _)| there == text) {
            Some((_, whose)) => whose.push(who),
            None => parts.push((text, vec![who])),
        }
    }
    if on_one_line {
        return parts.iter().map(|(text, _)| *text).collect::<Vec<_>>().join("; ");
    }
    let with = |(text, whose): &(&str, Vec<&str>)| format!("{}: {text}", whose.join(", "));
    parts.iter().map(with).collect::<Vec<_>>().join("\n\n")
}

/// Codes that any of these name, each once, in the order they come.
pub fn union<'g>(given: impl IntoIterator<Item = &'g Given>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for one in given {
        if let Some(Value::Many(named)) = &one.value {
            codes.extend(named.iter().filter(|code| !codes.contains(code)).cloned().collect::<Vec<_>>());
        }
    }
    codes
}

/// One row of a table.
pub type Row = Vec<Option<Value>>;

/// Rows of the agreed answer and rows added to them. A row added takes the place of an
/// agreed one with the same name; the same row twice is one.
pub fn rows(table: &instrument::Table, agreed: Vec<Row>, added: Vec<Row>) -> Vec<Row> {
    let named = table.columns.iter().position(|c| matches!(c.kind, Some(Kind::RowName { .. })));
    let name = |row: &Row| named.and_then(|at| row.get(at).cloned().flatten());
    let mut all: Vec<Row> = Vec::new();
    let mut added: Vec<Row> = added;
    for row in agreed {
        let same = name(&row);
        let taken = same.is_some().then(|| added.iter().position(|new| name(new) == same)).flatten();
        all.push(match taken {
            Some(at) => added.remove(at),
            None => row,
        });
    }
    all.extend(added);
    let mut once: Vec<Row> = Vec::new();
    for row in all {
        if !once.contains(&row) {
            once.push(row);
        }
    }
    once
}

/// Where a number made of several comes from: whatever sources they name, else who gave it.
pub fn source_of<'g>(given: impl IntoIterator<Item = &'g Given> + Clone, most: usize) -> String {
    let own = |one: &'g Given| if one.source.is_empty() { one.who.as_str() } else { one.source.as_str() };
    let words = source_words(given.into_iter().map(own));
    words.chars().take(most).collect()
}

/// How far views agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Fewer than two views have answered.
    Single,
    /// All views say the same.
    Same,
    /// All views name something in common.
    Partly,
    /// Nothing is named by all views.
    Apart,
}

impl Agreement {
    /// The end of its text id.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Same => "same",
            Self::Partly => "partly",
            Self::Apart => "apart",
        }
    }
}

/// The views on one question laid over each other (R-NOA-27).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// The views that have answered, and how many answers each.
    pub voices: Vec<(Voice, usize)>,
    /// Everything said: its code, its words, and how many of each view say it.
    pub lines: Vec<(String, String, Vec<usize>)>,
    /// How far they agree.
    pub agreement: Agreement,
}

/// Lays the views on a choice, number, list or table of given rows over each other;
/// `None` for texts, which have to be read, and where nobody has answered.
pub fn overlay<'g>(field: &Field, given: impl IntoIterator<Item = &'g Given>) -> Option<Overlay> {
    let said = |one: &Given| one.value.as_ref().and_then(|value| codes(&field.kind, value));
    let counting = given.into_iter().filter(|one| one.counts());
    let answered = counting.filter_map(|one| Some((one.voice, said(one)?)));
    let answers: Vec<(Voice, Vec<(String, String)>)> = answered.collect();
    let voices: Vec<(Voice, usize)> = Voice::ALL
        .into_iter()
        .map(|voice| (voice, answers.iter().filter(|(of, _)| *of == voice).count()))
        .filter(|(_, n)| *n > 0)
        .collect();
    if voices.is_empty() {
        return None;
    }
    let mut lines: Vec<(String, String, Vec<usize>)> = Vec::new();
    for (code, words) in order(&field.kind, answers.iter().flat_map(|(_, named)| named)) {
        let names = |named: &[(String, String)]| named.iter().any(|(c, _)| *c == code);
        let of = |(voice, _): &(Voice, usize)| {
            answers.iter().filter(|(whose, named)| whose == voice && names(named)).count()
        };
        let counts = voices.iter().map(of).collect();
        lines.push((code, words, counts));
    }
    let all = lines.iter().filter(|(_, _, counts)| counts.iter().all(|n| *n > 0)).count();
    let agreement = match all {
        _ if voices.len() < 2 => Agreement::Single,
        n if n == lines.len() => Agreement::Same,
        0 => Agreement::Apart,
        _ => Agreement::Partly,
    };
    Some(Overlay { voices, lines, agreement })
}

/// What an answer names, as code and words.
fn codes(kind: &Kind, value: &Value) -> Option<Vec<(String, String)>> {
    let label = |choices: &[instrument::Choice], code: &String| {
        let found = choices.iter().find(|c| c.value == *code);
        (code.clone(), found.map_or_else(|| code.clone(), |c| c.label.clone()))
    };
    Some(match (kind, value) {
        (Kind::Choice(choices), Value::Choice(code)) => vec![label(choices, code)],
        (Kind::Many(choices), Value::Many(codes)) => codes.iter().map(|c| label(choices, c)).collect(),
        (Kind::Municipalities, Value::Many(keys)) => keys.iter().map(|k| (k.clone(), k.clone())).collect(),
        (Kind::Flag { yes, no }, Value::Flag(on)) => {
            let (code, words) = if *on { (YES, yes) } else { (NO, no) };
            vec![(code.to_owned(), words.clone())]
        }
        (Kind::Number, Value::Number(number)) => vec![(format!("{number:020}"), number.to_string())],
        (Kind::Number, Value::Absent(why)) => vec![(format!("~{}", why.code()), why.words().to_owned())],
        (Kind::Rows(table), Value::Rows(rows)) => {
            let at = table.columns.iter().position(|c| matches!(c.kind, Some(Kind::RowName { .. })))?;
            let name = |row: &Row| match row.get(at) {
                Some(Some(Value::Text(name))) => Some(label(&table.rows, name)),
                _ => None,
            };
            rows.iter().filter(|row| table.says_something(row)).filter_map(name).collect()
        }
        _ => return None,
    })
}

/// Everything named, each once: in the order of the form, numbers by size.
fn order<'c>(kind: &Kind, named: impl Iterator<Item = &'c (String, String)>) -> Vec<(String, String)> {
    let once: BTreeMap<String, String> = named.cloned().collect();
    let place = |code: &String| match kind {
        Kind::Choice(choices) | Kind::Many(choices) => choices.iter().position(|c| c.value == *code),
        Kind::Rows(table) => table.rows.iter().position(|c| c.value == *code),
        _ => None,
    };
    let mut all: Vec<(String, String)> = once.into_iter().collect();
    all.sort_by_key(|(code, _)| (place(code).unwrap_or(usize::MAX), code.clone()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use instrument::{Choice, Column, ItemType, Table};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(n: i32) -> Day {
        Day::new(2019, 3, 1).expect("a day").plus_days(n)
    }

    fn given(n: u128, voice: Voice, value: Value) -> Given {
        Given {
            assignment: AssignmentId::from_uuid(Uuid::from_u128(n)),
            who: format!("Stelle {n}"),
            voice,
            field: "X".into(),
            stored: value.to_stored(),
            value: Some(value),
            as_of: None,
            source: String::new(),
            came_by: "link".into(),
            version: 1,
            at: Instant::from_micros(0),
            delivered_at: Instant::from_micros(0),
            municipality: None,
            replaced_at: None,
        }
    }

    fn number(n: u128, value: Value, as_of: i32, source: &str) -> Given {
        Given { as_of: Some(day(as_of)), source: source.into(), ..given(n, Voice::Partners, value) }
    }

    fn field(kind: Kind) -> Field {
        Field {
            uid: "X".into(),
            item: "X".into(),
            section: "S".into(),
            label: "X?".into(),
            help: None,
            kind,
            suggestions: Vec::new(),
            shared: false,
            personal: false,
            conditions: Vec::new(),
            figure: None,
            split_of: None,
            outside_total: false,
        }
    }

    #[test]
    fn what_nobody_knows_is_left_out_of_a_sum_and_said_to_be() {
        let all = [
            number(1, Value::Number(12), 0, "AZR"),
            number(2, Value::Absent(Absence::Unknown), 0, ""),
            number(3, Value::Number(0), 100, "Sozialamt"),
            number(4, Value::Absent(Absence::NotCollected), 0, ""),
        ];
        let sum = sum(&all);
        assert_eq!((sum.total, sum.known, sum.as_of), (Some(12), 2, Some(day(100))));
        let left: Vec<_> = sum.left_out.iter().map(|(_, why)| *why).collect();
        assert_eq!(left, [Absence::Unknown, Absence::NotCollected]);
        assert_eq!(sum.apart, Some((day(0), day(100))));
        assert!(sum.differing && sum.twice.is_empty());
    }

    #[test]
    fn nothing_but_absence_is_no_sum_and_one_source_named_twice_is_flagged() {
        let none = [number(1, Value::Absent(Absence::Unknown), 0, "AZR")];
        assert_eq!(sum(&none).total, None);
        assert_eq!(sum([]).total, None);
        let same = [number(1, Value::Number(1), 0, "AZR"), number(2, Value::Number(2), 90, "AZR")];
        let sum = sum(&same);
        assert_eq!((sum.twice, sum.apart, sum.differing), (vec!["AZR".to_owned()], None, false));
    }

    #[test]
    fn numbers_add_up_unasked_only_where_each_is_of_another_municipality() {
        let of = |n: u128, who: &str, voice| Given { who: who.into(), ..given(n, voice, Value::Number(5)) };
        let (a, b) = (of(1, "Stadt A", Voice::Municipality), of(2, "Stadt B", Voice::Municipality));
        assert!(adds_up([&a, &b]));
        assert!(!adds_up([&a]) && !adds_up([&a, &a]));
        assert!(!adds_up([&a, &b, &of(3, "Verein", Voice::Volunteers)]));
        let unknown = given(4, Voice::Partners, Value::Absent(Absence::Unknown));
        assert!(adds_up([&a, &b, &unknown]));
    }

    #[test]
    fn of_one_municipality_the_newest_counts_and_of_different_ones_all() {
        let of = |n: u128, ags: &str, at: i64| Given {
            municipality: Some(ags.into()),
            delivered_at: Instant::from_micros(at),
            ..given(n, Voice::Municipality, Value::Number(5))
        };
        let mut all = vec![of(1, "05154004", 9), of(2, "05154004", 3), of(3, "05154008", 1)];
        all.push(given(4, Voice::Municipality, Value::Number(1)));
        mark_replaced(&mut all);
        let replaced: Vec<_> = all.iter().map(|one| one.replaced_at).collect();
        assert_eq!(replaced, [None, Some(Instant::from_micros(9)), None, None]);
    }

    #[test]
    fn texts_are_put_together_with_who_said_them_and_the_same_text_once() {
        let say = |who: &str, text: &str| (who.to_owned(), text.to_owned());
        let texts =
            [say("VHS", "Abends"), say("Jobcenter", "Samstags\nauch"), say("BK", "Abends"), say("X", " ")];
        assert_eq!(merged(&texts, false), "VHS, BK: Abends\n\nJobcenter: Samstags\nauch");
        assert_eq!(merged(&texts[..1], true), "Abends");
    }

    fn table() -> Table {
        let column = |key: &str, kind| Column {
            uid: key.into(),
            key: key.into(),
            label: key.into(),
            help: None,
            item_type: ItemType::TextShort,
            kind: Some(kind),
            shared: false,
            personal: false,
            reconstructed: false,
            optional: false,
            condition: None,
        };
        let named = vec![Choice { value: "kurs".into(), label: "Kurs".into() }];
        let kind = Kind::RowName { rows: named.clone(), free: true };
        Table {
            columns: vec![column("art", kind), column("zahl", Kind::Number)],
            rows: named,
            free_rows: true,
        }
    }

    fn row(name: &str, number: u64) -> Row {
        vec![Some(Value::Text(name.into())), Some(Value::Number(number))]
    }

    #[test]
    fn a_row_added_replaces_the_agreed_one_of_its_name_and_no_other() {
        let agreed = vec![row("kurs", 1), row("cafe", 2)];
        let added = vec![row("kurs", 9), row("neu", 3), row("neu", 3)];
        assert_eq!(rows(&table(), agreed, added), [row("kurs", 9), row("cafe", 2), row("neu", 3)]);
    }

    fn choices() -> Vec<Choice> {
        ["a", "b", "c"].map(|code| Choice { value: code.into(), label: code.to_uppercase() }).to_vec()
    }

    #[test]
    fn views_that_name_the_same_agree_and_a_single_view_agrees_with_nobody() {
        let field = field(Kind::Many(choices()));
        let many = |codes: &[&str]| Value::Many(codes.iter().map(|c| (*c).to_owned()).collect());
        let agreement = |all: &[Given]| overlay(&field, all).map(|o| o.agreement);
        let (one, two) =
            (given(1, Voice::Refugees, many(&["a"])), given(2, Voice::CoreGroup, many(&["a", "b"])));
        assert_eq!(agreement(&[]), None);
        assert_eq!(agreement(std::slice::from_ref(&one)), Some(Agreement::Single));
        assert_eq!(agreement(&[one.clone(), two.clone()]), Some(Agreement::Partly));
        let same = given(3, Voice::CoreGroup, many(&["a"]));
        assert_eq!(agreement(&[one.clone(), same]), Some(Agreement::Same));
        let apart = given(4, Voice::Volunteers, many(&["c"]));
        let laid = overlay(&field, &[apart, two, one]).expect("answers");
        assert_eq!(laid.agreement, Agreement::Apart);
        assert_eq!(laid.voices, [(Voice::CoreGroup, 1), (Voice::Volunteers, 1), (Voice::Refugees, 1)]);
        assert_eq!(laid.lines[0], ("a".into(), "A".into(), vec![1, 0, 1]));
    }

    #[test]
    fn a_row_with_nothing_but_its_given_name_is_no_statement() {
        let field = field(Kind::Rows(table()));
        let name = |name: &str| vec![Some(Value::Text(name.into())), None];
        let rows = Value::Rows(vec![name("kurs"), name("Eigenes"), row("kurs", 3)]);
        let said = |rows: Value| overlay(&field, &[given(1, Voice::Partners, rows)]).map(|o| o.lines.len());
        assert_eq!(said(rows), Some(2));
        assert_eq!(said(Value::Rows(vec![name("kurs")])), Some(0));
    }

    #[test]
    fn numbers_stand_by_size_and_absence_last() {
        let field = field(Kind::Number);
        let all = [
            given(1, Voice::Partners, Value::Number(12)),
            given(2, Voice::Refugees, Value::Absent(Absence::Unknown)),
            given(3, Voice::Partners, Value::Number(9)),
        ];
        let words: Vec<_> = overlay(&field, &all).expect("answers").lines.into_iter().map(|l| l.1).collect();
        assert_eq!(words, ["9", "12", "unbekannt"]);
    }

    fn any_number() -> impl Strategy<Value = Value> {
        prop_oneof![
            (0..1_000_000_000_u64).prop_map(Value::Number),
            Just(Value::Absent(Absence::Unknown)),
            Just(Value::Absent(Absence::NotCollected)),
        ]
    }

    fn any_given() -> impl Strategy<Value = Vec<Given>> {
        let one = (any_number(), 0..400_i32, prop_oneof!["", "AZR", "Amt"]);
        proptest::collection::vec(one, 0..12).prop_map(|drawn| {
            (1..).zip(drawn).map(|(n, (value, at, source))| number(n, value, at, &source)).collect()
        })
    }

    proptest! {
        #[test]
        fn a_sum_is_the_same_in_any_order(all in any_given(), seed in any::<u64>()) {
            let mut other = all.clone();
            let turn = usize::try_from(seed % 12).unwrap_or(0);
            if !other.is_empty() {
                let at = turn % other.len();
                other.rotate_left(at);
                other.reverse();
            }
            prop_assert_eq!(sum(&all), sum(&other));
        }

        #[test]
        fn absence_never_becomes_zero(all in any_given()) {
            let known: Vec<u64> = all.iter().filter_map(|g| match g.value {
                Some(Value::Number(n)) => Some(n),
                _ => None,
            }).collect();
            let sum = sum(&all);
            prop_assert_eq!(sum.known + sum.left_out.len(), all.len());
            prop_assert_eq!(sum.total, (!known.is_empty()).then(|| known.iter().sum::<u64>()));
        }

        #[test]
        fn merging_keeps_every_text(texts in proptest::collection::vec("[a-z]{1,6}( [a-z]{1,6}){0,3}", 0..8)) {
            let said: Vec<(String, String)> =
                texts.iter().enumerate().map(|(n, text)| (format!("S{n}"), text.clone())).collect();
            for on_one_line in [false, true] {
                let whole = merged(&said, on_one_line);
                for (who, text) in &said {
                    prop_assert!(whole.contains(text.as_str()));
                    prop_assert!(on_one_line || whole.contains(who.as_str()));
                }
                prop_assert!(!on_one_line || !whole.contains('\n'));
            }
        }
    }
}
