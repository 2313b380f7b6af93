//! The provider: where it sends people, and what it says of who came back. Signature,
//! issuer, audience, time and nonce of its token are verified by `openidconnect`.

use super::{
    fetch::{Fetch, NoAnswer},
    model::{Refusal, Setup, Unusable, address, groups, is_here, is_strong, may_ask, name},
    steps::Away,
};
use base::Instant;
use openidconnect::{
    AdditionalClaims, AuthType, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, StandardClaims, StandardErrorResponse,
    StandardTokenResponse, TokenResponse, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType,
        CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};
use url::Url;
use web::App;

/// Claims that have no name of their own in the standard.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct More(Map<String, Value>);
impl AdditionalClaims for More {}

type Fields = IdTokenFields<
    More,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Client = openidconnect::Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Signatures that are believed: made with the provider's own key, never with the
/// secret both sides know.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Addresses and keys of the provider are asked for anew after this long.
const KEPT_SECONDS: i64 = 10 * 60;

/// The provider as set up, and what it last said about itself.
pub(super) struct Provider {
    pub(super) setup: Setup,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    fetch: Fetch,
    known: Mutex<Option<(Instant, Arc<Known>)>>,
}

/// What the provider says about itself.
struct Known {
    client: Client,
    end_session: Option<String>,
}

/// What the provider says of somebody, verified.
#[derive(Debug)]
pub(super) struct Told {
    /// Names them there, for good.
    pub(super) subject: String,
    /// Confirmed, in lower case.
    pub(super) email: Option<String>,
    pub(super) name: String,
    pub(super) groups: Vec<String>,
    /// A second factor was seen there.
    pub(super) is_strong: bool,
}

/// Why there is nothing told: what to say, and a word for the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failure {
    pub(super) refusal: Refusal,
    pub(super) why: &'static str,
}

const fn away(why: &'static str) -> Failure {
    Failure { refusal: Refusal::Unreachable, why }
}

const fn untrusted(why: &'static str) -> Failure {
    Failure { refusal: Refusal::Untrusted, why }
}

impl Provider {
    pub(super) fn new(setup: Setup) -> Result<Self, Unusable> {
        let url = Url::parse(&setup.issuer).map_err(|_| Unusable::Issuer)?;
        let host = url.host_str().ok_or(Unusable::Issuer)?;
        let provider_is_here = is_here(host);
        if !may_ask(url.scheme(), host, provider_is_here) {
            return Err(Unusable::Issuer);
        }
        let redirect = RedirectUrl::new(format!("{}/sign-in/sso/callback", setup.base_url));
        Ok(Self {
            issuer: IssuerUrl::new(setup.issuer.clone()).map_err(|_| Unusable::Issuer)?,
            redirect: redirect.map_err(|_| Unusable::Issuer)?,
            fetch: Fetch::new(setup.authorities.as_deref(), provider_is_here)?,
            known: Mutex::new(None),
            setup,
        })
    }

