//! What the Land knows of a district or city besides the official facts, to
//! cluster by (R-ALL-17).

use super::model::{Body, JobcentreModel, Landscape};
use super::store::{model_key, model_of, part_key, part_of};
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
    /// `rhineland` or `westphalia`.
    pub part: String,
    /// Member of the Regionalverband Ruhr.
    pub ruhr_area: bool,
    /// `joint`, `municipal` or `unknown`.
    pub jobcentre_model: String,
    /// The state coordination has confirmed the model.
    pub jobcentre_confirmed: bool,
    /// Predecessor programmes in words.
    pub earlier_programmes: String,
}

/// Why attributes are refused; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusteringRefusal {
    /// None of the choices offered.
    UnknownChoice,
    /// The text cannot be stored as it is.
    Text(TextFault),
}

/// Most characters about earlier programmes.
pub const PROGRAMMES: usize = 1_000;

impl Clustering {
    /// The parts of the Land, in the order of the form.
    pub const PARTS: [&'static str; 2] = [part_key(Landscape::Rhineland), part_key(Landscape::WestphaliaLippe)];
    /// The jobcentre models, in the order of the form.
    pub const MODELS: [&'static str; 3] =
        [model_key(Some(JobcentreModel::Joint)), model_key(Some(JobcentreModel::Municipal)), model_key(None)];

    /// Cleans the text and checks the choices: every fault with its field.
    pub fn check(mut self) -> Result<Self, Vec<(&'static str, ClusteringRefusal)>> {
        let mut faults = Vec::new();
        if part_of(&self.part).is_none() {
            faults.push(("part", ClusteringRefusal::UnknownChoice));
        }
        match model_of(&self.jobcentre_model) {
            None => faults.push(("jobcentre_model", ClusteringRefusal::UnknownChoice)),
            // Nothing is confirmed where nothing is known.
            Some(model) => self.jobcentre_confirmed &= model.is_some(),
        }
        match clean(&self.earlier_programmes, PROGRAMMES, true) {
            Ok(text) => self.earlier_programmes = text,
            Err(fault) => faults.push(("earlier_programmes", ClusteringRefusal::Text(fault))),
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 5] {
        let tick = |on: bool| if on { "1".to_owned() } else { String::new() };
        [
            ("part", self.part.clone()),
            ("ruhr_area", tick(self.ruhr_area)),
            ("jobcentre_model", self.jobcentre_model.clone()),
            ("jobcentre_confirmed", tick(self.jobcentre_confirmed)),
            ("earlier_programmes", self.earlier_programmes.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(model: &str) -> Clustering {
        Clustering {
            part: "westphalia".into(),
            ruhr_area: true,
            jobcentre_model: model.into(),
            jobcentre_confirmed: true,
            earlier_programmes: " KAoA ".into(),
        }
    }

    #[test]
    fn an_unknown_jobcentre_model_cannot_be_confirmed() {
        let checked = draft("unknown").check().expect("sound");
        assert!(!checked.jobcentre_confirmed);
        assert_eq!(checked.earlier_programmes, "KAoA");
        assert!(draft("joint").check().expect("sound").jobcentre_confirmed);
    }

    #[test]
    fn only_offered_choices_are_taken() {
        let wrong = Clustering { part: "lippe".into(), ..draft("beides") };
        let refused = |field| (field, ClusteringRefusal::UnknownChoice);
        assert_eq!(wrong.check(), Err(vec![refused("part"), refused("jobcentre_model")]));
    }
}
