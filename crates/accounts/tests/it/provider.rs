//! A provider on this machine that signs with keys of its own, and lies when told to.

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base::Clock;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};
use testkit::{Answer, Client, TestApp};

/// What klappt is called there, and its secret.
pub const CLIENT: &str = "klappt";
pub const SECRET: &str = "kanarie-secret-of-the-client";

/// What the provider does when it is asked.
pub struct Says {
    /// Claims of the token that take the place of the true ones; `null` leaves one out.
    pub token: Value,
    /// What it says when asked who somebody is; `null`: nothing.
    pub userinfo: Value,
    /// The key it signs with, and the one it shows.
    pub signs_with: u8,
    pub shows: u8,
    /// The algorithm its token names.
    pub algorithm: &'static str,
    /// Answers instead of tokens, with this status and body.
    pub instead: Option<(u16, Value)>,
    /// The issuer it calls itself.
    pub issuer: Option<String>,
    /// How often each place was asked.
    pub asked: HashMap<&'static str, usize>,
    nonce: String,
    challenge: String,
    now: i64,
}

#[derive(Clone)]
pub struct Provider {
    pub url: String,
    says: Arc<Mutex<Says>>,
}

fn key(number: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[number; 32]).expect("a key")
}

/// Base64 for addresses, without padding (RFC 4648).
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            out.push(char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    out
}

impl Provider {
    /// Starts one. It knows one person, whose claims tests change.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let says = Says {
            token: json!({}),
            userinfo: Value::Null,
            signs_with: 1,
            shows: 1,
            algorithm: "EdDSA",
            instead: None,
            issuer: None,
            asked: HashMap::new(),
            nonce: String::new(),
            challenge: String::new(),
            now: 0,
        };
        let provider = Self { url, says: Arc::new(Mutex::new(says)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/jwks", get(keys))
            .route("/token", post(tokens))
            .route("/userinfo", get(userinfo))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn says(&self) -> MutexGuard<'_, Says> {
        self.says.lock().expect("whole")
    }
    /// Claims of its next tokens.
    pub fn tells(&self, claims: Value) {
        self.says().token = claims;
    }
    fn count(&self, place: &'static str) {
        *self.says().asked.entry(place).or_default() += 1;
    }

    /// Sets out for the provider; answers the cookie and what comes along in the address.
    pub async fn set_out(&self, app: &TestApp, next: &str) -> (String, HashMap<String, String>) {
        let sent = app.visitor().get(&format!("/sign-in/sso?next={next}")).await.is(303);
        let to = url::Url::parse(&sent.location()).expect("an address");
        assert_eq!(to.path(), "/authorize");
        let asked: HashMap<String, String> = to.query_pairs().into_owned().collect();
        let mut says = self.says();
        says.nonce.clone_from(&asked["nonce"]);
        says.challenge.clone_from(&asked["code_challenge"]);
        says.now = app.clock.now().micros() / 1_000_000;
        drop(says);
        let cookie = sent.header("set-cookie").to_owned();
        for part in ["__Host-klappt-sso=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        (cookie.split(';').next().expect("a pair").to_owned(), asked)
    }

    /// Goes there and comes back with a code.
    pub async fn sign_in(&self, app: &TestApp) -> Answer {
        let (cookie, asked) = self.set_out(app, "/account").await;
        back(app, &cookie, &format!("code=kanarie-code&state={}", asked["state"])).await
    }
}

/// Comes back from the provider in a browser with this cookie.
pub async fn back(app: &TestApp, cookie: &str, query: &str) -> Answer {
    app.visitor().with("cookie", cookie).get(&format!("/sign-in/sso/callback?{query}")).await
}

/// The browser of whoever was let in.
pub fn let_in(app: &TestApp, answer: &Answer) -> Client {
    app.client(Some(crate::world::cookie(answer)))
}

async fn describe(State(provider): State<Provider>) -> Json<Value> {
    provider.count("description");
    let url = &provider.url;
    let issuer = provider.says().issuer.clone().unwrap_or_else(|| url.clone());
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "end_session_endpoint": format!("{url}/end"),
        "jwks_uri": format!("{url}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    }))
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    provider.count("keys");
    let number = provider.says().shows;
    let public = base64(key(number).public_key().as_ref());
    Json(json!({"keys": [{
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": number.to_string(), "x": public,
    }]}))
}

async fn tokens(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    provider.count("tokens");
    let says = provider.says();
    if let Some((status, body)) = &says.instead {
        let status = StatusCode::from_u16(*status).expect("a status");
        return (status, [(header::LOCATION, format!("{}/userinfo", provider.url))], Json(body.clone()))
            .into_response();
    }
    assert!(headers[header::AUTHORIZATION].to_str().expect("text").starts_with("Basic "));
    assert_eq!(form["redirect_uri"], "http://localhost:8080/sign-in/sso/callback");
    let challenge = base64(&Sha256::digest(form["code_verifier"].as_bytes()));
    if challenge != says.challenge || form["code"] != "kanarie-code" {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response();
    }
    let mut claims = json!({
        "iss": provider.url, "aud": CLIENT, "sub": "kanarie-sub", "nonce": says.nonce,
        "iat": says.now, "exp": says.now + 300,
        "email": "anna@kleve.example", "email_verified": true, "name": "Anna Ait", "groups": [],
    });
    let into: &mut Map<String, Value> = claims.as_object_mut().expect("an object");
    for (name, value) in says.token.as_object().expect("an object") {
        if value.is_null() {
            into.remove(name)
        } else {
            into.insert(name.clone(), value.clone())
        };
    }
    let token = signed(&says, &claims);
    Json(json!({"access_token": "kanarie-access", "token_type": "Bearer", "id_token": token})).into_response()
}

fn signed(says: &Says, claims: &Value) -> String {
    let head = json!({"alg": says.algorithm, "kid": says.signs_with.to_string()});
    let text = format!("{}.{}", base64(head.to_string().as_bytes()), base64(claims.to_string().as_bytes()));
    let signature = match says.algorithm {
        "HS256" => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
            ring::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
        }
        "none" => Vec::new(),
        _ => key(says.signs_with).sign(text.as_bytes()).as_ref().to_vec(),
    };
    format!("{text}.{}", base64(&signature))
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    provider.count("userinfo");
    assert_eq!(headers[header::AUTHORIZATION], "Bearer kanarie-access");
    match &provider.says().userinfo {
        Value::Null => StatusCode::NOT_FOUND.into_response(),
        told => Json(told.clone()).into_response(),
    }
}
