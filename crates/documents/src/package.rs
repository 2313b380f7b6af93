//! XLSX, DOCX and ODS are zip files full of XML. Their parts are unpacked piece by
//! piece, and every unpacked byte is counted.

use crate::Stop;
use memchr::memmem;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};
use std::{
    borrow::Cow,
    collections::HashMap,
    io::{BufReader, Cursor, Error as IoError, ErrorKind, Read},
};
use zip::{ZipArchive, read::ZipFile};

type Zip<'a> = Cursor<&'a [u8]>;

/// Most a packed file may hold when unpacked, in bytes: 100 MB.
pub const MAX_UNPACKED_BYTES: u64 = 100_000_000;
/// Most parts of a package; real ones have some dozens.
const MAX_PARTS: usize = 5_000;
/// How deep elements may lie inside each other; real ones stay below 30.
const MAX_DEPTH: usize = 200;
/// How many attributes of an element are looked at; real ones have some dozens.
const MAX_ATTRIBUTES: usize = 500;
/// Largest single piece of XML in bytes: a tag, a text, a comment.
const MAX_PIECE_BYTES: usize = 1_000_000;
/// Each entry of a zip file's directory begins with this.
const ENTRY: &[u8] = b"PK\x01\x02";

/// Why a package was not read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageError {
    /// More parts than any real file has.
    TooManyParts,
    /// Under a password.
    Protected,
    /// More than [`MAX_UNPACKED_BYTES`] when unpacked, or one piece of XML out of all measure.
    UnpacksTooLarge,
    /// Whoever waits has asked to stop.
    TakesTooLong,
    /// A part declares a document type, which could bring entities of its own.
    Declares,
    /// Elements lie deeper inside each other than in any real file.
    TooDeep,
    /// Cut off or broken.
    Damaged,
}

pub struct Package<'a> {
    stop: &'a Stop,
    zip: ZipArchive<Zip<'a>>,
    /// Where each part is, by its name in lower case; names differ in case between writers.
    places: HashMap<String, usize>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package whose parts are declared to be small enough. What they
    /// declare is only a first hurdle: reading counts again.
    pub fn open(bytes: &'a [u8], stop: &'a Stop) -> Result<Self, PackageError> {
        // Before anything is kept for each of them.
        if memmem::find_iter(bytes, ENTRY).nth(MAX_PARTS).is_some() {
            return Err(PackageError::TooManyParts);
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| PackageError::Damaged)?;
        let mut places = HashMap::new();
        let mut declared = 0_u64;
        for place in 0..zip.len() {
            let part = zip.by_index_raw(place).map_err(|_| PackageError::Damaged)?;
            declared = declared.saturating_add(part.size());
            if part.encrypted() {
                return Err(PackageError::Protected);
            }
            let name = part.name().map_err(|_| PackageError::Damaged)?;
            places.insert(name.trim_start_matches('/').replace('\\', "/").to_lowercase(), place);
        }
        if declared > MAX_UNPACKED_BYTES {
            return Err(PackageError::UnpacksTooLarge);
        }
        Ok(Self { stop, zip, places, left: MAX_UNPACKED_BYTES })
    }

    /// The names of all parts as the file writes them, in its order.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(Result::ok).map(Cow::into_owned).collect()
    }

    /// The XML of a part, if the package has it.
    pub fn xml(&mut self, name: &str) -> Result<Option<Xml<'_, 'a>>, PackageError> {
        let stop = self.stop;
        Ok(self.part(name)?.map(|part| {
            let mut reader = Reader::from_reader(BufReader::new(part));
            reader.config_mut().expand_empty_elements = true;
            Xml { reader, buffer: Vec::new(), depth: 0, stop }
        }))
    }

    /// The first bytes of a part, if the package has it.
    pub fn beginning(&mut self, name: &str, bytes: u64) -> Result<Option<Vec<u8>>, PackageError> {
        let Some(part) = self.part(name)? else {
            return Ok(None);
        };
        let mut beginning = Vec::new();
        part.take(bytes).read_to_end(&mut beginning).map_err(|_| PackageError::Damaged)?;
        Ok(Some(beginning))
    }

    fn part(&mut self, name: &str) -> Result<Option<Counted<'_, 'a>>, PackageError> {
        let Some(place) = self.places.get(&name.trim_start_matches('/').to_lowercase()) else {
            return Ok(None);
        };
        let part = self.zip.by_index(*place).map_err(|_| PackageError::Damaged)?;
        Ok(Some(Counted { part, left: &mut self.left, piece: MAX_PIECE_BYTES }))
    }
}