    /// Where the browser is sent to prove who it is.
    pub(super) async fn authorize(self: &Arc<Self>, app: &App, step: &Away) -> Result<String, Failure> {
        let known = self.known(app, false).await?;
        let (state, nonce) = (CsrfToken::new(step.state.clone()), Nonce::new(step.nonce.clone()));
        let verifier = PkceCodeVerifier::new(step.verifier.clone());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut asked = known
            .client
            .authorize_url(flow, move || state, move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
            .add_scopes(self.setup.more_scopes.iter().cloned().map(Scope::new));
        for class in &self.setup.strong_acr {
            asked = asked.add_auth_context_value(AuthenticationContextClass::new(class.clone()));
        }
        let (url, _, _) = asked.url();
        Ok(url.into())
    }

    /// What the provider says of whoever brings this code, if it belongs to the step.
    pub(super) async fn redeem(
        self: &Arc<Self>,
        app: &App,
        code: String,
        step: &Away,
    ) -> Result<Told, Failure> {
        let known = self.known(app, false).await?;
        let (verifier, this) = (step.verifier.clone(), self.clone());
        let tokens = blocking(move || {
            let asked = known.client.exchange_code(AuthorizationCode::new(code));
            let asked = asked.map_err(|_| away("it names no token endpoint"))?;
            let asked = asked.set_pkce_verifier(PkceCodeVerifier::new(verifier));
            asked.request(&|request| this.fetch.call(request)).map_err(refused)
        })
        .await?;
        let known = self.known(app, false).await?;
        match self.told(app, known, &tokens, step).await {
            // It may have changed its keys meanwhile.
            Err(failure) if failure.why == NO_KEY => {
                let known = self.known(app, true).await?;
                self.told(app, known, &tokens, step).await
            }
            told => told,
        }
    }

    /// Where to end the session at the provider, if it says so.
    pub(super) async fn end_session(self: &Arc<Self>, app: &App) -> Option<String> {
        self.known(app, false).await.ok()?.end_session.clone()
    }

    /// What the provider says about itself, as it said it a few minutes ago or (`anew`) now.
    async fn known(self: &Arc<Self>, app: &App, anew: bool) -> Result<Arc<Known>, Failure> {
        let now = app.clock().now();
        if let Some((at, known)) = &*self.known.lock().unwrap_or_else(PoisonError::into_inner)
            && !anew
            && now < at.plus_seconds(KEPT_SECONDS)
        {
            return Ok(known.clone());
        }
        let this = self.clone();
        let known = Arc::new(blocking(move || this.discover()).await?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, known.clone()));
        Ok(known)
    }

    fn discover(&self) -> Result<Known, Failure> {
        use openidconnect::DiscoveryError::{Request, Validation};
        let said = ProviderMetadataWithLogout::discover(&self.issuer, &|request| self.fetch.call(request))
            .map_err(|error| match error {
                Request(NoAnswer(why)) => away(why),
                Validation(_) => untrusted("it calls itself something else"),
                _ => away("it does not describe itself"),
            })?;
        let methods = said.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|all| all.contains(&method));
        let in_body = !takes(CoreClientAuthMethod::ClientSecretBasic);
        let end_session = said.additional_metadata().end_session_endpoint.clone().and_then(|at| {
            let back = PostLogoutRedirectUrl::new(format!("{}/sign-in", self.setup.base_url)).ok()?;
            let asked = LogoutRequest::from(at).set_client_id(ClientId::new(self.setup.client_id.clone()));
            Some(asked.set_post_logout_redirect_uri(back).http_get_url().into())
        });
        let client = Client::from_provider_metadata(
            said,
            ClientId::new(self.setup.client_id.clone()),
            Some(ClientSecret::new(self.setup.client_secret.clone())),
        )
        .set_redirect_uri(self.redirect.clone())
        .set_auth_type(if in_body { AuthType::RequestBody } else { AuthType::BasicAuth });
        Ok(Known { client, end_session })
    }

    /// Verifies the token, and asks for what it does not say.
    async fn told(
        self: &Arc<Self>,
        app: &App,
        known: Arc<Known>,
        tokens: &Tokens,
        step: &Away,
    ) -> Result<Told, Failure> {
        let now = system_time(app.clock().now());
        let token = tokens.id_token().ok_or(untrusted("no token came"))?;
        let claims = {
            let verifier = known.client.id_token_verifier().set_allowed_algs(ALGORITHMS);
            let verifier = verifier.set_time_fn(move || now.into());
            token.claims(&verifier, &Nonce::new(step.nonce.clone())).map_err(|e| doubted(&e))?
        };
        let class = claims.auth_context_ref().map(|class| class.as_str());
        let methods = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str());
        let is_strong = is_strong(methods, class, &self.setup.strong_acr);
        let subject = claims.subject().clone();
        let in_token = claims.additional_claims();
        let mut who = Who {
            email: claims.email().map(|e| e.to_string()),
            confirmed: claims.email_verified(),
            names: [
                claims.name().and_then(|n| n.get(None)).map(|n| n.to_string()),
                both(claims.given_name(), claims.family_name()),
                claims.preferred_username().map(|n| n.to_string()),
            ],
            groups: groups(&in_token.0, &self.setup.groups_claim),
        };
        if who.email.is_none() || who.groups.is_none() {
            let (this, access) = (self.clone(), tokens.access_token().clone());
            let subject = subject.clone();
            let more: Option<UserInfoClaims<More, CoreGenderClaim>> = blocking(move || {
                // Not every provider has more to say.
                let Ok(asked) = known.client.user_info(access, Some(subject)) else { return Ok(None) };
                asked.request(&|request| this.fetch.call(request)).map(Some).map_err(|e| unsaid(&e))
            })
            .await?;
            if let Some(more) = more {
                let groups = groups(&more.additional_claims().0, &self.setup.groups_claim);
                who.fill(more.standard_claims(), groups);
            }
        }
        let email = address(who.email.as_deref(), who.confirmed, self.setup.trusts_addresses);
        Ok(Told {
            name: name(who.names.iter().map(Option::as_deref), email.as_deref().unwrap_or_default()),
            subject: subject.to_string(),
            email,
            groups: who.groups.unwrap_or_default(),
            is_strong,
        })
    }
}

