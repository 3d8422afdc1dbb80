//! Query strings, read strictly: what is unknown, repeated or malformed is named.

use actix_web::HttpRequest;
use domain::article::SaveNote;
use domain::search::Sought;
use domain::text::Line;
use domain::time::Timestamp;
use newsroom::Wanted;
use percent_encoding::percent_decode_str;

use super::code;
use super::problem::Problem;

/// How many values one filter may name.
pub const VALUES_MAX: usize = 20;
/// How many items a page holds at most.
pub const LIMIT_MAX: u32 = 100;
/// How many items a page holds unless asked otherwise.
pub const LIMIT_DEFAULT: u32 = 20;

/// The parameters of a request, all of them known.
#[derive(Debug)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the parameters; each has to be one of `known`.
    pub fn read(request: &HttpRequest, known: &[&str]) -> Result<Self, Problem> {
        Self::of(request.query_string(), known)
    }

    fn of(raw: &str, known: &[&str]) -> Result<Self, Problem> {
        let mut pairs = Vec::new();
        for part in raw.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decoded(name).ok_or_else(|| broken(name))?;
            if !known.contains(&name.as_str()) {
                return Err(unknown(&name, known));
            }
            let value = decoded(value).ok_or_else(|| broken(&name))?;
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// All values of a parameter.
    fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that may stand once.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.all(name);
        let first = values.next();
        match values.next() {
            Some(_) => Err(fault(name, "repeated", "may stand once only")),
            None => Ok(first),
        }
    }

    /// A value of one of a few words.
    pub fn choice<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Problem> {
        let Some(value) = self.one(name)? else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        match found {
            Some(meaning) => Ok(Some(meaning)),
            None => Err(fault(name, "invalid_value", one_of(value, &known))),
        }
    }

    /// A value that is `true` or `false`; false if it is absent.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        Ok(self.choice(name, &[("true", true), ("false", false)])?.unwrap_or(false))
    }

    /// How many items of a page are wanted.
    pub fn limit(&self) -> Result<u32, Problem> {
        if self.one("limit")?.is_none() {
            return Ok(LIMIT_DEFAULT);
        }
        self.limit_within(LIMIT_MAX)
    }

    /// How many items are wanted, `max` unless said otherwise.
    pub fn limit_within(&self, max: u32) -> Result<u32, Problem> {
        let Some(raw) = self.one("limit")? else { return Ok(max) };
        let rule = || fault("limit", "out_of_range", format!("a whole number, 1 to {max}"));
        let limit: u32 = raw.parse().map_err(|_error| rule())?;
        if (1..=max).contains(&limit) { Ok(limit) } else { Err(rule()) }
    }

    /// A filter: comma is OR, repeating is AND, a leading `-` is NOT.
    pub fn wanted<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Wanted<T>, Problem> {
        let mut wanted = Wanted { all_of: Vec::new(), none_of: Vec::new() };
        let mut count = 0_usize;
        for value in self.all(name) {
            let mut group = Vec::new();
            for word in value.split(',') {
                count = count.saturating_add(1);
                let (not, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
                let parsed = read(word).map_err(|rule| fault(name, "invalid_value", rule))?;
                if not { wanted.none_of.push(parsed) } else { group.push(parsed) }
            }
            if !group.is_empty() {
                wanted.all_of.push(group);
            }
        }
        if count > VALUES_MAX {
            return Err(fault(name, "too_many", format!("at most {VALUES_MAX} values")));
        }
        Ok(wanted)
    }

    /// Values of which one holds, separated by commas; none if it is absent.
    pub fn any_of<T: Clone>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Problem> {
        let wanted = self.wanted(name, read)?;
        if wanted.all_of.len() > 1 || !wanted.none_of.is_empty() {
            return Err(fault(name, "invalid_value", "values separated by commas, once"));
        }
        Ok(wanted.all_of.concat())
    }

    /// An instant (RFC 3339).
    pub fn instant(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        let rule =
            || fault(name, "invalid_value", "a time of RFC 3339, such as 2026-03-14T07:30:00Z");
        let raw = self.one(name)?;
        raw.map(|raw| Timestamp::parse(raw).ok_or_else(rule)).transpose()
    }
}

