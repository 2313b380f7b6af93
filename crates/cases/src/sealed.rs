//! Encrypted columns: a value that the database sees only sealed, and that opens only
//! with the key of the person it tells about, at the very place it was sealed for.

use base::{AllianceId, Chance, Day, ParticipantId};
use std::{fmt, marker::PhantomData};
use store::{Error, Key, Place, Result};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What can be sealed.
pub trait Content: Sized {
    /// As bytes.
    fn to_plain(&self) -> Zeroizing<Vec<u8>>;
    /// From such bytes; `None` when they are none.
    fn from_plain(plain: &[u8]) -> Option<Self>;
}

impl Content for String {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.as_bytes().to_vec())
    }
    fn from_plain(plain: &[u8]) -> Option<Self> {
        std::str::from_utf8(plain).ok().map(str::to_owned)
    }
}

impl Content for Day {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.to_string().into_bytes())
    }
    fn from_plain(plain: &[u8]) -> Option<Self> {
        std::str::from_utf8(plain).ok()?.parse().ok()
    }
}

/// One encrypted column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub name: &'static str,
}

/// The key of one person. Everything sealed with it is bound to the person's alliance.
/// Never shown, wiped when dropped.
pub struct PersonKey {
    key: Key,
    alliance: AllianceId,
    participant: ParticipantId,
}

impl PersonKey {
    /// The key of that person.
    pub(crate) fn new(key: Key, alliance: AllianceId, participant: ParticipantId) -> Self {
        Self { key, alliance, participant }
    }
    pub(crate) fn key(&self) -> &Key {
        &self.key
    }
    /// Whose key it is.
    pub fn participant(&self) -> ParticipantId {
        self.participant
    }
    /// The bytes a value at this place is bound to.
    fn bound(&self, column: Column, row: Uuid) -> Vec<u8> {
        let tenant = Some(self.alliance.uuid());
        Place { tenant, table: column.table, row, column: column.name }.bytes()
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

/// A sealed value, as it lies in a `bytea` column. Its first byte names the algorithm.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed<T> {
    bytes: Vec<u8>,
    content: PhantomData<fn() -> T>,
}

impl<T: Content> Sealed<T> {
    /// Seals a value for this column of this row.
    pub fn seal(key: &PersonKey, chance: &dyn Chance, column: Column, row: Uuid, value: &T) -> Result<Self> {
        let bytes = key.key.seal(chance, &key.bound(column, row), &value.to_plain())?;
        Ok(Self::from_bytes(bytes))
    }

    /// Opens it at this column of this row.
    ///
    /// # Errors
    /// `Bug` when it is not what was sealed there under this key. Says the place, no value.
    pub fn open(&self, key: &PersonKey, column: Column, row: Uuid) -> Result<T> {
        key.key
            .open(&key.bound(column, row), &self.bytes)
            .and_then(|plain| T::from_plain(&plain))
            .ok_or_else(|| Error::Bug(format!("{}.{} of {row} does not open", column.table, column.name)))
    }
}

impl<T> Sealed<T> {
    /// As it was read from somewhere else than a column.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, content: PhantomData }
    }
    /// As it lies in the column.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

mod sql {
    //! Both engines keep a sealed value as bytes.
    use super::Sealed;
    use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

    impl<T, DB: Database> Type<DB> for Sealed<T>
    where
        Vec<u8>: Type<DB>,
    {
        fn type_info() -> DB::TypeInfo {
            <Vec<u8> as Type<DB>>::type_info()
        }
        fn compatible(ty: &DB::TypeInfo) -> bool {
            <Vec<u8> as Type<DB>>::compatible(ty)
        }
    }

    impl<'q, T, DB: Database> Encode<'q, DB> for Sealed<T>
    where
        Vec<u8>: Encode<'q, DB>,
    {
        fn encode_by_ref(&self, buf: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
            <Vec<u8> as Encode<'q, DB>>::encode_by_ref(&self.bytes, buf)
        }
    }

