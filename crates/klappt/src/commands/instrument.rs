//! `klappt instrument …`: instrument files checked, and carried to and from other
//! formats. Needs no database.

use super::say;
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use documents::{
    Cell, Column, Form, Kind, Stop, Table, read_docx, read_form_xlsx, read_leaves, to_docx, to_form_xlsx,
};
use instrument::{Instrument, SheetRow, XlsForm};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use workbooks::papers::{self, Content, Phrases};

/// What a blank form is written for.
const BLANK: &str = "leer";

#[derive(Subcommand)]
pub enum InstrumentCommand {
    /// Check an instrument file; names file, line and the rule broken
    #[command(after_help = "Example:\n  klappt instrument check instruments/strukturen/v1/instrument.yaml")]
    Check {
        /// The instrument file
        file: PathBuf,
        /// Golden answers to check it against
        golden: Vec<PathBuf>,
    },
    /// Write an instrument as an XLSForm for KoboToolbox, ODK and others
    #[command(
        after_help = "Example:\n  klappt instrument xlsform instruments/bedarfsanalyse/v1/instrument.yaml > form.xlsx"
    )]
    Xlsform {
        /// The instrument file
        file: PathBuf,
    },
    /// Write an XLSForm as a new instrument file; what has no counterpart is named with sheet and row
    #[command(after_help = "Example:\n  klappt instrument from-xlsform form.xlsx > instrument.yaml")]
    FromXlsform {
        /// The XLSForm (.xlsx)
        file: PathBuf,
    },
    /// Write an instrument as a blank form to fill in, as .docx or .xlsx by the ending of --to
    #[command(
        after_help = "Example:\n  klappt instrument form instruments/bedarfsanalyse/v1/instrument.yaml --to form.docx"
    )]
    Form {
        /// The instrument file
        file: PathBuf,
        /// The file to write, .docx or .xlsx; must not be there yet
        #[arg(long)]
        to: PathBuf,
    },
    /// Print what a filled form says, as JSON
    #[command(
        after_help = "Example:\n  klappt instrument answers instruments/bedarfsanalyse/v1/instrument.yaml form.docx"
    )]
    Answers {
        /// The instrument file
        file: PathBuf,
        /// The filled form, .docx or .xlsx
        form: PathBuf,
    },
}

/// Runs a command. `false`: it ran and found something wrong.
pub fn run(command: &InstrumentCommand) -> Result<bool> {
    match command {
        InstrumentCommand::Check { file, golden } => check(file, golden),
        InstrumentCommand::Xlsform { file } => xlsform(file),
        InstrumentCommand::FromXlsform { file } => from_xlsform(file),
        InstrumentCommand::Form { file, to } => form(file, to),
        InstrumentCommand::Answers { file, form } => answers(file, form),
    }
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} lässt sich nicht lesen", path.display()))
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} lässt sich nicht lesen", path.display()))
}

fn check(file: &Path, golden: &[PathBuf]) -> Result<bool> {
    let findings = match Instrument::parse(&file.display().to_string(), &text(file)?) {
        Err(findings) => findings,
        Ok(instrument) => {
            let mut findings = Vec::new();
            for path in golden {
                let name = path.display().to_string();
                findings.extend(instrument::check_golden(&name, &text(path)?, &instrument));
            }
            if findings.is_empty() {
                say(&format!(
                    "✓ {} Version {}: {} Felder, Prüfsumme {}",
                    instrument.title,
                    instrument.version,
                    instrument.fields().len(),
                    instrument.hash()
                ))?;
            }
            findings
        }
    };
    for finding in &findings {
        say(&format!("{}:{}: {} [{}]", finding.file, finding.line, finding.message, finding.rule))?;
    }
    Ok(findings.is_empty())
}

/// An instrument without findings.
fn instrument(file: &Path) -> Result<Instrument> {
    let name = file.display().to_string();
    Instrument::parse(&name, &text(file)?)
        .map_err(|_| anyhow::anyhow!("{name} hat Befunde. Bitte zuerst: klappt instrument check {name}"))
}

fn xlsform(file: &Path) -> Result<bool> {
    let instrument = instrument(file)?;
    let form = instrument.to_xlsform();
    let sheets = [("survey", &form.survey), ("choices", &form.choices), ("settings", &form.settings)];
    let tables: Vec<Table> = sheets.iter().map(|(name, rows)| table(name, rows)).collect();
    let book = documents::to_xlsx_book(&instrument.title, &tables)?;
    std::io::stdout().write_all(&book)?;
    Ok(true)
}

