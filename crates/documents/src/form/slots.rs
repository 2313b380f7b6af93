//! The places of a form as both formats need them: one text each, under a tag
//! short enough for Word.

use super::{Block, FillableKind, Form, FormKey, Grid, Input, Word, WriteError};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

/// Word's limit for tags and names of content controls, in characters.
const LONGEST_TAG: usize = 64;
/// The name of the property that says what a file is a form of.
pub const PROPERTY: &str = "klappt";

impl FormKey {
    /// As it travels with the file.
    pub(super) fn written(&self) -> String {
        format!("{}/{}/{}/{}", self.instrument, self.version, self.marker, self.written)
    }
    /// The key a file carries.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('/');
        let instrument = parts.next()?.to_owned();
        let version = parts.next()?.parse().ok()?;
        let marker = parts.next()?.to_owned();
        Some(Self { instrument, version, marker, written: parts.next()?.parse().ok()? })
    }
}

/// One place for one text: an input, or one of the boxes of an input.
pub struct Slot<'f> {
    pub input: &'f Input,
    /// The box, where the input is made of several.
    pub tick: Option<&'f Word>,
    pub tag: String,
    /// The words by which people find it.
    pub name: String,
}

/// What a form asks for, found by tag.
pub struct Places<'f> {
    pub slots: Vec<Slot<'f>>,
    pub grids: Vec<&'f Grid>,
    pub slot_by_tag: HashMap<String, usize>,
    /// Grid and column.
    pub column_by_tag: HashMap<String, (usize, usize)>,
    pub grid_by_tag: HashMap<String, usize>,
}

impl<'f> Places<'f> {
    /// Every place of a form.
    pub fn of(form: &'f Form) -> Result<Self, WriteError> {
        let mut places = Self {
            slots: Vec::new(),
            grids: Vec::new(),
            slot_by_tag: HashMap::new(),
            column_by_tag: HashMap::new(),
            grid_by_tag: HashMap::new(),
        };
        let mut taken = HashSet::new();
        let mut once = |tag: &str| {
            if taken.insert(tag.to_owned()) { Ok(()) } else { Err(WriteError::TwiceTagged(tag.to_owned())) }
        };
        for block in &form.blocks {
            match block {
                Block::Heading(_) | Block::Paragraph(_) => {}
                Block::Question(question) => {
                    for input in &question.inputs {
                        places.add(&question.number, &question.label, input, &mut once)?;
                    }
                }
                Block::Matrix(matrix) => {
                    for input in matrix.inputs() {
                        places.add(&matrix.number, &matrix.label, input, &mut once)?;
                    }
                }
                Block::Grid(grid) => {
                    let at = places.grids.len();
                    places.grid_by_tag.insert(short(&grid.tag), at);
                    once(&short(&grid.tag))?;
                    for (i, column) in grid.columns.iter().enumerate() {
                        once(&short(&column.tag))?;
                        places.column_by_tag.insert(short(&column.tag), (at, i));
                    }
                    places.grids.push(grid);
                }
            }
        }
        Ok(places)
    }

    fn add(
        &mut self,
        number: &str,
        question: &str,
        input: &'f Input,
        once: &mut impl FnMut(&str) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let words = if input.label.is_empty() { question } else { &input.label };
        let name = format!("{number} {words}").trim().to_owned();
        for beside in &input.beside {
            let tag = slot_tag(beside, None);
            once(&tag)?;
            self.slot_by_tag.insert(tag.clone(), self.slots.len());
            let name = format!("{name}: {}", beside.label);
            self.slots.push(Slot { input: beside, tick: None, tag, name });
        }
        let ticks: Vec<Option<&Word>> = match &input.kind {
            FillableKind::Many(words) => words.iter().map(Some).collect(),
            _ => vec![None],
        };
        for tick in ticks {
            let tag = slot_tag(input, tick);
            once(&tag)?;
            let name = tick.map_or_else(|| name.clone(), |word| format!("{name}: {}", word.label));
            self.slot_by_tag.insert(tag.clone(), self.slots.len());
            self.slots.push(Slot { input, tick, tag, name });
        }
        Ok(())
    }
}

