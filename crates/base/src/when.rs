//! Time: instants in UTC at microsecond precision, days as people in North
//! Rhine-Westphalia count them, and the clock that is handed in.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    str::FromStr,
    sync::{
        LazyLock,
        atomic::{AtomicI64, Ordering},
    },
};

static BERLIN: LazyLock<TimeZone> = LazyLock::new(|| TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC));

/// A point in time, UTC, in whole microseconds (PostgreSQL's limit).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// This instant, moved by whole seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }
    /// The calendar day in Europe/Berlin.
    pub fn day(self) -> Day {
        Day(self.zoned().date())
    }
    /// Day and time of day in Europe/Berlin, as officials write it: `31.07.2019, 14:05`.
    pub fn german(self) -> String {
        let z = self.zoned();
        format!("{}, {:02}:{:02}", Day(z.date()).german(), z.hour(), z.minute())
    }
    fn zoned(self) -> jiff::Zoned {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(BERLIN.clone())
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH).fmt(f)
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let at: Timestamp = text.parse().map_err(serde::de::Error::custom)?;
        Ok(Self(at.as_microsecond()))
    }
}

impl schemars::JsonSchema for Instant {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date-time"})
    }
}

/// A calendar day in Europe/Berlin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// The day, if it exists (30 February does not).
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }
    /// As officials write it: `31.07.2019`.
    pub fn german(self) -> String {
        format!("{:02}.{:02}.{}", self.0.day(), self.0.month(), self.0.year())
    }
    /// The first instant after this day has ended in Europe/Berlin: a deadline
    /// on this day has passed from then on.
    pub fn end(self) -> Instant {
        let next = self.0.tomorrow().unwrap_or(self.0);
        let at = next.to_zoned(BERLIN.clone()).map(|z| z.timestamp().as_microsecond());
        Instant(at.unwrap_or(i64::MAX))
    }
    /// The day `days` later (earlier when negative); stays put at the calendar's edge.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.checked_add(jiff::Span::new().days(days)).unwrap_or(self.0))
    }
    /// How many days later the other day is; negative when it lies before.
    pub fn days_until(self, other: Self) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }
    /// Reads `2019-07-31` as well as `31.07.2019`, as people type it. Years before 1900
    /// are slips, or years half typed.
    pub fn read(text: &str) -> Option<Self> {
        Self::read_any(text.trim()).filter(|day| day.0.year() >= 1900)
    }

    fn read_any(text: &str) -> Option<Self> {
        if let Ok(day) = text.parse() {
            return Some(day);
        }
        let mut parts = text.split('.').map(str::trim);
        let (d, m, y) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || y.len() != 4 {
            return None;
        }
        Self::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2019-07-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = jiff::Error;
    /// Takes exactly `2019-07-31`.
    fn from_str(s: &str) -> Result<Self, jiff::Error> {
        if s.len() != 10 {
            return Err(jiff::Error::from_args(format_args!("a day is written YYYY-MM-DD")));
        }
        s.parse().map(Self)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date"})
    }
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Instant;
    /// Today in Europe/Berlin.
    fn today(&self) -> Day {
        self.now().day()
    }
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    fn now(&self) -> Instant {
        Instant(Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until it is set: for tests and the demo's past.
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Stands at this instant.
    pub const fn at(now: Instant) -> Self {
        Self(AtomicI64::new(now.0))
    }
    /// Stands at noon UTC of a day.
    pub fn noon(day: Day) -> Self {
        Self::at(day.end().plus_seconds(-12 * 3600))
    }
    /// Moves to another instant.
    pub fn set(&self, now: Instant) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(feature = "sql")]
mod sql {
    //! Instants are integer microseconds on SQLite (text timestamps sort
    //! wrongly) and `timestamptz` on PostgreSQL; days are ISO text and `date`.
    use super::{Date, Day, Instant};
    use sqlx::{
        Decode, Encode, Postgres, Sqlite, Type,
        encode::IsNull,
        error::BoxDynError,
        postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef},
        sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef},
    };
    use time::OffsetDateTime;

    impl Type<Sqlite> for Instant {
        fn type_info() -> SqliteTypeInfo {
            <i64 as Type<Sqlite>>::type_info()
        }
        fn compatible(ty: &SqliteTypeInfo) -> bool {
            <i64 as Type<Sqlite>>::compatible(ty)
        }
    }
    impl Encode<'_, Sqlite> for Instant {
        fn encode_by_ref(&self, buf: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
            Encode::<Sqlite>::encode_by_ref(&self.0, buf)
        }
    }
    impl<'r> Decode<'r, Sqlite> for Instant {
        fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
            <i64 as Decode<Sqlite>>::decode(value).map(Self)
        }
    }
    impl Type<Postgres> for Instant {
        fn type_info() -> PgTypeInfo {
            <OffsetDateTime as Type<Postgres>>::type_info()
        }
    }
    impl Encode<'_, Postgres> for Instant {
        fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)?;
            Encode::<Postgres>::encode_by_ref(&at, buf)
        }
    }
    impl<'r> Decode<'r, Postgres> for Instant {
        fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
            let at = <OffsetDateTime as Decode<Postgres>>::decode(value)?;
            Ok(Self(i64::try_from(at.unix_timestamp_nanos() / 1000)?))
        }
    }

    impl Type<Sqlite> for Day {
        fn type_info() -> SqliteTypeInfo {
            <String as Type<Sqlite>>::type_info()
        }
        fn compatible(ty: &SqliteTypeInfo) -> bool {
            <String as Type<Sqlite>>::compatible(ty)
        }
    }
    impl Encode<'_, Sqlite> for Day {
        fn encode_by_ref(&self, buf: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
            Encode::<Sqlite>::encode(self.to_string(), buf)
        }
    }
    impl<'r> Decode<'r, Sqlite> for Day {
        fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
            Ok(<&str as Decode<Sqlite>>::decode(value)?.parse()?)
        }
    }
    impl Type<Postgres> for Day {
        fn type_info() -> PgTypeInfo {
            <time::Date as Type<Postgres>>::type_info()
        }
    }
    impl Encode<'_, Postgres> for Day {
        fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
            let month = time::Month::try_from(u8::try_from(self.0.month())?)?;
            let day = u8::try_from(self.0.day())?;
            let date = time::Date::from_calendar_date(i32::from(self.0.year()), month, day)?;
            Encode::<Postgres>::encode_by_ref(&date, buf)
        }
    }
    impl<'r> Decode<'r, Postgres> for Day {
        fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
            let d = <time::Date as Decode<Postgres>>::decode(value)?;
            let (year, month, day) = (i16::try_from(d.year())?, u8::from(d.month()), d.day());
            Ok(Self(Date::new(year, i8::try_from(month)?, i8::try_from(day)?)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_ends_at_midnight_in_berlin_winter_and_summer() {
        let winter = Day::new(2019, 1, 31).expect("exists").end();
        let summer = Day::new(2019, 7, 31).expect("exists").end();
        assert_eq!(winter.to_string(), "2019-01-31T23:00:00Z");
        assert_eq!(summer.to_string(), "2019-07-31T22:00:00Z");
        assert_eq!(winter.plus_seconds(-1).day(), Day::new(2019, 1, 31).expect("exists"));
    }

    #[test]
    fn a_day_reads_as_people_type_it_and_never_guesses() {
        let day = Day::new(2019, 7, 3);
        assert_eq!(Day::read("2019-07-03"), day);
        assert_eq!(Day::read(" 3.7.2019 "), day);
        for wrong in ["30.2.2019", "3.7.19", "2019-7-3", "07/03/2019", "0020-07-03", "3.7.0202", ""] {
            assert_eq!(Day::read(wrong), None, "{wrong}");
        }
    }
}
