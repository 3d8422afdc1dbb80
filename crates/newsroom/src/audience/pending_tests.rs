//! Sums that are pending are those of the events, by brute force. They stand apart from what they try,
//! which a benchmark takes as it is.

use std::collections::BTreeMap;

use domain::audience::{EventKind, HalfLife, factor};
use store::Counts;
use uuid::Uuid;

use super::pending::{Judged, Pending};

const DAY: i64 = 20_526;

fn event(number: i64) -> Judged {
    let kinds = EventKind::ALL;
    let of = |end: i64| usize::try_from(number % end).unwrap();
    Judged {
        sequence: number,
        id: Uuid::from_u128(0),
        article: Uuid::from_u128((number % 7).unsigned_abs().into()),
        kind: kinds[of(4)],
        at_s: DAY * 86_400 - number % 11 * 50,
        is_new: number % 4 == 0 && number % 3 == 0,
        is_suspect: number % 13 == 0,
        seconds: Some(20),
        host: (number % 5 > 0).then(|| format!("{}.example", number % 60)),
    }
}

#[test]
fn sums_are_those_of_the_events() {
    let (mut pending, mut counts, mut hosts) =
        (Pending::default(), BTreeMap::new(), BTreeMap::new());
    let mut weight = 0.0;
    for number in 0..10_000 {
        let event = event(number);
        pending.add(&event);
        let of: &mut Counts = counts.entry((event.article, event.at_s.div_euclid(60))).or_default();
        if event.is_suspect {
            of.suspect += 1;
            continue;
        }
        let is = |kind| i64::from(event.kind == kind);
        of.views += is(EventKind::View);
        of.engaged += is(EventKind::Engage);
        of.seconds += 20 * is(EventKind::Engage);
        of.shares += is(EventKind::Share);
        of.recirculated += is(EventKind::Recirc);
        of.visitors += i64::from(event.is_new);
        let base_s = DAY * 86_400;
        weight += event.kind.weight() * factor(HalfLife::Hour, event.at_s, base_s);
        if let Some(host) = event.host.filter(|_| event.kind == EventKind::View) {
            let key = (event.article, event.at_s.div_euclid(86_400), host);
            *hosts.entry(key).or_insert(0) += 1;
        }
    }
    let (base_s, taken) = pending.take();
    assert!(pending.is_empty());
    assert_eq!((base_s, taken.len()), (DAY * 86_400, 7));
    let sum: f64 = taken.iter().map(|(_, delta)| delta.sums[0]).sum();
    assert!((sum - weight).abs() < 1e-6);
    let (mut by_minute, mut by_host) = (BTreeMap::new(), BTreeMap::new());
    for (article, delta) in taken {
        assert_eq!(delta.newest_s, DAY * 86_400);
        by_minute.extend(delta.minutes.into_iter().map(|(m, few)| ((article, m), few)));
        by_host.extend(delta.hosts.into_iter().map(|(d, host, n)| ((article, d, host), n)));
    }
    assert_eq!(by_minute, counts);
    assert_eq!(by_host, hosts);
}

#[test]
fn hosts_of_an_article_are_bounded_and_none_is_lost() {
    let mut pending = Pending::default();
    for number in 0..1_000 {
        let host = Some(format!("{}.example", number % 100));
        pending.add(&Judged { kind: EventKind::View, is_suspect: false, host, ..event(0) });
    }
    let (_, taken) = pending.take();
    let hosts = &taken[0].1.hosts;
    assert_eq!(hosts.len(), 51);
    assert_eq!(hosts.iter().map(|(.., views)| views).sum::<i64>(), 1_000);
    let other = hosts.iter().find(|(_, host, _)| host == "other");
    assert_eq!(other.map(|(.., views)| *views), Some(500));
}
