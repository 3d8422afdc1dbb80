//! How much one may ask: a bucket for each account that proved itself, and one for each address
//! that did not. What a request says of itself never chooses its bucket.

use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use ipnet::IpNet;
use uuid::Uuid;

use super::code;
use super::problem::Problem;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");
const FORWARDED: &str = "x-forwarded-for";

/// The time over which a quota is given.
const WINDOW_SECONDS: u32 = 60;
/// How many buckets are kept before the full ones are thrown away.
const BUCKETS_MAX: usize = 100_000;
/// After how many charges it is looked how many there are: all of them have to be asked.
const CHARGES_BETWEEN_LOOKS: usize = 1_024;

/// How many requests one may make.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    /// In a minute, from an address without a proven credential; no limit if absent.
    pub reader: Option<NonZeroU32>,
    /// In a minute, for an account; no limit if absent.
    pub member: Option<NonZeroU32>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted: Vec<IpNet>,
}

/// The buckets.
pub struct Limits {
    readers: Option<Buckets<IpAddr>>,
    members: Option<Buckets<Uuid>>,
    trusted: Vec<IpNet>,
}

struct Buckets<K: Hash + Eq + Clone> {
    name: &'static str,
    quota: NonZeroU32,
    /// The same, as answers say it.
    policy: HeaderValue,
    /// How often one of them was charged.
    charged: AtomicUsize,
    limiter: RateLimiter<K, DashMapStateStore<K>, DefaultClock, StateInformationMiddleware>,
}

/// What is left of a quota after a request, as its answer says.
#[derive(Debug, Clone)]
struct Left {
    name: &'static str,
    quota: u32,
    policy: HeaderValue,
    remaining: u32,
}

impl Limits {
    /// Full buckets.
    pub fn new(rates: Rates) -> Arc<Self> {
        Arc::new(Self {
            readers: rates.reader.map(|quota| Buckets::new("reader", quota)),
            members: rates.member.map(|quota| Buckets::new("member", quota)),
            trusted: rates.trusted,
        })
    }

    /// Takes one request from the bucket of the account that it proves, or of its address.
    pub fn charge(&self, account: Option<Uuid>, request: &HttpRequest) -> Result<(), Problem> {
        match account {
            Some(account) => self.charge_account(account, request),
            None => self.charge_address(request),
        }
    }

    /// Takes one request from the bucket of its address.
    fn charge_address(&self, request: &HttpRequest) -> Result<(), Problem> {
        let (Some(buckets), Some(address)) = (&self.readers, self.client(request)) else {
            return Ok(());
        };
        buckets.charge(&network(address), request)
    }

    /// Takes one request from the bucket of an account.
    fn charge_account(&self, account: Uuid, request: &HttpRequest) -> Result<(), Problem> {
        self.members.as_ref().map_or(Ok(()), |buckets| buckets.charge(&account, request))
    }

    /// Where a request comes from: the last address that no trusted proxy has.
    pub fn client(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip().to_canonical();
        let said = request.headers().get_all(FORWARDED).filter_map(|value| value.to_str().ok());
        let said: Vec<&str> = said.flat_map(|value| value.split(',')).collect();
        let mut client = peer;
        for hop in said.iter().rev() {
            if !self.trusted.iter().any(|network| network.contains(&client)) {
                break;
            }
            match address(hop.trim()) {
                Some(address) => client = address,
                None => break,
            }
        }
        Some(client)
    }
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(name: &'static str, quota: NonZeroU32) -> Self {
        let limiter = RateLimiter::dashmap(Quota::per_minute(quota))
            .with_middleware::<StateInformationMiddleware>();
        let policy = format!("\"{name}\";q={quota};w={WINDOW_SECONDS}");
        let policy = HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(name));
        Self { name, quota, policy, charged: AtomicUsize::default(), limiter }
    }

    fn charge(&self, key: &K, request: &HttpRequest) -> Result<(), Problem> {
        let charged = self.charged.fetch_add(1, Ordering::Relaxed);
        if charged.is_multiple_of(CHARGES_BETWEEN_LOOKS) && self.limiter.len() > BUCKETS_MAX {
            self.limiter.retain_recent();
        }
        let (name, quota, policy) = (self.name, self.quota.get(), self.policy.clone());
        let left = |remaining| Left { name, quota, policy, remaining };
        match self.limiter.check_key(key) {
            Ok(state) => {
                request.extensions_mut().insert(left(state.remaining_burst_capacity()));
                Ok(())
            }
            Err(refused) => {
                request.extensions_mut().insert(left(0));
                let wait = refused.wait_time_from(DefaultClock::default().now());
                let wait_s = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1);
                Err(Problem::new(code::TOO_MANY_REQUESTS).retry_after(wait_s))
            }
        }
    }
}

