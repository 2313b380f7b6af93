//! The lines of a backup: written with their sums, read back only when the sums agree.

use super::{
    Refusal, Trouble,
    cell::{Cell, Kind},
};
use crate::{Engine, Keys};
use base::Instant;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{BufRead, Write};
use uuid::Uuid;

/// The version of these lines.
pub(super) const FORMAT: u32 = 1;

/// No line of a backup is longer: what is, was not written by us.
const LONGEST: u64 = 256 * 1024 * 1024;

/// Where something is wrong that does not begin like a backup.
const START: &str = "Anfang";

type Result<T> = std::result::Result<T, Trouble>;

/// The first line: what this is and where it comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The version of the lines.
    pub klappt_backup: u32,
    /// The version of klappt that wrote it.
    pub made_by: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// The moment everything in it belongs to.
    pub taken_at: Instant,
    /// Which installation.
    pub installation: Uuid,
    /// The steps of its schema: names and checksums.
    pub migrations: Vec<(String, String)>,
}

impl Head {
    pub(super) fn new(
        engine: Engine,
        taken_at: Instant,
        installation: Uuid,
        migrations: Vec<(String, String)>,
    ) -> Self {
        Self {
            klappt_backup: FORMAT,
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
            engine: match engine {
                Engine::Sqlite => "sqlite".to_owned(),
                Engine::Postgres => "postgres".to_owned(),
            },
            taken_at,
            installation,
            migrations,
        }
    }
}

/// What a backup holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many tables.
    pub tables: u64,
    /// How many rows, over all tables.
    pub rows: u64,
}

#[derive(Serialize, Deserialize)]
struct Begin {
    table: String,
    columns: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct End {
    #[serde(rename = "end")]
    table: String,
    rows: u64,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Complete {
    #[serde(rename = "complete")]
    is_whole: bool,
    tables: u64,
    rows: u64,
    sha256: String,
    /// The number of the master key, and what only its holder can make of the sum.
    key: u32,
    mac: String,
}

/// What proves that the installation itself wrote a backup with this sum.
fn proof(keys: &Keys, number: u32, sum: &[u8]) -> Option<Hmac<Sha256>> {
    let key = keys.derive_of(number, "klappt backups 1")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).ok()?;
    mac.update(sum);
    Some(mac)
}

/// Writes lines and sums them up.
pub(super) struct Pen<W> {
    out: W,
    whole: Sha256,
    table: Sha256,
    in_table: u64,
    sum: Sum,
}

impl<W: Write> Pen<W> {
    pub(super) fn new(out: W, head: &Head) -> Result<Self> {
        let mut pen =
            Self { out, whole: Sha256::new(), table: Sha256::new(), in_table: 0, sum: Sum::default() };
        pen.line(head)?;
        Ok(pen)
    }

    fn line<T: Serialize>(&mut self, what: &T) -> Result<Vec<u8>> {
        let mut line = serde_json::to_vec(what).map_err(std::io::Error::from)?;
        line.push(b'\n');
        self.whole.update(&line);
        self.out.write_all(&line)?;
        Ok(line)
    }

    pub(super) fn begin(&mut self, table: &str, columns: &[(String, String)]) -> Result<()> {
        self.table = Sha256::new();
        self.in_table = 0;
        self.line(&Begin { table: table.to_owned(), columns: columns.to_vec() }).map(drop)
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<()> {
        let line = self.line(&cells.iter().map(Cell::to_json).collect::<Vec<_>>())?;
        self.table.update(&line);
        self.in_table += 1;
        Ok(())
    }

    pub(super) fn end(&mut self, table: &str) -> Result<()> {
        let sha256 = hex::encode(std::mem::take(&mut self.table).finalize());
        self.line(&End { table: table.to_owned(), rows: self.in_table, sha256 })?;
        self.sum.tables += 1;
        self.sum.rows += self.in_table;
        Ok(())
    }

    pub(super) fn complete(mut self, keys: &Keys) -> Result<(W, Sum)> {
        let sum = self.whole.clone().finalize();
        let key = keys.newest();
        let proof =
            proof(keys, key, &sum).ok_or_else(|| crate::Error::Bug("no key for backups".to_owned()))?;
        let (sha256, mac) = (hex::encode(sum), hex::encode(proof.finalize().into_bytes()));
        let Sum { tables, rows } = self.sum;
        self.line(&Complete { is_whole: true, tables, rows, sha256, key, mac })?;
        Ok((self.out, self.sum))
    }
}

/// A table as its first line announces it.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
}

/// A backup being read, line by line. What it hands out is only good once its end was
/// reached without a refusal.
pub struct Contents<R> {
    input: R,
    keys: Option<Keys>,
    head: Head,
    whole: Sha256,
    table: Sha256,
    in_table: u64,
    sum: Sum,
    line: Vec<u8>,
}

impl<R: BufRead> Contents<R> {
    /// Reads the first line. With master keys the end is also held against the proof
    /// that the installation they belong to wrote it.
    ///
    /// # Errors
    /// Refuses what is no backup, or one of a later format.
    pub fn open(mut input: R, keys: Option<Keys>) -> Result<Self> {
        let mut line = Vec::new();
        let mut whole = Sha256::new();
        let head: Head = next(&mut input, &mut line, &mut whole, START).map_err(|trouble| match trouble {
            Trouble::Refused(Refusal::Damaged(place)) if place == START => Refusal::Foreign.into(),
            other => other,
        })?;
        if head.klappt_backup != FORMAT {
            return Err(Refusal::Newer(format!("Format {}", head.klappt_backup)).into());
        }
        Ok(Self { input, keys, head, whole, table: Sha256::new(), in_table: 0, sum: Sum::default(), line })
    }

