//! When a day's readers come.

/// So many minutes has a day.
pub(crate) const DAY: i64 = 1_440;

/// How much is read around the middle of each hour, as news sites tell it: little before dawn, more
/// at breakfast and at lunch, most in the evening.
const HOURS: [f64; 24] = [
    18.0, 11.0, 8.0, 6.0, 6.0, 10.0, 26.0, 48.0, 58.0, 54.0, 50.0, 50.0, 58.0, 56.0, 48.0, 46.0,
    48.0, 54.0, 58.0, 62.0, 68.0, 66.0, 52.0, 32.0,
];

/// The part of a day's views that falls into a minute, counted from a midnight.
pub(crate) fn part(minute: i64) -> f64 {
    let all: f64 = HOURS.iter().sum();
    let from_middle = minute - 30;
    let hour = usize::try_from(from_middle.div_euclid(60).rem_euclid(24)).unwrap();
    let on = f64::from(i32::try_from(from_middle.rem_euclid(60)).unwrap()) / 60.0;
    let (one, next) = (HOURS[hour], HOURS[(hour + 1) % 24]);
    (one + (next - one) * on) / (all * 60.0)
}

#[test]
fn a_day_is_one_and_has_its_trough_and_its_peaks() {
    let sum: f64 = (0..DAY).map(part).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    let at = |hour: i64, minute: i64| part(hour * 60 + minute);
    assert!(at(20, 30) > at(16, 0) && at(8, 30) > at(10, 30) && at(12, 30) > at(11, 0));
    assert!(at(20, 30) > 10.0 * at(3, 30));
}