/// What an editor says of a save: the parameter `note`.
pub fn note(query: &Query) -> Result<Option<SaveNote>, Problem> {
    let said = query.one("note")?.map(SaveNote::parse).transpose();
    said.map_err(|rule| fault("note", rule.code, rule.detail))
}

/// Words to look for: a line of at most 200 characters.
pub fn words_to_find(raw: &str) -> Result<String, Problem> {
    let line = Line::<200>::parse(raw);
    let line = line.map_err(|rule| fault("text", rule.code, rule.detail))?;
    Ok(line.as_str().to_owned())
}

/// What is sought among the words of what readers see: the parameter `q`.
pub fn sought(raw: &str) -> Result<Sought, Problem> {
    Sought::parse(raw).map_err(|rule| fault("q", rule.code, rule.detail))
}

/// A problem with a query parameter.
pub fn fault(name: &str, code: &str, detail: impl Into<String>) -> Problem {
    let detail = detail.into();
    let words = format!("{name}: {detail}");
    Problem::new(code::INVALID_PARAMETER).detail(words).parameter(name, code, detail)
}

/// The text behind the percent signs, if it is one.
fn decoded(raw: &str) -> Option<String> {
    let spaced = raw.replace('+', " ");
    let text = percent_decode_str(&spaced).decode_utf8().ok()?;
    (!text.contains('\0')).then(|| text.into_owned())
}

fn broken(name: &str) -> Problem {
    fault(name, "invalid_encoding", "not utf-8 in percent encoding")
}

fn unknown(name: &str, known: &[&str]) -> Problem {
    let near = nearest(name, known).map(|near| format!("; did you mean {near}?"));
    let detail = format!("there is no such parameter{}", near.unwrap_or_default());
    fault(name, "unknown_parameter", detail)
}

/// Says which words there are, and the nearest.
pub fn one_of(value: &str, known: &[&str]) -> String {
    let near = nearest(value, known).map(|near| format!("; did you mean {near}?"));
    format!("one of {}{}", known.join(", "), near.unwrap_or_default())
}

fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let scored = known.iter().map(|other| (strsim::jaro_winkler(word, other), *other));
    scored.filter(|(score, _)| *score > 0.75).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, w)| w)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_parameter_is_named_with_the_nearest() {
        let problem = Query::of("sectoin=a", &["section", "topic"]).unwrap_err();
        assert_eq!(problem.items()[0].parameter.as_deref(), Some("sectoin"));
        assert!(problem.words().contains("did you mean section?"), "{}", problem.words());
    }

    #[test]
    fn comma_is_or_repeat_is_and_minus_is_not() {
        let query = Query::of("topic=a,b,-c&topic=d", &["topic"]).unwrap();
        let wanted = query.wanted("topic", |word| Ok(word.to_owned())).unwrap();
        assert_eq!(wanted.all_of, [vec!["a".to_owned(), "b".to_owned()], vec!["d".to_owned()]]);
        assert_eq!(wanted.none_of, ["c".to_owned()]);
    }

    #[test]
    fn the_limit_is_bounded() {
        for (raw, good) in [
            ("limit=1", true),
            ("limit=100", true),
            ("limit=0", false),
            ("limit=101", false),
            ("limit=x", false),
            ("limit=1&limit=2", false),
        ] {
            assert_eq!(Query::of(raw, &["limit"]).unwrap().limit().is_ok(), good, "{raw}");
        }
    }

    #[test]
    fn percent_signs_are_decoded() {
        assert_eq!(decoded("a%20b+c%").unwrap(), "a b c%");
        assert_eq!([decoded("%ff"), decoded("a%00")], [None, None]);
        for raw in ["topic=%ff", "topic=a%00b", "%ff=a"] {
            let problem = Query::of(raw, &["topic"]).unwrap_err();
            let name = raw.split('=').next();
            assert_eq!(problem.items()[0].parameter.as_deref(), name, "{raw}");
        }
    }
}
