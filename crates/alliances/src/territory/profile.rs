//! What the Land knows of a district or city besides the official facts, to
//! cluster by (R-ALL-17).

use super::model::{Body, JobcentreModel, Part};
use base::{Day, TextFault, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A district or city with its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Which.
    pub body: Body,
    /// Its name.
    pub name: String,
    /// The region's name.
    pub region: String,
    /// People living there.
    pub population: i64,
    /// The attributes.
    pub clustering: Clustering,
    /// Guards against lost updates.
    pub version: i64,
}

/// The attributes the Land clusters by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clustering {
    /// Rhineland or Westphalia.
    pub part: Part,
    /// Member of the Regionalverband Ruhr.
    pub ruhr_area: bool,
    /// Who runs the jobcentre.
    pub jobcentre_model: JobcentreModel,
    /// The state coordination has confirmed the model.
    pub jobcentre_confirmed: bool,
    /// Predecessor programmes in words, at most 1,000 characters.
    pub earlier_programmes: String,
    /// The year its integration centre (KI) opened; absent when unknown.
    #[serde(default)]
    pub integration_centre_since: Option<i64>,
}

/// Most characters about earlier programmes.
pub const PROGRAMMES: usize = 1_000;

/// Why attributes are refused; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusteringRefusal {
    /// The text about earlier programmes cannot be stored as it is.
    Programmes(TextFault),
    /// No integration centre opened in that year.
    Year,
}

/// The years in which an integration centre or its predecessor (RAA) can have opened.
const FIRST_YEAR: i64 = 1980;

impl Clustering {
    /// Cleans the text; nothing is confirmed where nothing is known.
    ///
    /// # Errors
    /// What is wrong with the text about earlier programmes, or with the year.
    pub fn check(mut self, today: Day) -> Result<Self, ClusteringRefusal> {
        self.jobcentre_confirmed &= self.jobcentre_model != JobcentreModel::Unknown;
        self.earlier_programmes =
            clean(&self.earlier_programmes, PROGRAMMES, true).map_err(ClusteringRefusal::Programmes)?;
        let this_year = year(today);
        if self.integration_centre_since.is_some_and(|y| !(FIRST_YEAR..=this_year).contains(&y)) {
            return Err(ClusteringRefusal::Year);
        }
        Ok(self)
    }

    /// How many years the integration centre has been there on a day.
    pub fn integration_centre_age(&self, on: Day) -> Option<i64> {
        self.integration_centre_since.map(|since| year(on) - since)
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 6] {
        let tick = |on: bool| if on { "1".to_owned() } else { String::new() };
        [
            ("part", self.part.key().to_owned()),
            ("ruhr_area", tick(self.ruhr_area)),
            ("jobcentre_model", self.jobcentre_model.key().to_owned()),
            ("jobcentre_confirmed", tick(self.jobcentre_confirmed)),
            ("earlier_programmes", self.earlier_programmes.clone()),
            (
                "integration_centre_since",
                self.integration_centre_since.map(|y| y.to_string()).unwrap_or_default(),
            ),
        ]
    }
}

fn year(day: Day) -> i64 {
    // A day reads `2019-07-31`.
    day.to_string().split('-').next().and_then(|y| y.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_jobcentre_model_cannot_be_confirmed() {
        let draft = |jobcentre_model| Clustering {
            part: Part::Westphalia,
            ruhr_area: true,
            jobcentre_model,
            jobcentre_confirmed: true,
            earlier_programmes: " KAoA ".into(),
            integration_centre_since: Some(2013),
        };
        let today: Day = "2019-07-31".parse().expect("a day");
        let checked = draft(JobcentreModel::Unknown).check(today).expect("sound");
        assert!(!checked.jobcentre_confirmed);
        assert_eq!(checked.earlier_programmes, "KAoA");
        assert!(draft(JobcentreModel::Joint).check(today).expect("sound").jobcentre_confirmed);
        assert_eq!(checked.integration_centre_age(today), Some(6));
        for year in [1979, 2020] {
            let wrong = Clustering { integration_centre_since: Some(year), ..checked.clone() };
            assert_eq!(wrong.check(today), Err(ClusteringRefusal::Year), "{year}");
        }
    }
}
