//! The master keys: kept outside the database, in a file or at the end of a command
//! that hands them out. What they seal opens only at its own place.
//!
//! A keys' text has one line for each key, `NUMBER HEX`; lines that begin with `#` are
//! for people. The highest number seals, all of them open: so keys change without a
//! pause. Whoever loses them loses what they sealed.

use crate::{Error, Result};
use base::Chance;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;
use std::{
    collections::BTreeMap,
    fmt::{self, Write},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

/// XChaCha20-Poly1305 with a random nonce of 24 bytes: the first byte of whatever is
/// sealed, so that another way of sealing can take its place one day.
const XCHACHA: u8 = 1;
const NONCE: usize = 24;

/// 32 random bytes that seal. Never shown, wiped when dropped.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// A new one.
    pub fn random(chance: &dyn Chance) -> Self {
        let mut bytes = [0; 32];
        chance.fill(&mut bytes);
        Self(bytes)
    }

    /// One that was sealed or derived before; `None` unless it has 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// Its bytes, to be sealed under another key or handed to an algorithm.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key that belongs to one purpose, derived by HKDF-SHA-256 (RFC 5869).
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Self {
        let mut bytes = [0; 32];
        // 32 bytes are always within what HKDF-SHA-256 can give.
        Hkdf::<Sha256>::new(None, &self.0).expand(purpose.as_bytes(), &mut bytes).unwrap_or_default();
        Self(bytes)
    }

    /// Seals a value; `bound` has to be the same when it is opened.
    ///
    /// # Errors
    /// `Bug` when the value is longer than 256 GiB.
    pub fn seal(&self, chance: &dyn Chance, bound: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        chance.fill(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(&nonce.into(), Payload { msg: plain, aad: bound })
            .map_err(|_| Error::Bug("a value could not be sealed".to_owned()))?;
        Ok([&[XCHACHA], nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed under this key and bound to the same; `None` for anything else.
    pub fn open(&self, bound: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (&XCHACHA, rest) = sealed.split_first()? else { return None };
        let (nonce, text) = rest.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        self.cipher().decrypt(&nonce.into(), Payload { msg: text, aad: bound }).ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Where a sealed value lies. It opens nowhere else: not in another alliance's row,
/// not in another row, column or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The alliance, where the row belongs to one.
    pub tenant: Option<Uuid>,
    /// The table.
    pub table: &'a str,
    /// The row.
    pub row: Uuid,
    /// The column.
    pub column: &'a str,
}

impl Place<'_> {
    /// As bytes to bind a sealed value to. Different places never give the same.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"klappt place 1".to_vec();
        out.push(u8::from(self.tenant.is_some()));
        out.extend(self.tenant.unwrap_or_default().as_bytes());
        out.extend(self.row.as_bytes());
        for name in [self.table, self.column] {
            out.extend((name.len() as u64).to_be_bytes());
            out.extend(name.as_bytes());
        }
        out
    }
}

/// All master keys at hand. Clones share them; never shown.
#[derive(Clone)]
pub struct Keys(Arc<RwLock<BTreeMap<u32, Key>>>);

/// Why a keys' text cannot be used. Says the line, never what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysError {
    /// No key in it.
    Empty,
    /// That line is no number with 64 hexadecimal digits.
    Unreadable(usize),
    /// That number was given before.
    Twice(u32),
    /// That number stands for another key than the one at hand.
    Other(u32),
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "Es steht kein Schlüssel darin."),
            Self::Unreadable(line) => {
                write!(f, "Zeile {line} ist kein Schlüssel. Erwartet: eine Nummer und 64 Hexadezimalziffern.")
            }
            Self::Twice(number) => write!(f, "Die Nummer {number} steht zweimal darin."),
            Self::Other(number) => {
                write!(f, "Unter der Nummer {number} steht ein anderer Schlüssel als bisher.")
            }
        }
    }
}

impl std::error::Error for KeysError {}

impl Keys {
    /// One new key, number 1.
    pub fn new(chance: &dyn Chance) -> Self {
        Self::of(BTreeMap::from([(1, Key::random(chance))]))
    }

    fn of(keys: BTreeMap<u32, Key>) -> Self {
        Self(Arc::new(RwLock::new(keys)))
    }