/// A part that stops when more has been unpacked than is allowed.
struct Counted<'p, 'a> {
    part: ZipFile<'p, Zip<'a>>,
    left: &'p mut u64,
    /// What the piece of XML being read may still have.
    piece: usize,
}

impl Read for Counted<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, IoError> {
        let read = self.part.read(buffer)?;
        *self.left = self.left.checked_sub(read as u64).ok_or(ErrorKind::QuotaExceeded)?;
        self.piece = self.piece.checked_sub(read).ok_or(ErrorKind::QuotaExceeded)?;
        Ok(read)
    }
}

/// One part, event by event. An empty element comes as a start and an end. What
/// declares entities or a document type of its own is refused: neither is needed.
pub struct Xml<'p, 'a> {
    reader: Reader<BufReader<Counted<'p, 'a>>>,
    buffer: Vec<u8>,
    depth: usize,
    stop: &'a Stop,
}

impl Xml<'_, '_> {
    /// The next event; [`Event::Eof`] at the end.
    pub fn next(&mut self) -> Result<Event<'_>, PackageError> {
        if self.stop.is_asked() {
            return Err(PackageError::TakesTooLong);
        }
        self.buffer.clear();
        self.reader.get_mut().get_mut().piece = MAX_PIECE_BYTES;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| refusal(&error))?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(PackageError::Declares),
            _ => {}
        }
        if self.depth > MAX_DEPTH { Err(PackageError::TooDeep) } else { Ok(event) }
    }

    /// Skips to the end of the element that has just begun, everything in it included.
    pub fn skip(&mut self) -> Result<(), PackageError> {
        let mut depth = 1_u64;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(PackageError::Damaged),
                _ => {}
            }
        }
        Ok(())
    }
}

fn refusal(error: &quick_xml::Error) -> PackageError {
    match error {
        quick_xml::Error::Io(cause) if cause.kind() == ErrorKind::QuotaExceeded => {
            PackageError::UnpacksTooLarge
        }
        _ => PackageError::Damaged,
    }
}

/// An attribute by its full name, unescaped.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    attribute_where(element, |key| key == name)
}

/// An attribute by its name without prefix, unescaped.
pub fn local_attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    attribute_where(element, |key| key.rsplit(':').next() == Some(name))
}

/// Without the check for doubles, which takes quadratic time.
fn attribute_where(element: &BytesStart<'_>, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let mut attributes = element.attributes();
    let attributes = attributes.with_checks(false).take(MAX_ATTRIBUTES);
    let found = attributes.filter_map(Result::ok).find(|a| wanted(a.key.as_ref()))?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// Adds what an event says in text, if it says anything: text, CDATA, and the
/// entities XML itself knows. Others would have to be declared by the file, and are left out.
pub fn add_text(event: &Event<'_>, text: &mut String) -> Result<(), PackageError> {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(entity) if entity.is_char_ref() => {
            text.extend(entity.resolve_char_ref().map_err(|_| PackageError::Damaged)?);
        }
        Event::GeneralRef(entity) => {
            text.push_str(
                quick_xml::escape::resolve_predefined_entity(&entity.xml10_content()).unwrap_or_default(),
            );
        }
        _ => {}
    }
    Ok(())
}
