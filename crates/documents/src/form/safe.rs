//! What comes back is looked through before anything in it is believed: a filled
//! form is a form and nothing more.

use super::{FormError, FormKey, MAX_FORM_BYTES, slots::PROPERTY};
use crate::{
    Stop,
    package::{Package, attribute},
    sheet::xlsx::{read_plain_text, related},
};
use quick_xml::events::Event;
use std::collections::HashSet;

/// Parts that hold programs, other files, or what is fetched from elsewhere.
const MACROS: [&str; 4] = ["vbaproject", "vbadata", "/macrosheets/", "/dialogsheets/"];
const EMBEDDED: [&str; 4] = ["/embeddings/", "/activex/", "/ctrlprops/", "customui/"];
const OUTSIDE: [&str; 3] = ["/externallinks/", "/querytables/", "xl/connections.xml"];
/// Kinds of relations that bring other files into the document.
const FOREIGN: [&str; 5] =
    ["aFChunk", "subDocument", "attachedTemplate", "externalLinkPath", "recipientData"];
/// Kinds of relations to embedded objects.
const OBJECTS: [&str; 4] = ["oleObject", "package", "control", "attachedToolbars"];
/// Addresses that may stand behind words somebody typed: mail programs and office
/// programs make links of them by themselves, and nobody follows them here.
const TYPED: [&str; 3] = ["mailto:", "http://", "https://"];

/// Opens a file after looking through all of it.
pub fn open<'a>(bytes: &'a [u8], stop: &'a Stop, not_this: FormError) -> Result<Package<'a>, FormError> {
    if bytes.len() > MAX_FORM_BYTES {
        return Err(FormError::TooLarge);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        let utf16: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let is_encrypted = memchr::memmem::find(bytes, &utf16).is_some();
        return Err(if is_encrypted { FormError::Protected } else { FormError::OldOffice });
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(not_this);
    }
    let mut package = Package::open(bytes, stop)?;
    let names = package.names();
    check_names(&names)?;
    for name in &names {
        let lower = name.to_lowercase();
        match lower.rsplit('.').next() {
            Some("rels") => check_relations(&mut package, name)?,
            _ if lower == "[content_types].xml" => check_types(&mut package, name)?,
            Some("xml" | "vml") => {
                // Well-formed, without declarations and depths of its own.
                let mut xml = package.xml(name)?.ok_or(FormError::Damaged)?;
                while !matches!(xml.next()?, Event::Eof) {}
            }
            _ => {}
        }
    }
    Ok(package)
}

fn check_names(names: &[String]) -> Result<(), FormError> {
    let mut taken = HashSet::new();
    for name in names {
        let lower = name.to_lowercase();
        let odd = name.starts_with('/')
            || name.contains(['\\', ':', '\0'])
            || name.split('/').any(|step| step == ".." || step == ".")
            || !taken.insert(lower.clone());
        if odd {
            return Err(FormError::PartName(shown(name)));
        }
        let holds = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
        if holds(&MACROS) {
            return Err(FormError::Macros);
        }
        if holds(&EMBEDDED) {
            return Err(FormError::Embedded);
        }
        if holds(&OUTSIDE) {
            return Err(FormError::Outside(String::new()));
        }
    }
    Ok(())
}

fn check_types(package: &mut Package<'_>, name: &str) -> Result<(), FormError> {
    let mut xml = package.xml(name)?.ok_or(FormError::Damaged)?;
    loop {
        match xml.next()? {
            Event::Start(e) => {
                let kind = attribute(&e, "ContentType").unwrap_or_default().to_lowercase();
                if kind.contains("macro") || kind.contains("vba") {
                    return Err(FormError::Macros);
                }
                if kind.contains("oleobject") || kind.contains("activex") {
                    return Err(FormError::Embedded);
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn check_relations(package: &mut Package<'_>, name: &str) -> Result<(), FormError> {
    let mut xml = package.xml(name)?.ok_or(FormError::Damaged)?;
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let kind = attribute(&e, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default();
                let target = attribute(&e, "Target").unwrap_or_default();
                let address = target.trim().to_lowercase();
                let is_typed = kind == "hyperlink" && TYPED.iter().any(|begin| address.starts_with(begin));
                let is_external =
                    attribute(&e, "TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
                let leads_out = is_external || address.contains("://") || address.starts_with("\\\\");
                if FOREIGN.contains(&kind) || leads_out && !is_typed {
                    return Err(FormError::Outside(shown(&target)));
                }
                if OBJECTS.contains(&kind) {
                    return Err(FormError::Embedded);
                }
                if kind.starts_with("vbaProject") || kind.starts_with("wordVbaData") {
                    return Err(FormError::Macros);
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A name as it may stand in a sentence.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// Whether the file is the form that is expected; answers when it was written.
pub fn check_key(package: &mut Package<'_>, wanted: &FormKey) -> Result<i64, FormError> {
    let found = key(package)?.ok_or(FormError::NoKey)?;
    if found.instrument != wanted.instrument {
        return Err(FormError::OtherForm(found));
    }
    if found.version != wanted.version {
        return Err(FormError::OtherVersion(found.version, wanted.version));
    }
    if found.marker != wanted.marker {
        return Err(FormError::OtherMarker);
    }
    Ok(found.written)
}

fn key(package: &mut Package<'_>) -> Result<Option<FormKey>, FormError> {
    let roots = related(package, "", "_rels/.rels")?;
    let Some(part) = roots.into_values().find(|r| r.kind == "custom-properties") else {
        return Ok(None);
    };
    let Some(mut xml) = package.xml(&part.target)? else {
        return Ok(None);
    };
    let mut is_ours = false;
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "property" => {
                is_ours = attribute(&e, "name").as_deref() == Some(PROPERTY);
            }
            Event::Start(e) if is_ours && e.local_name().as_ref() == "lpwstr" => {
                return Ok(FormKey::read(&read_plain_text(&mut xml)?));
            }
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// Refuses an instruction of Word that would fetch something.
pub fn check_instruction(text: &str) -> Result<(), FormError> {
    const FETCHING: [&str; 9] =
        ["DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "LINK", "IMPORT", "DATABASE", "RD"];
    let word = text.split_whitespace().next().unwrap_or_default().to_uppercase();
    if word == "MACROBUTTON" {
        return Err(FormError::Macros);
    }
    if FETCHING.contains(&word.as_str()) { Err(FormError::Outside(word)) } else { Ok(()) }
}
