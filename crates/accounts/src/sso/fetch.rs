//! The one way to another machine: requests to the provider the operator has set up.
//! No address comes from a user. Only over TLS, unless the provider runs on this very
//! machine; redirects are not followed; time and size have bounds.

use super::model::{Unusable, may_ask};
use openidconnect::{HttpRequest, HttpResponse, http::Method};
use std::{fmt, time::Duration};
use ureq::{
    Agent,
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

/// A provider that takes longer is as good as away.
const PATIENCE: Duration = Duration::from_secs(10);
/// Nothing a provider says is longer.
const MOST_BYTES: u64 = 1024 * 1024;

/// Asks the provider.
pub(super) struct Fetch {
    agent: Agent,
    provider_is_here: bool,
}

/// The provider gave no answer that could be read. Says no more than that: answers
/// hold tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoAnswer(pub(super) &'static str);

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NoAnswer {}

impl Fetch {
    pub(super) fn new(authorities: Option<&[u8]>, provider_is_here: bool) -> Result<Self, Unusable> {
        let roots = match authorities {
            None => RootCerts::WebPki,
            Some(pem) => {
                let mut found = Vec::new();
                for item in parse_pem(pem) {
                    if let PemItem::Certificate(certificate) = item.map_err(|_| Unusable::Authorities)? {
                        found.push(certificate);
                    }
                }
                if found.is_empty() {
                    return Err(Unusable::Authorities);
                }
                RootCerts::new_with_certs(&found)
            }
        };
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .https_only(!provider_is_here)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .max_idle_connections(0)
            .proxy(None)
            .user_agent("klappt")
            .build();
        Ok(Self { agent: config.new_agent(), provider_is_here })
    }

    /// Sends one request and reads the answer, whatever its status. Blocks.
    pub(super) fn call(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let uri = request.uri();
        let (scheme, host) = (uri.scheme_str().unwrap_or_default(), uri.host().unwrap_or_default());
        if !may_ask(scheme, host, self.provider_is_here) {
            return Err(NoAnswer("the address is not one that may be asked"));
        }
        let answer = if request.method() == Method::GET {
            self.agent.run(request.map(|_| ()))
        } else {
            self.agent.run(request)
        };
        let (parts, mut body) = answer.map_err(|e| NoAnswer(why(&e)))?.into_parts();
        let body = body.with_config().limit(MOST_BYTES).read_to_vec().map_err(|e| NoAnswer(why(&e)))?;
        Ok(HttpResponse::from_parts(parts, body))
    }
}

/// In words that hold nothing of what was asked or answered.
fn why(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "it took too long",
        ureq::Error::HostNotFound => "there is no such host",
        ureq::Error::ConnectionFailed | ureq::Error::Io(_) => "the connection failed",
        ureq::Error::BodyExceedsLimit(_) => "the answer is too large",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "the certificate does not hold",
        _ => "the answer is not readable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{BufRead, BufReader, Write},
        net::TcpListener,
    };

    /// Answers each of its connections with the next of these; says where.
    fn server(answers: Vec<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        std::thread::spawn(move || {
            for answer in answers {
                let Ok((mut connection, _)) = listener.accept() else { return };
                // All of it: what is left unread would cut the answer off.
                let lines = BufReader::new(&connection).lines().map_while(Result::ok);
                assert!(lines.take_while(|line| !line.is_empty()).count() > 0);
                connection.write_all(&answer).ok();
            }
        });
        url
    }

    fn get(url: &str) -> HttpRequest {
        openidconnect::http::Request::builder().uri(url).body(Vec::new()).expect("a request")
    }

    #[test]
    fn a_redirect_is_not_followed() {
        let elsewhere = server(vec![b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno".to_vec()]);
        let answer = format!("HTTP/1.1 302 Found\r\nLocation: {elsewhere}/\r\nContent-Length: 0\r\n\r\n");
        let url = server(vec![answer.into_bytes()]);
        let answer = Fetch::new(None, true).expect("usable").call(get(&url)).expect("an answer");
        assert_eq!(answer.status(), 302);
    }

    #[test]
    fn an_answer_has_a_largest_size() {
        let mut long = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
        long.resize(long.len() + 1024 * 1024 + 1, b' ');
        let url = server(vec![long]);
        assert!(Fetch::new(None, true).expect("usable").call(get(&url)).is_err());
    }

    #[test]
    fn nothing_is_asked_in_the_clear_over_a_network() {
        let url = server(vec![b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno".to_vec()]);
        assert!(Fetch::new(None, false).expect("usable").call(get(&url)).is_err());
        assert!(Fetch::new(None, true).expect("usable").call(get("http://192.0.2.1/")).is_err());
    }

    #[test]
    fn authorities_are_certificates() {
        assert_eq!(Fetch::new(Some(b"no"), false).err(), Some(Unusable::Authorities));
    }
}