    /// Where it comes from.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Reads everything and holds it against its sums.
    ///
    /// # Errors
    /// Refuses what was changed, is missing, or follows its end.
    pub fn verify(mut self) -> Result<Sum> {
        while let Some(table) = self.next_table()? {
            while self.next_row(&table)?.is_some() {}
        }
        Ok(self.sum)
    }

    /// The next table, or nothing once the last line was good and nothing follows it.
    pub(super) fn next_table(&mut self) -> Result<Option<Table>> {
        let so_far = self.whole.clone();
        let found: Value = next(&mut self.input, &mut self.line, &mut self.whole, "Tabelle")?;
        if found.get("complete").is_some() {
            let said: Complete = shaped(found)?;
            let sum = Sum { tables: said.tables, rows: said.rows };
            let so_far = so_far.finalize();
            if !said.is_whole || sum != self.sum || said.sha256 != hex::encode(so_far) {
                return Err(damaged("Prüfsumme über alles"));
            }
            if let Some(keys) = &self.keys {
                let mac = hex::decode(&said.mac).map_err(|_| damaged("Aufbau"))?;
                let proof = proof(keys, said.key, &so_far).ok_or(Refusal::OtherKeys)?;
                proof.verify_slice(&mac).map_err(|_| Refusal::OtherKeys)?;
            }
            return if self.input.fill_buf().map_err(unreadable)?.is_empty() {
                Ok(None)
            } else {
                Err(damaged("hinter dem Ende"))
            };
        }
        let begin: Begin = shaped(found)?;
        let columns = begin.columns.into_iter().map(|(name, kind)| Some((name, Kind::of(&kind)?)));
        let columns = columns.collect::<Option<Vec<_>>>().ok_or_else(|| damaged("Spalten"))?;
        self.table = Sha256::new();
        self.in_table = 0;
        Ok(Some(Table { name: begin.table, columns }))
    }

    /// The next row, or nothing once the table's sum was good.
    pub(super) fn next_row(&mut self, table: &Table) -> Result<Option<Vec<Cell>>> {
        let found: Value = next(&mut self.input, &mut self.line, &mut self.whole, &table.name)?;
        let Value::Array(values) = found else {
            let end: End = shaped(found)?;
            let sha256 = hex::encode(std::mem::take(&mut self.table).finalize());
            if end.table != table.name || end.rows != self.in_table || end.sha256 != sha256 {
                return Err(damaged(&format!("Prüfsumme der Tabelle {}", table.name)));
            }
            self.sum.tables += 1;
            self.sum.rows += self.in_table;
            return Ok(None);
        };
        self.table.update(&self.line);
        self.in_table += 1;
        if values.len() != table.columns.len() {
            return Err(damaged(&table.name));
        }
        let cells = values.iter().zip(&table.columns).map(|(value, (_, kind))| Cell::from_json(*kind, value));
        cells.collect::<Option<Vec<_>>>().map(Some).ok_or_else(|| damaged(&table.name))
    }

    pub(super) fn sum(&self) -> Sum {
        self.sum
    }
}

fn next<T: DeserializeOwned>(
    input: &mut impl BufRead,
    line: &mut Vec<u8>,
    whole: &mut Sha256,
    place: &str,
) -> Result<T> {
    line.clear();
    std::io::Read::take(&mut *input, LONGEST).read_until(b'\n', line).map_err(unreadable)?;
    if line.last() != Some(&b'\n') {
        return Err(damaged(place));
    }
    whole.update(&*line);
    serde_json::from_slice(line).map_err(|_| damaged(place))
}

fn shaped<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|_| damaged("Aufbau"))
}

fn damaged(place: &str) -> Trouble {
    Refusal::Damaged(place.to_owned()).into()
}

/// What unsealing and unpacking object to is damage; anything else is the disk's fault.
fn unreadable(error: std::io::Error) -> Trouble {
    use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | UnexpectedEof => damaged("Siegel"),
        _ => Trouble::File(error),
    }
}
