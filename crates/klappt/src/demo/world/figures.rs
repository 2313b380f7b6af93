//! Figures of three alliances: a district with numbers of three dates, a city with
//! gaps, and a municipality of the district. All of them are invented.

use super::{World, files::day, job};
use anyhow::{Context, Result};
use base::EditWorkbook;
use instrument::{Absence, Value};
use workbooks::figures::{self, Told, Way};

/// Alliance, day, source, and the numbers by key; `-1` stands for unknown, `-2` for not collected.
type Report = (&'static str, &'static str, &'static str, &'static [(&'static str, i64)]);

const REPORTS: [Report; 7] = [
    (
        "kreis-kleve",
        "2018-06-30",
        "Ausländerbehörde (erfundenes Beispiel)",
        &[
            ("zielgruppe/status=gestattung", 128),
            ("zielgruppe/status=duldung", 164),
            ("zielgruppe/status=aufenthaltserlaubnis", 401),
            ("zielgruppe/status=niederlassungserlaubnis", 22),
        ],
    ),
    (
        "kreis-kleve",
        "2018-12-31",
        "Ausländerbehörde (erfundenes Beispiel)",
        &[
            ("zielgruppe/status=gestattung", 117),
            ("zielgruppe/status=duldung", 158),
            ("zielgruppe/status=aufenthaltserlaubnis", 436),
            ("zielgruppe/status=niederlassungserlaubnis", 25),
        ],
    ),
    (
        "kreis-kleve",
        "2019-06-30",
        "Ausländerbehörde (erfundenes Beispiel)",
        &[
            ("zielgruppe/status=gestattung", 99),
            ("zielgruppe/status=duldung", 149),
            ("zielgruppe/status=aufenthaltserlaubnis", 468),
            ("zielgruppe/status=niederlassungserlaubnis", 31),
            ("zielgruppe/alter=alter_18_20", 214),
            ("zielgruppe/alter=alter_21_24", 318),
            ("zielgruppe/alter=alter_25_27", 209),
            ("zielgruppe/alter=alter_18_20/status=duldung", 41),
        ],
    ),
    (
        "kreis-kleve",
        "2019-03-31",
        "Jobcenter (erfundenes Beispiel)",
        &[("sgb2", 352), ("erwerbstaetig", 187), ("kinder", -1), ("kinder_betreut", -2)],
    ),
    (
        "hamm",
        "2019-06-30",
        "Sozialamt (erfundenes Beispiel)",
        &[
            ("zielgruppe/unterbringung=unterkunft", 86),
            ("zielgruppe/unterbringung=eigene_wohnung", 312),
            ("zielgruppe/status=duldung", -1),
        ],
    ),
    ("hamm", "2019-06-30", "Jobcenter (erfundenes Beispiel)", &[("sgb2", 201)]),
    ("koeln", "2019-06-30", "Ausländeramt (erfundenes Beispiel)", &[("zielgruppe/status=duldung", 890)]),
];

impl World {
    /// Enters them, all on one day.
    pub(super) async fn figures(&self) -> Result<()> {
        self.at(day("2019-07-01"));
        for (slug, as_of, source, numbers) in REPORTS {
            let (place, as_of) = (self.place(slug).await?, day(as_of));
            let permit = job::<EditWorkbook>(Some(&place))?;
            let mut tx = self.db.begin(&permit).await?;
            let territory = figures::own_place(&mut tx, &permit.lesser()).await?;
            for (key, number) in numbers {
                let value = match number {
                    -1 => Value::Absent(Absence::Unknown),
                    -2 => Value::Absent(Absence::NotCollected),
                    number => Value::Number(u64::try_from(*number).context("a number")?),
                };
                let told = Told {
                    value: Some(value),
                    as_of: Some(as_of),
                    source: Some(source.to_owned()),
                    way: Way::Delivery,
                    moves: false,
                };
                figures::enter(&mut tx, &permit, &territory, key, None, &told).await?;
            }
            tx.commit(&permit, "figures entered").await?;
        }
        Ok(())
    }
}