/// What is put together from the token and what was asked for besides.
struct Who {
    email: Option<String>,
    confirmed: Option<bool>,
    names: [Option<String>; 3],
    groups: Option<Vec<String>>,
}

impl Who {
    /// Takes over what the token does not say. An address comes with its own word on
    /// whether it is confirmed.
    fn fill(&mut self, more: &StandardClaims<CoreGenderClaim>, groups: Option<Vec<String>>) {
        if self.email.is_none() {
            self.email = more.email().map(|e| e.to_string());
            self.confirmed = more.email_verified();
        }
        let names = [
            more.name().and_then(|n| n.get(None)).map(|n| n.to_string()),
            both(more.given_name(), more.family_name()),
            more.preferred_username().map(|n| n.to_string()),
        ];
        for (here, more) in self.names.iter_mut().zip(names) {
            *here = here.take().or(more);
        }
        self.groups = self.groups.take().or(groups);
    }
}

fn both(
    given: Option<&openidconnect::LocalizedClaim<openidconnect::EndUserGivenName>>,
    family: Option<&openidconnect::LocalizedClaim<openidconnect::EndUserFamilyName>>,
) -> Option<String> {
    let (given, family) = (given?.get(None)?, family?.get(None)?);
    Some(format!("{} {}", given.as_str(), family.as_str()))
}

/// The client library waits for its answers.
async fn blocking<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(ask).await.unwrap_or(Err(away("asking it was cut off")))
}

fn system_time(at: Instant) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or_default())
}

/// No code is redeemed twice, or without the verifier it was asked for with.
fn refused(error: RequestTokenError<NoAnswer, StandardErrorResponse<CoreErrorResponseType>>) -> Failure {
    match error {
        RequestTokenError::ServerResponse(said) => match said.error() {
            CoreErrorResponseType::InvalidGrant => {
                Failure { refusal: Refusal::Over, why: "it does not take the code" }
            }
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                away("it does not know this client or its secret")
            }
            _ => away("it refuses the request"),
        },
        RequestTokenError::Request(NoAnswer(why)) => away(why),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            untrusted("its tokens are not readable")
        }
    }
}

const NO_KEY: &str = "its token is signed with an unknown key";

fn doubted(error: &ClaimsVerificationError) -> Failure {
    use ClaimsVerificationError as Doubt;
    untrusted(match error {
        Doubt::Expired(_) => "its token has expired",
        Doubt::InvalidAudience(_) => "its token is for somebody else",
        Doubt::InvalidIssuer(_) => "its token is another issuer's",
        Doubt::InvalidNonce(_) => "its token was made for another sign-in",
        Doubt::SignatureVerification(SignatureVerificationError::NoMatchingKey) => NO_KEY,
        Doubt::SignatureVerification(_) => "its token's signature does not hold",
        _ => "its token does not hold",
    })
}

fn unsaid(error: &openidconnect::UserInfoError<NoAnswer>) -> Failure {
    match error {
        openidconnect::UserInfoError::Request(NoAnswer(why)) => away(why),
        openidconnect::UserInfoError::ClaimsVerification(_) => untrusted("it speaks of somebody else"),
        _ => away("it does not say who somebody is"),
    }
}