    fn held(&self) -> RwLockReadGuard<'_, BTreeMap<u32, Key>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// From their text.
    ///
    /// # Errors
    /// [`KeysError`], with the line.
    pub fn parse(text: &str) -> std::result::Result<Self, KeysError> {
        let mut keys = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let unreadable = KeysError::Unreadable(at + 1);
            let (number, digits) = line.split_once(' ').ok_or(unreadable.clone())?;
            let number: u32 = number.parse().map_err(|_| unreadable.clone())?;
            let mut bytes = Zeroizing::new([0; 32]);
            hex::decode_to_slice(digits.trim(), bytes.as_mut_slice()).map_err(|_| unreadable)?;
            if keys.insert(number, Key(*bytes)).is_some() {
                return Err(KeysError::Twice(number));
            }
        }
        if keys.is_empty() { Err(KeysError::Empty) } else { Ok(Self::of(keys)) }
    }

    /// The same keys and a new one that seals from now on.
    #[must_use]
    pub fn with_new(&self, chance: &dyn Chance) -> Self {
        let mut keys = self.held().clone();
        keys.insert(self.newest() + 1, Key::random(chance));
        Self::of(keys)
    }

    /// Takes up the keys a later text brings, here and in every clone, while work goes on.
    /// Keys at hand stay, also those it leaves out. Answers whether there were new ones.
    ///
    /// # Errors
    /// [`KeysError::Other`] when a number stands for another key there; nothing is taken up.
    pub fn take_up(&self, later: &Self) -> std::result::Result<bool, KeysError> {
        // Copied first: the later ones may be these themselves.
        let later = later.held().clone();
        let mut keys = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let other = later.iter().find(|(number, key)| keys.get(number).is_some_and(|held| held.0 != key.0));
        if let Some((number, _)) = other {
            return Err(KeysError::Other(*number));
        }
        let before = keys.len();
        keys.extend(later);
        Ok(keys.len() > before)
    }

    /// As text, to be kept in a file that nobody else can read.
    pub fn text(&self) -> Zeroizing<String> {
        let mut out = String::from(
            "# Hauptschlüssel von klappt. Getrennt von der Datenbank und ihren Sicherungen aufbewahren:\n\
             # Ohne sie lässt sich nicht mehr lesen, was mit ihnen verschlüsselt wurde.\n",
        );
        for (number, key) in self.held().iter() {
            let digits = Zeroizing::new(hex::encode(key.0));
            writeln!(out, "{number} {}", *digits).ok();
        }
        Zeroizing::new(out)
    }

    /// The number of the key that seals.
    pub fn newest(&self) -> u32 {
        self.held().last_key_value().map_or(0, |(number, _)| *number)
    }

    /// The numbers of all keys, ascending.
    pub fn numbers(&self) -> Vec<u32> {
        self.held().keys().copied().collect()
    }

    /// The key for one purpose, derived from the newest master key, and its number.
    pub fn derive(&self, purpose: &str) -> (u32, Key) {
        let number = self.newest();
        // There is always one: whoever makes `Keys` puts one in.
        let key = self.derive_of(number, purpose).unwrap_or(Key([0; 32]));
        (number, key)
    }

    /// The key for one purpose, derived from the master key of that number.
    pub fn derive_of(&self, number: u32, purpose: &str) -> Option<Key> {
        self.held().get(&number).map(|key| key.derive(purpose))
    }

    /// Seals a value for its place under the newest key.
    ///
    /// # Errors
    /// As [`Key::seal`].
    pub fn seal(&self, chance: &dyn Chance, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>> {
        let (number, key) = self.derive(SEALING);
        let sealed = key.seal(chance, &place.bytes(), plain)?;
        Ok([number.to_be_bytes().as_slice(), &sealed].concat())
    }

    /// What was sealed for this place; `None` for anything else, or when its key is gone.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let number = Self::number_of(sealed)?;
        self.derive_of(number, SEALING)?.open(&place.bytes(), sealed.get(4..)?)
    }

    /// The number of the key a value was sealed under.
    pub fn number_of(sealed: &[u8]) -> Option<u32> {
        Some(u32::from_be_bytes(sealed.get(..4)?.try_into().ok()?))
    }
}

