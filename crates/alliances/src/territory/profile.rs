//! What the Land knows of a district or city besides the official facts, to
//! cluster by (R-ALL-17).

use super::model::{Body, JobcentreModel, Part};
use base::{TextFault, clean};
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
}

/// Most characters about earlier programmes.
pub const PROGRAMMES: usize = 1_000;

impl Clustering {
    /// Cleans the text; nothing is confirmed where nothing is known.
    ///
    /// # Errors
    /// What is wrong with the text about earlier programmes.
    pub fn check(mut self) -> Result<Self, TextFault> {
        self.jobcentre_confirmed &= self.jobcentre_model != JobcentreModel::Unknown;
        self.earlier_programmes = clean(&self.earlier_programmes, PROGRAMMES, true)?;
        Ok(self)
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 5] {
        let tick = |on: bool| if on { "1".to_owned() } else { String::new() };
        [
            ("part", self.part.key().to_owned()),
            ("ruhr_area", tick(self.ruhr_area)),
            ("jobcentre_model", self.jobcentre_model.key().to_owned()),
            ("jobcentre_confirmed", tick(self.jobcentre_confirmed)),
            ("earlier_programmes", self.earlier_programmes.clone()),
        ]
    }
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
        };
        let checked = draft(JobcentreModel::Unknown).check().expect("sound");
        assert!(!checked.jobcentre_confirmed);
        assert_eq!(checked.earlier_programmes, "KAoA");
        assert!(draft(JobcentreModel::Joint).check().expect("sound").jobcentre_confirmed);
    }
}