/// The tag of an input, or of one of its boxes.
pub fn slot_tag(input: &Input, tick: Option<&Word>) -> String {
    match tick {
        Some(word) => short(&format!("{}#{}", input.tag, word.value)),
        None => short(&input.tag),
    }
}

/// The tag where it is short enough, else its beginning and a number made from the whole.
pub fn short(tag: &str) -> String {
    if tag.chars().count() <= LONGEST_TAG {
        return tag.to_owned();
    }
    let beginning: String = tag.chars().take(LONGEST_TAG - 17).collect();
    format!("{beginning}~{:016x}", number_of(tag))
}

/// A number that stays the same for the same text (FNV-1a, 64 bits).
pub fn number_of(text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix)
}

/// A text no longer than so many characters, visibly cut.
pub fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

/// The words on offer as they are shown: each once.
pub fn labels(words: &[Word]) -> Vec<String> {
    let mut taken = HashSet::new();
    words
        .iter()
        .map(|word| {
            let label = if word.label.trim().is_empty() { &word.value } else { &word.label };
            let plain = label.split_whitespace().collect::<Vec<_>>().join(" ");
            if taken.insert(plain.clone()) { plain } else { format!("{plain} ({})", word.value) }
        })
        .collect()
}

/// How a code or text is shown in a place of this kind.
pub fn shown(kind: &FillableKind, value: &str) -> String {
    match kind {
        FillableKind::Choice(words) | FillableKind::Combo(words) => {
            let at = words.iter().position(|word| word.value == value);
            at.and_then(|at| labels(words).into_iter().nth(at)).unwrap_or_else(|| value.to_owned())
        }
        FillableKind::Day => value.parse::<jiff::civil::Date>().map_or_else(
            |_| value.to_owned(),
            |day| format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year()),
        ),
        _ => value.to_owned(),
    }
}

/// The code or text meant by what stands in a place of this kind.
pub fn meant(kind: &FillableKind, text: String) -> String {
    let is_code = |words: &[Word], text: &str| words.iter().position(|word| word.value == text);
    match kind {
        FillableKind::Choice(words) => {
            let labels = labels(words);
            let at = labels.iter().position(|label| *label == text);
            let at = at.or_else(|| is_code(words, &text));
            let at = at.or_else(|| labels.iter().position(|label| plain(label) == plain(&text)));
            at.map_or(text, |at| words[at].value.clone())
        }
        FillableKind::Combo(words) => {
            let at = labels(words).iter().position(|label| label == text.trim());
            at.map_or(text, |at| words[at].value.clone())
        }
        FillableKind::Day => day(&text).unwrap_or(text),
        _ => text,
    }
}

/// A day with its whole year; which century two digits mean is not guessed.
fn day(text: &str) -> Option<String> {
    let mut parts = text.trim().splitn(3, '.');
    let day = parts.next()?.trim().parse().ok()?;
    let month = parts.next()?.trim().parse().ok()?;
    let year = parts.next()?.trim();
    let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    jiff::civil::Date::new(year, month, day).ok().map(|day| day.to_string())
}

/// A label without what programs change by themselves: blanks, case, kinds of quotes and dashes.
fn plain(text: &str) -> String {
    let same = |c: char| match c {
        '„' | '“' | '”' | '»' | '«' | '‚' | '‘' | '’' | '\'' => '"',
        '–' | '—' | '\u{2011}' => '-',
        c => c,
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().chars().map(same).collect()
}

/// The text without the characters XML cannot hold, which no keyboard writes.
pub fn holdable(text: &str) -> Cow<'_, str> {
    let is_holdable =
        |c: char| matches!(c, '\t' | '\n' | '\r') || c >= ' ' && c != '\u{fffe}' && c != '\u{ffff}';
    if text.chars().all(is_holdable) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_holdable(c) { c } else { '\u{fffd}' }).collect())
}