const SEALING: &str = "klappt sealing 1";

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({:?})", self.numbers())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    const HERE: Place<'_> = Place { tenant: Some(Uuid::nil()), table: "t", row: Uuid::max(), column: "c" };

    #[test]
    fn what_is_sealed_opens_only_at_its_place() {
        let (chance, keys) = (Seeded::fixed(1), Keys::new(&Seeded::fixed(2)));
        let sealed = keys.seal(&chance, &HERE, b"geheim").expect("sealed");
        assert_eq!(keys.open(&HERE, &sealed).expect("opened").as_slice(), b"geheim");
        for elsewhere in [
            Place { tenant: None, ..HERE },
            Place { tenant: Some(Uuid::max()), ..HERE },
            Place { table: "tc", column: "", ..HERE },
            Place { table: "u", ..HERE },
            Place { row: Uuid::nil(), ..HERE },
            Place { column: "d", ..HERE },
        ] {
            assert!(keys.open(&elsewhere, &sealed).is_none(), "{elsewhere:?}");
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let keys = Keys::new(&Seeded::fixed(2));
        let sealed = keys.seal(&Seeded::fixed(1), &HERE, b"geheim").expect("sealed");
        for bit in 0..sealed.len() * 8 {
            let mut broken = sealed.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert!(keys.open(&HERE, &broken).is_none(), "bit {bit}");
        }
        for end in 0..sealed.len() {
            assert!(keys.open(&HERE, &sealed[..end]).is_none(), "{end} bytes");
        }
    }

    #[test]
    fn older_keys_still_open_and_the_newest_seals() {
        let old = Keys::new(&Seeded::fixed(2));
        let sealed = old.seal(&Seeded::fixed(1), &HERE, b"x").expect("sealed");
        let both = Keys::parse(&old.with_new(&Seeded::fixed(3)).text()).expect("readable");
        assert_eq!((both.numbers(), both.newest()), (vec![1, 2], 2));
        assert!(both.open(&HERE, &sealed).is_some());
        let anew = both.seal(&Seeded::fixed(1), &HERE, b"x").expect("sealed");
        assert_eq!(Keys::number_of(&anew), Some(2));
        assert!(old.open(&HERE, &anew).is_none());
    }

    #[test]
    fn a_later_text_is_taken_up_by_every_clone_and_drops_no_key() {
        let keys = Keys::new(&Seeded::fixed(2));
        let clone = keys.clone();
        let later = keys.with_new(&Seeded::fixed(3));
        let sealed = later.seal(&Seeded::fixed(1), &HERE, b"x").expect("sealed");
        assert!(clone.open(&HERE, &sealed).is_none());
        assert_eq!(keys.take_up(&later), Ok(true));
        assert!(clone.open(&HERE, &sealed).is_some());
        assert_eq!((clone.newest(), keys.take_up(&later)), (2, Ok(false)));
        assert_eq!(keys.take_up(&clone), Ok(false), "themselves");
        let first = Keys::new(&Seeded::fixed(2));
        assert_eq!((keys.take_up(&first), keys.numbers()), (Ok(false), vec![1, 2]));
        let others = Keys::new(&Seeded::fixed(9)).with_new(&Seeded::fixed(3)).with_new(&Seeded::fixed(4));
        assert_eq!((keys.take_up(&others), keys.numbers()), (Err(KeysError::Other(1)), vec![1, 2]));
    }

    #[test]
    fn a_text_that_is_none_is_refused_with_its_line() {
        let digits = "ab".repeat(32);
        assert_eq!(Keys::parse("# nichts\n").err(), Some(KeysError::Empty));
        assert_eq!(
            Keys::parse(&format!("1 {digits}\n2 {}", &digits[2..])).err(),
            Some(KeysError::Unreadable(2))
        );
        assert_eq!(Keys::parse(&format!("1 {digits}\n1 {digits}")).err(), Some(KeysError::Twice(1)));
    }

    #[test]
    fn keys_are_never_shown() {
        let keys = Keys::new(&Seeded::fixed(2));
        let text = keys.text();
        let digits = text.lines().last().and_then(|l| l.split_once(' ')).expect("a key").1;
        let (_, key) = keys.derive("x");
        assert!(!format!("{keys:?} {key:?}").contains(&digits[..8]));
    }

    /// RFC 5869 has no case without salt and with 32 bytes of key; this one was worked
    /// out with Python's hmac: HMAC(HMAC(32 zero bytes, 32 bytes 0x0b), "purpose" 0x01).
    #[test]
    fn derived_keys_follow_the_rfc() {
        let key = Key([0x0b; 32]).derive("purpose");
        assert_eq!(
            hex::encode(key.bytes()),
            "a91633b5045e34a21acc75c1689d0a3539fbd0f43375c96cfab5fb7e85096df0"
        );
    }
}
