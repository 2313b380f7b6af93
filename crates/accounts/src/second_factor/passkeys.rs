//! Passkeys (WebAuthn), as far as the outside format goes: what the browser is
//! asked, and whether its answer is right. The device has to make sure that it is its
//! owner who uses it (PIN, fingerprint, face), so a stolen key alone opens nothing.

use base::PersonId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::{Error, Result};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

/// What the browser is asked, and what its answer is compared with: the latter never
/// leaves the server.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ceremony {
    /// For `navigator.credentials`.
    pub(super) asked: Value,
    /// For the comparison.
    pub(super) state: Value,
}

/// Who asks: this installation under its address. `None` where the address is no
/// name, such as an IP address: passkeys are bound to names.
pub(super) fn party(base_url: &str) -> Option<Webauthn> {
    let origin = Url::parse(base_url).ok()?;
    let name = origin.domain()?;
    WebauthnBuilder::new(name, &origin).ok()?.rp_name("klappt").build().ok()
}

/// A passkey as it is kept, and the name its device knows it by.
#[derive(Clone, Debug)]
pub(super) struct Credential {
    pub(super) id: String,
    pub(super) text: String,
}

/// Asks for a new passkey of somebody; those they have are left out.
pub(super) fn ask_new(
    party: &Webauthn,
    person: PersonId,
    email: &str,
    name: &str,
    have: &[String],
) -> Result<Ceremony> {
    let have = have
        .iter()
        .map(|text| read(text).map(|p: Passkey| p.cred_id().clone()))
        .collect::<Result<Vec<_>>>()?;
    let (asked, state) =
        party.start_passkey_registration(person.uuid(), email, name, Some(have)).map_err(|e| bug(&e))?;
    let mut asked = options(&asked)?;
    // Where the device can, it remembers whose passkey it is: then nobody has to be named
    // to sign in with it. Security keys that are full still serve as a second factor.
    if let Some(choice) = asked.get_mut("authenticatorSelection").and_then(Value::as_object_mut) {
        choice.insert("residentKey".to_owned(), "preferred".into());
    }
    Ok(Ceremony { asked, state: write(&state)? })
}

/// The new passkey; `None` when the answer is not what was asked for.
pub(super) fn take_new(party: &Webauthn, state: &str, answer: &str) -> Result<Option<Credential>> {
    let state: PasskeyRegistration = read(state)?;
    let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else { return Ok(None) };
    let Ok(passkey) = party.finish_passkey_registration(&answer, &state) else { return Ok(None) };
    kept(&passkey).map(Some)
}

/// Asks for one of somebody's passkeys.
pub(super) fn ask(party: &Webauthn, have: &[String]) -> Result<Ceremony> {
    let have = have.iter().map(|text| read(text)).collect::<Result<Vec<Passkey>>>()?;
    let (asked, state) = party.start_passkey_authentication(&have).map_err(|e| bug(&e))?;
    Ok(Ceremony { asked: options(&asked)?, state: write(&state)? })
}

/// Which of somebody's passkeys has answered, as it is to be kept from now on; `None`
/// when none of them has. A counter that went back is refused: the key was copied.
pub(super) fn take(
    party: &Webauthn,
    state: &str,
    answer: &str,
    have: &[String],
) -> Result<Option<Credential>> {
    let state: PasskeyAuthentication = read(state)?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(None) };
    let Ok(proven) = party.finish_passkey_authentication(&answer, &state) else { return Ok(None) };
    for text in have {
        let mut passkey: Passkey = read(text)?;
        if passkey.update_credential(&proven).is_some() {
            return kept(&passkey).map(Some);
        }
    }
    Ok(None)
}

/// Asks for any passkey of this installation: the device says whose it is.
pub(super) fn ask_anybody(party: &Webauthn) -> Result<Ceremony> {
    let (asked, state) = party.start_discoverable_authentication().map_err(|e| bug(&e))?;
    Ok(Ceremony { asked: options(&asked)?, state: write(&state)? })
}

/// Whose passkey an answer claims to be, and which: to be looked up, not to be believed.
pub(super) fn claimed(party: &Webauthn, answer: &str) -> Option<(PersonId, String)> {
    let answer: PublicKeyCredential = serde_json::from_str(answer).ok()?;
    let (person, credential) = party.identify_discoverable_authentication(&answer).ok()?;
    Some((PersonId::from_uuid(person), hex::encode(credential)))
}

/// Whether this passkey has answered what anybody was asked: as it is to be kept from now
/// on, or `None`.
pub(super) fn take_of_anybody(
    party: &Webauthn,
    state: &str,
    answer: &str,
    have: &str,
) -> Result<Option<Credential>> {
    let state: DiscoverableAuthentication = read(state)?;
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else { return Ok(None) };
    let mut passkey: Passkey = read(have)?;
    let key = DiscoverableKey::from(&passkey);
    let Ok(proven) = party.finish_discoverable_authentication_v2(&answer, state, &key) else {
        return Ok(None);
    };
    if passkey.update_credential(&proven).is_none() {
        return Ok(None);
    }
    kept(&passkey).map(Some)
}

fn kept(passkey: &Passkey) -> Result<Credential> {
    let text = serde_json::to_string(passkey).map_err(|e| Error::Bug(e.to_string()))?;
    Ok(Credential { id: hex::encode(passkey.cred_id()), text })
}

/// The part of a question that `navigator.credentials` takes.
fn options(asked: &impl Serialize) -> Result<Value> {
    let mut asked = write(asked)?;
    Ok(asked.get_mut("publicKey").map(Value::take).unwrap_or_default())
}

fn write(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|e| Error::Bug(e.to_string()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Bug(format!("a passkey as it was kept: {e}")))
}

fn bug(error: &WebauthnError) -> Error {
    Error::Bug(format!("a passkey could not be asked for: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{FixedClock, Instant, Seeded};

    #[test]
    fn passkeys_are_bound_to_a_name_and_not_to_a_number() {
        assert!(party("https://klappt.kreis.example").is_some());
        assert!(party("http://localhost:8080").is_some());
        assert!(party("http://127.0.0.1:8080").is_none());
        assert!(party("").is_none());
    }

    #[test]
    fn the_browser_is_asked_for_a_verified_owner_and_nonsense_is_no_answer() {
        let party = party("https://klappt.kreis.example").expect("a name");
        let person = PersonId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(1));
        let ceremony = ask_new(&party, person, "anna@kleve.example", "Anna", &[]).expect("asked");
        assert_eq!(ceremony.asked["rp"]["id"], "klappt.kreis.example");
        assert_eq!(ceremony.asked["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(ceremony.asked["authenticatorSelection"]["residentKey"], "preferred");
        let anybody = ask_anybody(&party).expect("asked");
        assert_eq!(anybody.asked["userVerification"], "required");
        assert_eq!(anybody.asked["allowCredentials"].as_array().map_or(0, Vec::len), 0, "nobody is named");
        assert_eq!(claimed(&party, "{}"), None);
        let state = ceremony.state.to_string();
        for answer in ["", "{}", "[1]", "{\"id\": \"x\"}"] {
            assert!(take_new(&party, &state, answer).expect("compared").is_none(), "{answer}");
        }
    }
}