/// Writes what is left into an answer (draft-ietf-httpapi-ratelimit-headers).
pub fn tell(request: &HttpRequest, headers: &mut HeaderMap) {
    let left = request.extensions().get::<Left>().cloned();
    let Some(Left { name, quota, policy, remaining }) = left else { return };
    let spent = quota.saturating_sub(remaining);
    // the bucket fills evenly: so long until it is full again
    let reset_s = spent.saturating_mul(WINDOW_SECONDS).div_ceil(quota.max(1));
    headers.insert(POLICY, policy);
    if let Ok(state) = HeaderValue::try_from(format!("\"{name}\";r={remaining};t={reset_s}")) {
        headers.insert(STATE, state);
    }
}

/// An address as proxies write it, with a port or without.
fn address(hop: &str) -> Option<IpAddr> {
    let with_port = || hop.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let address = hop.parse::<IpAddr>().ok().or_else(with_port)?;
    Some(address.to_canonical())
}

/// One address of version 4, or the network that a household has of version 6.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(own) => {
            let [a, b, c, d, ..] = own.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn limits(reader: u32, trusted: &[&str]) -> Arc<Limits> {
        let trusted = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let reader = NonZeroU32::new(reader);
        Limits::new(Rates { reader, member: NonZeroU32::new(2), trusted })
    }

    fn from(peer: &str, forwarded: &str) -> HttpRequest {
        let mut request = TestRequest::get().peer_addr(format!("{peer}:1").parse().unwrap());
        if !forwarded.is_empty() {
            request = request.insert_header((FORWARDED, forwarded));
        }
        request.to_http_request()
    }

    #[track_caller]
    fn client(peer: &str, forwarded: &str, want: &str) {
        let limits = limits(1, &["127.0.0.0/8", "10.0.0.0/8"]);
        assert_eq!(limits.client(&from(peer, forwarded)), Some(want.parse().unwrap()));
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        client("127.0.0.1", "", "127.0.0.1");
        client("127.0.0.1", "192.0.2.1", "192.0.2.1");
        client("127.0.0.1", "203.0.113.9, 192.0.2.1, 10.1.1.1", "192.0.2.1");
        client("192.0.2.7", "192.0.2.1", "192.0.2.7");
        client("127.0.0.1", "nonsense", "127.0.0.1");
        client("127.0.0.1", "nonsense, 192.0.2.1", "192.0.2.1");
        client("127.0.0.1", "192.0.2.1:5678, [2001:db8::1]:9", "2001:db8::1");
    }

    #[test]
    fn each_address_has_a_bucket_of_its_own() {
        let limits = limits(2, &[]);
        let (one, other) = (from("192.0.2.1", ""), from("192.0.2.2", ""));
        assert!(limits.charge_address(&one).is_ok() && limits.charge_address(&one).is_ok());
        let refused = limits.charge_address(&one).unwrap_err();
        assert_eq!(refused.code().code, "too_many_requests");
        assert!(limits.charge_address(&other).is_ok());
        let mut headers = HeaderMap::new();
        tell(&other, &mut headers);
        assert_eq!(headers.get(POLICY).unwrap(), "\"reader\";q=2;w=60");
        assert_eq!(headers.get(STATE).unwrap(), "\"reader\";r=1;t=30");
    }

    #[test]
    fn neighbours_of_version_6_share_a_bucket() {
        let limits = limits(1, &[]);
        assert!(limits.charge_address(&from("[2001:db8:1:2::3]", "")).is_ok());
        assert!(limits.charge_address(&from("[2001:db8:1:2::4]", "")).is_err());
        assert!(limits.charge_address(&from("[2001:db8:1:3::3]", "")).is_ok());
    }

    #[test]
    fn an_account_has_a_bucket_wherever_it_is() {
        let limits = limits(1, &[]);
        let account = Uuid::from_u128(7);
        assert!(limits.charge_account(account, &from("192.0.2.1", "")).is_ok());
        assert!(limits.charge_account(account, &from("192.0.2.2", "")).is_ok());
        assert!(limits.charge_account(account, &from("192.0.2.3", "")).is_err());
    }

    #[test]
    fn no_quota_is_no_limit() {
        let limits = Limits::new(Rates { reader: None, member: None, trusted: Vec::new() });
        let request = from("192.0.2.1", "");
        assert!((0..100).all(|_| limits.charge_address(&request).is_ok()));
    }
}
