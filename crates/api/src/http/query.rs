//! Query strings, read strictly: what is unknown, repeated or malformed is named.

use super::code;
use super::problem::Problem;

/// How long a query string may be, in bytes.
pub const BYTES_MAX: usize = 8 * 1_024;
/// How many values one filter may name, all its repetitions together.
pub const VALUES_MAX: usize = 20;
/// How many items a page holds at most.
pub const LIMIT_MAX: u32 = 100;
/// How many items a page holds unless asked otherwise.
pub const LIMIT_DEFAULT: u32 = 20;
/// From which likeness on a word is suggested; 1 is the same word (Jaro-Winkler).
const LIKENESS_MIN: f64 = 0.75;

/// The parameters of a request, decoded, each with a known name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

/// A filter: a thing matches if each group of `all_of` has one that fits it and none of `none_of`
/// fits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter<T> {
    /// AND of ORs; no group is empty.
    pub all_of: Vec<Vec<T>>,
    /// What is excluded.
    pub none_of: Vec<T>,
}

impl<T> Default for Filter<T> {
    fn default() -> Self {
        Self { all_of: Vec::new(), none_of: Vec::new() }
    }
}

impl<T> Filter<T> {
    /// True if everything matches.
    pub fn is_empty(&self) -> bool {
        self.all_of.is_empty() && self.none_of.is_empty()
    }
}

impl Query {
    /// Reads a query string of at most [`BYTES_MAX`] bytes as `application/x-www-form-urlencoded`
    /// (WHATWG URL, section 5.1), less lenient: a stray `%`, bytes that are not UTF-8 and U+0000
    /// are refused, and so is a name that is not in `allowed`.
    pub fn parse(raw: &str, allowed: &[&str]) -> Result<Self, Problem> {
        if raw.len() > BYTES_MAX {
            let detail = format!("the query may have at most {BYTES_MAX} bytes");
            return Err(Problem::new(code::INVALID_PARAMETER).detail(detail));
        }
        let mut pairs = Vec::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(raw_name).ok_or_else(|| bad_encoding(raw_name))?;
            if !allowed.contains(&name.as_str()) {
                return Err(unknown(&name, allowed));
            }
            let value = decoded(raw_value).ok_or_else(|| bad_encoding(&name))?;
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter that may stand once.
    pub fn one<'q>(&'q self, name: &str) -> Result<Option<&'q str>, Problem> {
        let mut values = self.all(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(fault(name, "repeated", "may stand once only"));
        }
        Ok(first)
    }

    /// The values of a parameter that may stand more than once, in their order.
    pub fn all<'q>(&'q self, name: &str) -> impl Iterator<Item = &'q str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter, read by `read`, whose error says the rule.
    pub fn parsed<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Problem> {
        let Some(value) = self.one(name)? else { return Ok(None) };
        read(value).map(Some).map_err(|rule| fault(name, "invalid_value", rule))
    }

    /// The meaning of a parameter that is one of a few words.
    pub fn choice<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Problem> {
        self.parsed(name, |value| {
            let found = words.iter().find(|(word, _)| *word == value);
            found.map(|(_, meaning)| *meaning).ok_or_else(|| {
                let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
                format!("has to be one of {}{}", known.join(", "), suggestion(value, &known))
            })
        })
    }

    /// How many items are wanted: `limit`, 1 to [`LIMIT_MAX`], else [`LIMIT_DEFAULT`].
    pub fn limit(&self) -> Result<u32, Problem> {
        let limit = self.parsed("limit", |raw| {
            let digits = raw.bytes().all(|byte| byte.is_ascii_digit());
            let number: Option<u32> = raw.parse().ok().filter(|_| digits);
            let number = number.filter(|number| (1..=LIMIT_MAX).contains(number));
            number.ok_or_else(|| format!("has to be a whole number from 1 to {LIMIT_MAX}"))
        })?;
        Ok(limit.unwrap_or(LIMIT_DEFAULT))
    }

    /// A parameter that is `true` or `false`; absent is false.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        Ok(self.choice(name, &[("true", true), ("false", false)])?.unwrap_or(false))
    }

    /// A filter of at most [`VALUES_MAX`] values: comma is OR, repeating the parameter is AND, a
    /// leading `-` is NOT.
    pub fn filter<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Filter<T>, Problem> {
        let mut filter = Filter::default();
        let count: usize = self.all(name).map(|value| value.split(',').count()).sum();
        if count > VALUES_MAX {
            let detail = format!("at most {VALUES_MAX} values, this has {count}");
            return Err(fault(name, "too_many", detail));
        }
        for value in self.all(name) {
            let mut group = Vec::new();
            for word in value.split(',') {
                let (wanted, list) = match word.strip_prefix('-') {
                    Some(unwanted) => (unwanted, &mut filter.none_of),
                    None => (word, &mut group),
                };
                if wanted.is_empty() {
                    return Err(fault(name, "empty", "has an empty value"));
                }
                list.push(read(wanted).map_err(|rule| fault(name, "invalid_value", rule))?);
            }
            if !group.is_empty() {
                filter.all_of.push(group);
            }
        }
        Ok(filter)
    }
}

