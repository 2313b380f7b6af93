//! What an entry of the contact map is. Pure.

use uuid::Uuid;

/// What can be written about one subject in one municipality.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Where (AGS).
    pub municipality_ags: String,
    /// For which subject.
    pub topic: String,
    /// The department or office in charge.
    pub unit: String,
    /// Whom to talk to.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Nobody is responsible so far.
    pub is_undefined: bool,
    /// Why it is doubted that this is the right place.
    pub question: String,
}

/// Who an entry comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The office has entered it.
    #[default]
    Office,
    /// The municipality's own contact has entered or changed it.
    Contact,
}

crate::territory::named!(Origin { Office => "office", Contact => "contact" });

/// Why an entry is refused; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It needs a subject.
    NoTopic,
    /// Neither unit nor name, and not marked as undefined.
    Nobody,
}

impl Refusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoTopic => "form-needed",
            Self::Nobody => "municipality-contact-nobody",
        }
    }
    /// The form's field it stands at.
    pub const fn field(self) -> &'static str {
        match self {
            Self::NoTopic => "topic",
            Self::Nobody => "unit",
        }
    }
}

/// Most characters of a line.
pub const LINE: usize = 200;
/// Most characters of a doubt.
pub const QUESTION: usize = 1_000;

impl Draft {
    /// Checks that the entries make sense; an undefined responsibility names nobody.
    pub fn check(mut self) -> Result<Self, Refusal> {
        if self.topic.is_empty() {
            return Err(Refusal::NoTopic);
        }
        if self.is_undefined {
            for text in [&mut self.name, &mut self.phone, &mut self.email] {
                text.clear();
            }
        } else if self.unit.is_empty() && self.name.is_empty() {
            return Err(Refusal::Nobody);
        }
        Ok(self)
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 8] {
        [
            ("municipality_ags", self.municipality_ags.clone()),
            ("topic", self.topic.clone()),
            ("unit", self.unit.clone()),
            ("name", self.name.clone()),
            ("phone", self.phone.clone()),
            ("email", self.email.clone()),
            ("is_undefined", if self.is_undefined { "1".to_owned() } else { String::new() }),
            ("question", self.question.clone()),
        ]
    }
}

impl Draft {
    /// Somebody else than before: what is known of the one before goes (R-ACT-09).
    pub fn replaces_the_person(&self, before: &Self) -> bool {
        !before.name.is_empty() && self.name != before.name
    }
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MunicipalityContact {
    /// Its key.
    pub id: Uuid,
    /// The municipality's name.
    pub municipality: String,
    /// What is written.
    pub draft: Draft,
    /// Who it comes from.
    pub entered_by: Origin,
    /// What the office remarks on an entry of the municipality.
    pub comment: String,
    /// Guards against lost updates.
    pub version: i64,
}

impl MunicipalityContact {
    /// What a municipality says about itself the office never alters (R-ALL-12).
    pub fn is_the_municipalitys(&self) -> bool {
        self.entered_by == Origin::Contact
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_names_somebody_or_says_that_nobody_is_responsible() {
        let draft = Draft { topic: "Sprachkurse".into(), ..Draft::default() };
        assert_eq!(draft.clone().check(), Err(Refusal::Nobody));
        assert!(Draft { unit: "Sozialamt".into(), ..draft.clone() }.check().is_ok());
        let undefined = Draft { is_undefined: true, name: "Frau A".into(), ..draft }.check().expect("sound");
        assert_eq!(undefined.name, "");
        assert_eq!(Draft::default().check(), Err(Refusal::NoTopic));
    }
}
