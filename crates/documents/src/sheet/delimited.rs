//! CSV as it comes out of mail programs and spreadsheets: whichever separator
//! and encoding they chose.

use super::{Grid, SheetError, Stop};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::{borrow::Cow, collections::HashMap};

/// How many records decide which separator it is.
const LOOKED_AT: usize = 50;

pub fn read(bytes: &[u8], grid: &mut Grid, stop: &Stop) -> Result<(), SheetError> {
    let text = decode(bytes)?;
    if !looks_like_a_list(&text) {
        return Err(SheetError::UnknownType(String::new()));
    }
    let (delimiter, text) = match declared_delimiter(&text) {
        Some((delimiter, rest)) => (delimiter, rest),
        None => (likely_delimiter(&text), text.as_ref()),
    };
    for (row, record) in (0..).zip(reader(delimiter, text).into_records()) {
        if stop.is_asked() {
            return Err(SheetError::TakesTooLong);
        }
        let record = record.map_err(|_| SheetError::damaged())?;
        for (column, cell) in (0..).zip(&record) {
            grid.put(row, column, cell)?;
        }
    }
    Ok(())
}

fn reader(delimiter: u8, text: &str) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// UTF-8, else UTF-16 where a byte order mark says so, else Windows-1252.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, SheetError> {
    let utf16 = |read: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes[2..].as_chunks::<2>();
        let text = char::decode_utf16(pairs.iter().map(|pair| read(*pair))).collect::<Result<String, _>>();
        if rest.is_empty() {
            text.map(Cow::Owned).map_err(|_| SheetError::damaged())
        } else {
            Err(SheetError::damaged())
        }
    };
    match bytes {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        _ => Ok(match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
            Err(_) => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
        }),
    }
}

/// Windows-1252 as browsers read it: five bytes without a character stand for themselves.
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', //
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Anything at all can be read as Windows-1252, so pictures, documents, web
/// pages and the like are turned away by what they begin with or hold.
fn looks_like_a_list(text: &str) -> bool {
    let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    let begins = |with: &str| text.trim_start().starts_with(with);
    !text.contains('\0') && odd <= text.len() / 1000 && !["%PDF", "<", "{", "%!PS"].into_iter().any(begins)
}

/// Excel's own convention: a first line `sep=;`.
fn declared_delimiter(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let delimiter = line.trim_end_matches('\r').to_ascii_lowercase();
    match delimiter.strip_prefix("sep=")?.as_bytes() {
        [one] if one.is_ascii() && !b"\"\r\n".contains(one) => Some((*one, rest)),
        _ => None,
    }
}

/// The separator under which most lines have the same number of fields, at
/// least two; with equals the one that gives more fields. Semicolon when in doubt.
fn likely_delimiter(text: &str) -> u8 {
    let fit = |delimiter: u8| {
        let records = reader(delimiter, text).into_records().take(LOOKED_AT);
        let mut lines_by_fields = HashMap::<usize, usize>::new();
        for fields in
            records.filter_map(Result::ok).map(|record: StringRecord| record.len()).filter(|n| *n > 1)
        {
            *lines_by_fields.entry(fields).or_default() += 1;
        }
        lines_by_fields.into_iter().map(|(fields, lines)| (lines, fields)).max().unwrap_or_default()
    };
    // `max_by_key` takes the last of equals.
    b"\t,;".iter().copied().max_by_key(|delimiter| fit(*delimiter)).unwrap_or(b';')
}