fn table(name: &str, rows: &[SheetRow]) -> Table {
    let column = |head: &String| Column { key: head.clone(), label: head.clone(), kind: Kind::Text };
    let cell = |text: &String| if text.is_empty() { Cell::Empty } else { Cell::Text(text.clone()) };
    let head = rows.first().map(|row| row.cells.iter().map(column).collect()).unwrap_or_default();
    let rows = rows.iter().skip(1).map(|row| row.cells.iter().map(cell).collect());
    Table { title: name.to_owned(), columns: head, rows: rows.collect(), notes: Vec::new() }
}

fn from_xlsform(file: &Path) -> Result<bool> {
    let leaves = read_leaves(&file.display().to_string(), &bytes(file)?, &Stop::default())?;
    let sheet = |name: &str| {
        let leaf = leaves.iter().find(|leaf| leaf.name.trim().eq_ignore_ascii_case(name));
        let rows = leaf.into_iter().flat_map(|leaf| &leaf.rows);
        rows.map(|(number, cells)| {
            let width = cells.keys().next_back().map_or(0, |last| last + 1);
            let cell = |column| cells.get(&column).cloned().unwrap_or_default();
            SheetRow {
                number: usize::try_from(*number).unwrap_or_default() + 1,
                cells: (0..width).map(cell).collect(),
            }
        })
        .collect::<Vec<SheetRow>>()
    };
    let form = XlsForm { survey: sheet("survey"), choices: sheet("choices"), settings: sheet("settings") };
    if form.survey.is_empty() {
        bail!("{} hat kein Blatt „survey“ und ist kein XLSForm.", file.display());
    }
    let import = form.to_instrument();
    say(import.yaml.trim_end())?;
    let mut aside = std::io::stderr();
    for finding in &import.findings {
        writeln!(aside, "{finding}")?;
    }
    if let Err(findings) = Instrument::parse("instrument.yaml", &import.yaml) {
        for finding in &findings {
            writeln!(aside, "{finding}")?;
        }
        return Ok(false);
    }
    Ok(true)
}

/// The two formats of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paper {
    Word,
    Excel,
}

impl Paper {
    fn of(path: &Path) -> Result<Self> {
        match path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
            Some("docx") => Ok(Self::Word),
            Some("xlsx") => Ok(Self::Excel),
            _ => bail!("{} endet weder auf .docx noch auf .xlsx.", path.display()),
        }
    }
}

fn blank(instrument: &Instrument) -> Form {
    let texts = web::Texts::german(&klappt::house::text_files());
    let phrases = Phrases { lead: papers::lead(&texts), say: &|phrase| papers::words(&texts, phrase) };
    papers::form_of(instrument, None, &Content::default(), (BLANK, base::Instant::from_micros(0)), &phrases)
}

fn form(file: &Path, to: &Path) -> Result<bool> {
    let (paper, form) = (Paper::of(to)?, blank(&instrument(file)?));
    let bytes = match paper {
        Paper::Word => to_docx(&form)?,
        Paper::Excel => to_form_xlsx(&form)?,
    };
    let mut file =
        fs::File::create_new(to).with_context(|| format!("{} lässt sich nicht anlegen", to.display()))?;
    file.write_all(&bytes)?;
    Ok(true)
}

fn answers(file: &Path, filled: &Path) -> Result<bool> {
    let instrument = instrument(file)?;
    let (form, bytes, stop) = (blank(&instrument), bytes(filled)?, Stop::default());
    let reading = match Paper::of(filled)? {
        Paper::Word => read_docx(&bytes, &form, &stop),
        Paper::Excel => read_form_xlsx(&bytes, &form, &stop),
    };
    let reading = match reading {
        Ok(reading) => reading,
        Err(refused) => {
            say(&format!("{}: {refused}", filled.display()))?;
            return Ok(false);
        }
    };
    let returned = papers::answers_from(&reading, &instrument, None);
    let said: serde_json::Map<String, serde_json::Value> = returned
        .iter()
        .filter(|one| !one.raw.is_empty())
        .map(|one| (one.uid.clone(), serde_json::json!(one.raw)))
        .collect();
    say(&serde_json::to_string_pretty(&said)?)?;
    for one in &returned {
        if let Err(fault) = &one.value {
            writeln!(std::io::stderr(), "{}: {fault}", one.uid)?;
        }
        for cell in &one.bad {
            let (row, column) = (cell.number, &cell.heading);
            writeln!(std::io::stderr(), "{}: Zeile {row}, Spalte „{column}“: {}", one.uid, cell.fault)?;
        }
    }
    Ok(returned.iter().all(|one| one.value.is_ok() && one.bad.is_empty()))
}
