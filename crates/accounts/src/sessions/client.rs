//! The network address a request comes from. A forwarded address is believed
//! only from declared proxies: anybody else could write anything there.

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Once,
};
use web::{App, Sender};

/// A proxy that hides its clients is told of once: they would share one limit.
static WARNED: Once = Once::new();

/// The client's address; empty where the server does not tell (in tests).
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(Option<IpAddr>);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        Ok(Self::of(Sender { peer, headers: &parts.headers }, &app.config.trusted_proxies))
    }
}

impl ClientAddress {
    /// From what connection and headers tell; `trusted` are the declared proxies.
    pub(crate) fn of(from: Sender<'_>, trusted: &[IpAddr]) -> Self {
        let forwarded: Vec<&str> = from
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(','))
            .collect();
        if forwarded.is_empty() && from.peer.is_some_and(|peer| is_among(trusted, peer)) {
            WARNED.call_once(|| {
                tracing::warn!(
                    "a declared proxy passes no X-Forwarded-For: everybody behind it counts as one address"
                );
            });
        }
        Self(from.peer.map(|peer| client(peer, &forwarded, trusted)))
    }

    /// Under which name attempts from here are counted. IPv6 networks hand out
    /// /64 blocks to single customers: each counts as one.
    pub(crate) fn key(self) -> Option<String> {
        Some(match self.0? {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                let s = v6.segments();
                Ipv6Addr::new(s[0], s[1], s[2], s[3], 0, 0, 0, 0).to_string()
            }
        })
    }
}

/// The address nearest to us that is no declared proxy.
fn client(peer: IpAddr, forwarded: &[&str], trusted: &[IpAddr]) -> IpAddr {
    let mut at = peer.to_canonical();
    for said in forwarded.iter().rev() {
        if !is_among(trusted, at) {
            break;
        }
        let Ok(next) = said.trim().parse::<IpAddr>() else { break };
        at = next.to_canonical();
    }
    at
}

fn is_among(trusted: &[IpAddr], at: IpAddr) -> bool {
    trusted.iter().any(|t| t.to_canonical() == at.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_forwarded_address_is_believed_from_declared_proxies_only() {
        let (proxy, far) = (ip("10.0.0.1"), ip("203.0.113.9"));
        assert_eq!(client(far, &["198.51.100.7"], &[proxy]), far);
        assert_eq!(client(proxy, &["198.51.100.7"], &[proxy]), ip("198.51.100.7"));
        assert_eq!(client(proxy, &["198.51.100.7"], &[]), proxy);
    }

    #[test]
    fn what_the_client_itself_put_into_the_chain_is_not_believed() {
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        let chain = ["127.0.0.1", " 203.0.113.9", "10.0.0.2"];
        assert_eq!(client(proxies[0], &chain, &proxies), ip("203.0.113.9"));
        assert_eq!(client(proxies[0], &["unknown"], &proxies), proxies[0]);
        assert_eq!(client(ip("::ffff:10.0.0.1"), &["203.0.113.9"], &proxies), ip("203.0.113.9"));
    }

    #[test]
    fn one_customers_ipv6_block_counts_as_one() {
        let key = |text: &str| ClientAddress(Some(ip(text))).key();
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:9::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("203.0.113.9").as_deref(), Some("203.0.113.9"));
        assert_eq!(ClientAddress(None).key(), None);
    }
}