/// A problem with the query parameter `name`: the rule as a word and in words.
pub fn fault(name: &str, rule: &str, detail: impl Into<String>) -> Problem {
    let detail = detail.into();
    let shown: String = name.chars().take(60).collect();
    Problem::new(code::INVALID_PARAMETER)
        .detail(format!("{shown}: {detail}"))
        .parameter(name, rule, detail)
}

fn bad_encoding(name: &str) -> Problem {
    fault(name, "bad_encoding", "has to be percent-encoded UTF-8 without U+0000")
}

fn unknown(name: &str, allowed: &[&str]) -> Problem {
    let detail = format!("there is no such parameter here{}", suggestion(name, allowed));
    fault(name, "unknown_parameter", detail)
}

/// The known word that is most like `word`, as a question, if one is near.
fn suggestion(word: &str, known: &[&str]) -> String {
    let word: String = word.chars().take(60).collect();
    let scored = known.iter().map(|other| (strsim::jaro_winkler(&word, other), other));
    let near = scored.filter(|(likeness, _)| *likeness > LIKENESS_MIN);
    match near.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, other)) => format!("; did you mean `{other}`?"),
        None => String::new(),
    }
}

/// One part of a query string, decoded; `None` if it is malformed.
pub(crate) fn decoded(raw: &str) -> Option<String> {
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let (high, low) = (hex(bytes.next()?)?, hex(bytes.next()?)?);
                out.push(high << 4 | low);
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).ok().filter(|text| !text.contains('\0'))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["section", "topic", "limit", "count", "sort"];

    fn query(raw: &str) -> Query {
        Query::parse(raw, KNOWN).unwrap()
    }

    fn text(raw: &str) -> Result<String, String> {
        if raw == "bad" { Err("has to be good".to_owned()) } else { Ok(raw.to_owned()) }
    }

    #[track_caller]
    fn refused<T: std::fmt::Debug>(outcome: Result<T, Problem>, name: &str, rule: &str) -> Problem {
        let problem = outcome.unwrap_err();
        assert_eq!(problem.code(), code::INVALID_PARAMETER);
        let item = &problem.errors()[0];
        assert_eq!((item.parameter.as_deref(), item.code.as_str()), (Some(name), rule));
        problem
    }

    #[test]
    fn an_unknown_parameter_is_named_with_the_nearest() {
        let problem = refused(Query::parse("sectoin=a", KNOWN), "sectoin", "unknown_parameter");
        let detail = &problem.errors()[0].detail;
        assert!(detail.ends_with("did you mean `section`?"), "{detail}");
        let problem = refused(Query::parse("zzz", KNOWN), "zzz", "unknown_parameter");
        assert!(!problem.detail_text().contains("did you mean"));
        refused(Query::parse("=x", KNOWN), "", "unknown_parameter");
        refused(Query::parse("Section=x", KNOWN), "Section", "unknown_parameter");
    }

    #[test]
    fn values_are_decoded() {
        for (raw, want) in [
            ("topic=a%20b+c", "a b c"),
            ("topic=%C3%A9%2b", "é+"),
            ("t%6Fpic=a=b", "a=b"),
            ("&topic=x&", "x"),
            ("topic", ""),
            ("topic=", ""),
        ] {
            assert_eq!(query(raw).one("topic").unwrap(), Some(want), "{raw}");
        }
        assert_eq!(query("").one("topic").unwrap(), None);
    }

    #[test]
    fn what_cannot_be_decoded_is_refused() {
        for raw in ["topic=%ff", "topic=a%00b", "topic=%", "topic=%4", "topic=%zz", "topic=%+1"] {
            refused(Query::parse(raw, KNOWN), "topic", "bad_encoding");
        }
        refused(Query::parse("%ff=1", KNOWN), "%ff", "bad_encoding");
    }

    #[test]
    fn the_length_is_bounded() {
        let fitting = format!("topic={}", "a".repeat(BYTES_MAX - 6));
        assert!(Query::parse(&fitting, KNOWN).is_ok());
        assert!(Query::parse(&format!("{fitting}a"), KNOWN).is_err());
    }

    #[test]
    fn a_single_parameter_is_not_repeated() {
        refused(query("sort=a&sort=a").one("sort"), "sort", "repeated");
        assert_eq!(query("topic=a&sort=x&topic=b").all("topic").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_rule_that_is_broken_is_told() {
        assert_eq!(query("topic=x").parsed("topic", text).unwrap().as_deref(), Some("x"));
        let problem = refused(query("topic=bad").parsed("topic", text), "topic", "invalid_value");
        assert_eq!(problem.detail_text(), "topic: has to be good");
    }

    #[test]
    fn a_choice_lists_its_words() {
        let words = [("publishedAt", 1), ("-publishedAt", 2), ("relevance", 3)];
        assert_eq!(query("sort=-publishedAt").choice("sort", &words).unwrap(), Some(2));
        assert_eq!(query("").choice("sort", &words).unwrap(), None);
        let problem =
            refused(query("sort=relevence").choice("sort", &words), "sort", "invalid_value");
        let want = "sort: has to be one of publishedAt, -publishedAt, relevance; \
                    did you mean `relevance`?";
        assert_eq!(problem.detail_text(), want);
    }

    #[test]
    fn the_limit_is_bounded() {
        for (raw, want) in [("", 20), ("limit=1", 1), ("limit=100", 100)] {
            assert_eq!(query(raw).limit().unwrap(), want, "{raw}");
        }
        for raw in ["0", "101", "x", "", "-1", "%2B5", "1.0", "99999999999"] {
            refused(query(&format!("limit={raw}")).limit(), "limit", "invalid_value");
        }
    }

    #[test]
    fn a_flag_is_true_or_false() {
        for (raw, want) in [("", false), ("count=true", true), ("count=false", false)] {
            assert_eq!(query(raw).flag("count").unwrap(), want, "{raw}");
        }
        for raw in ["count", "count=1", "count=True"] {
            refused(query(raw).flag("count"), "count", "invalid_value");
        }
    }

    #[test]
    fn comma_is_or_repeat_is_and_minus_is_not() {
        for (raw, all_of, none_of) in [
            ("", vec![], vec![]),
            ("topic=a", vec![vec!["a"]], vec![]),
            ("topic=a,b,-c&topic=d", vec![vec!["a", "b"], vec!["d"]], vec!["c"]),
            ("topic=-a&topic=-b-c", vec![], vec!["a", "b-c"]),
        ] {
            let filter = query(raw).filter("topic", text).unwrap();
            assert_eq!(filter.all_of, all_of, "{raw}");
            assert_eq!(filter.none_of, none_of, "{raw}");
            assert_eq!(filter.is_empty(), raw.is_empty());
        }
    }

    #[test]
    fn a_filter_has_no_empty_values_and_a_bound() {
        for raw in ["topic=", "topic=a,,b", "topic=-", "topic=a,", "topic"] {
            refused(query(raw).filter("topic", text), "topic", "empty");
        }
        refused(query("topic=a,bad").filter("topic", text), "topic", "invalid_value");
        let full = vec!["a"; VALUES_MAX].join(",");
        assert!(query(&format!("topic={full}")).filter("topic", text).is_ok());
        refused(query(&format!("topic={full}&topic=b")).filter("topic", text), "topic", "too_many");
    }
}