    impl<'r, T, DB: Database> Decode<'r, DB> for Sealed<T>
    where
        Vec<u8>: Decode<'r, DB>,
    {
        fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
            <Vec<u8> as Decode<'r, DB>>::decode(value).map(Self::from_bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;
    use proptest::prelude::*;

    const NAME: Column = Column { table: "participant", name: "name_sealed" };

    fn alliance(n: u128) -> AllianceId {
        AllianceId::from_uuid(Uuid::from_u128(n))
    }

    fn person(n: u128) -> ParticipantId {
        ParticipantId::from_uuid(Uuid::from_u128(n))
    }

    /// The same bytes of key for persons of two alliances: what then keeps values apart is
    /// the place alone.
    fn key_of(alliance: AllianceId, seed: u64) -> PersonKey {
        PersonKey::new(Key::random(&Seeded::fixed(seed)), alliance, person(1))
    }

    fn sealed(text: &str) -> (PersonKey, Sealed<String>) {
        let key = key_of(alliance(1), 1);
        let sealed = Sealed::seal(&key, &Seeded::fixed(9), NAME, Uuid::from_u128(1), &text.to_owned());
        (key, sealed.expect("sealed"))
    }

    #[test]
    fn a_value_moved_to_another_alliance_does_not_open() {
        let (_, value) = sealed("Amina");
        assert!(value.open(&key_of(alliance(1), 1), NAME, Uuid::from_u128(1)).is_ok());
        assert!(value.open(&key_of(alliance(2), 1), NAME, Uuid::from_u128(1)).is_err());
    }

    #[test]
    fn a_value_moved_to_another_table_does_not_open() {
        let (key, value) = sealed("Amina");
        let elsewhere = Column { table: "participant_history", ..NAME };
        assert!(value.open(&key, elsewhere, Uuid::from_u128(1)).is_err());
    }

    #[test]
    fn a_value_moved_to_another_row_does_not_open() {
        let (key, value) = sealed("Amina");
        assert!(value.open(&key, NAME, Uuid::from_u128(2)).is_err());
    }

    #[test]
    fn a_value_moved_to_another_column_does_not_open() {
        let (key, value) = sealed("Amina");
        assert!(value.open(&key, Column { name: "contact_sealed", ..NAME }, Uuid::from_u128(1)).is_err());
    }

    #[test]
    fn a_value_of_another_person_does_not_open() {
        let (_, value) = sealed("Amina");
        assert!(value.open(&key_of(alliance(1), 2), NAME, Uuid::from_u128(1)).is_err());
    }

    #[test]
    fn an_unknown_algorithm_is_refused() {
        let (key, value) = sealed("Amina");
        let mut bytes = value.as_bytes().to_vec();
        assert_eq!(bytes[0], 1);
        bytes[0] = 2;
        assert!(Sealed::<String>::from_bytes(bytes).open(&key, NAME, Uuid::from_u128(1)).is_err());
    }

    #[test]
    fn what_does_not_open_says_where_and_shows_nothing() {
        let (key, value) = sealed("Kanarie");
        let error = value.open(&key, NAME, Uuid::from_u128(2)).expect_err("another row");
        assert!(error.to_string().contains("participant.name_sealed"), "{error}");
        let shown = format!("{error} {error:?} {key:?} {value:?}");
        assert!(!shown.contains("Kanarie"), "{shown}");
    }

    proptest! {
        #[test]
        fn every_text_and_day_comes_back(text in ".{0,300}", seed: u64, year in 1900_i16..2100, month in 1_i8..=12) {
            let (key, row) = (key_of(alliance(3), seed), Uuid::from_u128(7));
            let chance = Seeded::fixed(seed ^ 1);
            let value = Sealed::seal(&key, &chance, NAME, row, &text).expect("sealed");
            prop_assert_eq!(value.open(&key, NAME, row).expect("opened"), text);
            let day = Day::new(year, month, 28).expect("a day");
            let value = Sealed::seal(&key, &chance, NAME, row, &day).expect("sealed");
            prop_assert_eq!(value.open(&key, NAME, row).expect("opened"), day);
        }

        #[test]
        fn any_flipped_bit_or_cut_end_is_noticed(text in ".{0,60}", at: prop::sample::Index, cut: prop::sample::Index) {
            let (key, value) = sealed(&text);
            let mut bytes = value.as_bytes().to_vec();
            let bit = at.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(Sealed::<String>::from_bytes(bytes).open(&key, NAME, Uuid::from_u128(1)).is_err());
            let short = &value.as_bytes()[..cut.index(value.as_bytes().len())];
            prop_assert!(Sealed::<String>::from_bytes(short.to_vec()).open(&key, NAME, Uuid::from_u128(1)).is_err());
        }

        #[test]
        fn any_other_place_does_not_open(
            tenant in 1_u128..4, row in 1_u128..4,
            table in prop::sample::select(vec!["participant", "participant_history", "p"]),
            column in prop::sample::select(vec!["name_sealed", "contact_sealed", "articipantname_sealed"]),
        ) {
            let (_, value) = sealed("Amina");
            let there = Column { table, name: column };
            let same = tenant == 1 && row == 1 && there == NAME;
            prop_assert_eq!(value.open(&key_of(alliance(tenant), 1), there, Uuid::from_u128(row)).is_ok(), same);
        }

        #[test]
        fn two_seals_of_one_value_differ(text in ".{0,60}") {
            let (key, row) = (key_of(alliance(1), 1), Uuid::from_u128(1));
            let chance = Seeded::fixed(5);
            let one = Sealed::seal(&key, &chance, NAME, row, &text).expect("sealed");
            let two = Sealed::seal(&key, &chance, NAME, row, &text).expect("sealed");
            prop_assert!(one != two);
        }
    }
}
