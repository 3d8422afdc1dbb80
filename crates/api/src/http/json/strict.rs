//! JSON read strictly: UTF-8, no member twice, a bounded depth.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::http::code;
use crate::http::problem::Problem;

/// How deep arrays and objects may nest; no document of a newsroom comes near.
pub const DEPTH_MAX: usize = 64;

/// How much of a pointer to a faulty member is told.
const POINTER_LEN_MAX: usize = 200;

/// Reads JSON text (RFC 8259): UTF-8 (section 8.1), member names unique (section 4), at most
/// [`DEPTH_MAX`] levels (section 9). Faults are 400 and say where.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let detail = format!("byte {} is not utf-8", error.valid_up_to());
        Problem::new(code::INVALID_UTF8).detail(detail)
    })?;
    let fault = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0, fault: &fault }.deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let words = match fault.take() {
            Some(fault) => fault.to_string(),
            None => reason(&error),
        };
        Problem::new(code::MALFORMED_JSON).detail(format!("{place}: {words}"))
    })
}

/// What the parser says, without its own note of the place.
fn reason(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    words.strip_suffix(&place).unwrap_or(&words).to_owned()
}

/// What the grammar allows and we do not.
struct Fault {
    rule: Rule,
    /// A JSON Pointer (RFC 6901), put together on the way out.
    pointer: String,
}

enum Rule {
    Twice,
    Deep,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Rule::Twice => {
                let shown: String = self.pointer.chars().take(POINTER_LEN_MAX).collect();
                write!(f, "the member {shown} is there twice")
            }
            Rule::Deep => write!(f, "nested deeper than {DEPTH_MAX} levels"),
        }
    }
}

/// Builds one value at `depth`; leaves a fault where the caller finds it.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    fault: &'a RefCell<Option<Fault>>,
}

impl Strict<'_> {
    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.depth >= DEPTH_MAX {
            return Err(self.refuse(Rule::Deep, String::new()));
        }
        Ok(Self { depth: self.depth.saturating_add(1), ..self })
    }

    fn refuse<E: Error>(self, rule: Rule, pointer: String) -> E {
        self.fault.replace(Some(Fault { rule, pointer }));
        E::custom("refused")
    }

    /// Notes on the way out that the fault is below `name`.
    fn below(self, name: &str) {
        if let Some(fault) = self.fault.borrow_mut().as_mut() {
            fault.pointer.insert_str(0, &token(name));
        }
    }
}

/// One step of a JSON Pointer (RFC 6901, section 3).
fn token(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        loop {
            let item = items.next_element_seed(inside);
            match item.inspect_err(|_| self.below(&list.len().to_string()))? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut members = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(self.refuse(Rule::Twice, token(&name)));
            }
            let value = entries.next_value_seed(inside).inspect_err(|_| self.below(&name))?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn reads(text: &str, want: &Value) {
        assert_eq!(&parse(text.as_bytes()).unwrap(), want);
    }

    #[track_caller]
    fn refuses(bytes: &[u8], code: &str, words: &str) {
        let problem = parse(bytes).unwrap_err();
        assert_eq!(problem.code().code, code);
        let detail = problem.detail_text();
        assert!(detail.contains(words), "{detail}");
    }

    fn nested(levels: usize) -> String {
        format!("{}{}", "[".repeat(levels), "]".repeat(levels))
    }

    #[test]
    fn every_kind_of_value_is_read() {
        reads(
            r#" {"a": [null, true, -1, 18446744073709551615, 1.5, "é\n"], "b": {}} "#,
            &json!({ "a": [null, true, -1, u64::MAX, 1.5, "é\n"], "b": {} }),
        );
        reads("1e3", &json!(1000.0));
        reads("100000000000000000000", &json!(1e20));
    }

    #[test]
    fn the_grammar_is_kept_and_the_place_told() {
        for (text, words) in [
            ("", "line 1, column 0: EOF"),
            ("{\"a\": 1,\n  b}", "line 2, column 3: key must be a string"),
            ("[1,]", "trailing comma"),
            ("{} {}", "line 1, column 4: trailing characters"),
            ("NaN", "expected value"),
            ("'a'", "expected value"),
            ("01", "invalid number"),
            ("\"\u{1}\"", "control character"),
            ("\"\\ud800\"", "hex escape"),
            ("\u{feff}{}", "expected value"),
        ] {
            refuses(text.as_bytes(), "malformed_json", words);
        }
    }

    #[test]
    fn a_member_twice_is_named() {
        for (text, words) in [
            (r#"{"a":1,"a":1}"#, "the member /a is there twice"),
            (r#"{"a":1,"\u0061":1}"#, "the member /a is there"),
            (r#"{"x":[0,{"b/c":{"~":1,"~":2}}]}"#, "the member /x/1/b~1c/~0 is there"),
        ] {
            refuses(text.as_bytes(), "malformed_json", words);
        }
        reads(r#"[{"a":1},{"a":1,"A":2}]"#, &json!([{ "a": 1 }, { "a": 1, "A": 2 }]));
    }

    #[test]
    fn the_depth_is_bounded() {
        assert!(parse(nested(DEPTH_MAX).as_bytes()).is_ok());
        let deep = nested(DEPTH_MAX + 1);
        refuses(deep.as_bytes(), "malformed_json", "nested deeper than 64 levels");
        let objects = "{\"a\":".repeat(DEPTH_MAX + 1);
        refuses(objects.as_bytes(), "malformed_json", "nested deeper than 64 levels");
        refuses("[".repeat(2_000_000).as_bytes(), "malformed_json", "nested deeper");
    }

    #[test]
    fn only_utf8_is_read() {
        refuses(b"\"ab\xff\"", "invalid_utf8", "byte 3 is not utf-8");
        refuses(b"\"\xed\xa0\x80\"", "invalid_utf8", "byte 1");
    }
}
