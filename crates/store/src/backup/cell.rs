//! One value of a row between database and line.

use base::{Day, Instant};
use serde_json::Value;
use std::str::FromStr;
use uuid::Uuid;

/// A column's type, in PostgreSQL's words as migrations use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Bytea,
    Timestamptz,
    Boolean,
    Bigint,
    Date,
    Text,
}

impl Kind {
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "uuid" => Self::Uuid,
            "bytea" => Self::Bytea,
            "timestamptz" => Self::Timestamptz,
            "boolean" => Self::Boolean,
            "bigint" => Self::Bigint,
            "date" => Self::Date,
            "text" => Self::Text,
            _ => return None,
        })
    }
}

/// A value, or none, of a known type.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Uuid(Option<Uuid>),
    Bytea(Option<Vec<u8>>),
    Timestamptz(Option<Instant>),
    Boolean(Option<bool>),
    Bigint(Option<i64>),
    Date(Option<Day>),
    Text(Option<String>),
}

impl Cell {
    /// As it stands in a line.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Uuid(v) => v.map(|v| v.to_string()).into(),
            Self::Bytea(v) => v.as_ref().map(hex::encode).into(),
            Self::Timestamptz(v) => v.map(Instant::micros).into(),
            Self::Boolean(v) => (*v).into(),
            Self::Bigint(v) => (*v).into(),
            Self::Date(v) => v.map(|v| v.to_string()).into(),
            Self::Text(v) => v.as_deref().into(),
        }
    }

    /// From a line; `None` when it is not of this type.
    pub(super) fn from_json(kind: Kind, value: &Value) -> Option<Self> {
        fn text<T: FromStr>(value: &Value) -> Option<T> {
            value.as_str()?.parse().ok()
        }
        if value.is_null() {
            return Some(Self::none(kind));
        }
        Some(match kind {
            Kind::Uuid => Self::Uuid(Some(text(value)?)),
            Kind::Bytea => Self::Bytea(Some(hex::decode(value.as_str()?).ok()?)),
            Kind::Timestamptz => Self::Timestamptz(Some(Instant::from_micros(value.as_i64()?))),
            Kind::Boolean => Self::Boolean(Some(value.as_bool()?)),
            Kind::Bigint => Self::Bigint(Some(value.as_i64()?)),
            Kind::Date => Self::Date(Some(text(value)?)),
            Kind::Text => Self::Text(Some(text(value)?)),
        })
    }

    fn none(kind: Kind) -> Self {
        match kind {
            Kind::Uuid => Self::Uuid(None),
            Kind::Bytea => Self::Bytea(None),
            Kind::Timestamptz => Self::Timestamptz(None),
            Kind::Boolean => Self::Boolean(None),
            Kind::Bigint => Self::Bigint(None),
            Kind::Date => Self::Date(None),
            Kind::Text => Self::Text(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_value_is_read_back_as_it_was_written() {
        for (kind, value) in [
            (Kind::Uuid, json!("01920000-0000-7000-8000-000000000001")),
            (Kind::Bytea, json!("00ff")),
            (Kind::Timestamptz, json!(-1)),
            (Kind::Boolean, json!(true)),
            (Kind::Bigint, json!(i64::MAX)),
            (Kind::Date, json!("2019-07-31")),
            (Kind::Text, json!("Müller\n\"")),
        ] {
            assert_eq!(Cell::from_json(kind, &value).map(|c| c.to_json()), Some(value));
            assert_eq!(Cell::from_json(kind, &Value::Null).map(|c| c.to_json()), Some(Value::Null));
            assert!(Cell::from_json(kind, &json!([])).is_none());
        }
    }
}
