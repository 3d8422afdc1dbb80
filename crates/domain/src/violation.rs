//! What is wrong with an input, and where: the material of every 4xx answer.

use std::fmt;

/// One fault in a document that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where: a JSON Pointer (RFC 6901) into the document, `""` for the whole of it.
    pub pointer: String,
    /// Which rule: a stable `lower_snake` word that programs may match.
    pub code: &'static str,
    /// The rule in words, for a person; lower case, no full stop.
    pub detail: String,
}

impl Violation {
    /// A fault at `pointer` against the rule `code`.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }

    /// The same fault, seen from a document that holds this one at `prefix`.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.pointer.insert_str(0, prefix);
        self
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.detail)
    }
}

/// The faults of one input, collected so that an editor hears of all at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// How many faults are kept; the rest would not be read.
    pub const LEN_MAX: usize = 50;

    /// Adds one fault, up to [`Self::LEN_MAX`].
    pub fn push(&mut self, violation: Violation) {
        if self.0.len() < Self::LEN_MAX {
            self.0.push(violation);
        }
    }

    /// Takes the value of a parse, or notes its fault at `pointer`.
    pub fn field<T, F: Into<Fault>>(&mut self, pointer: &str, parsed: Result<T, F>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(fault) => {
                let Fault { code, detail } = fault.into();
                self.push(Violation::new(pointer, code, detail));
                None
            }
        }
    }

    /// Adds the faults of a part that stands at `prefix`.
    pub fn absorb(&mut self, prefix: &str, faults: impl IntoIterator<Item = Violation>) {
        for fault in faults {
            self.push(fault.under(prefix));
        }
    }

    /// The same faults, seen from a document that holds this one at `prefix`.
    #[must_use]
    pub fn under(self, prefix: &str) -> Self {
        Self(self.0.into_iter().map(|fault| fault.under(prefix)).collect())
    }

    /// Notes a list that is longer than `max`.
    pub fn at_most(&mut self, pointer: &str, len: usize, max: usize) {
        if len > max {
            let detail = format!("at most {max} items, this has {len}");
            self.push(Violation::new(pointer, "too_many", detail));
        }
    }

    /// True if a fault is noted at just this place.
    pub fn names(&self, pointer: &str) -> bool {
        self.0.iter().any(|fault| fault.pointer == pointer)
    }

    /// True if a fault is noted below this place.
    pub fn name_within(&self, pointer: &str) -> bool {
        let is_below = |fault: &Violation| {
            fault.pointer.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'))
        };
        self.0.iter().any(is_below)
    }

    /// How many faults are noted.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults in the order in which they were met.
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }

    /// `Ok(value)` if nothing is wrong, else the faults.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

/// A broken rule before it is known where it was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// As [`Violation::code`].
    pub code: &'static str,
    /// As [`Violation::detail`].
    pub detail: String,
}

impl Fault {
    /// A broken rule.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

/// Stands before and between code and detail where a fault has to pass through serde, which
/// carries text only. No text that a client sends can hold it: control characters are refused.
const MARK: char = '\u{1}';

impl Fault {
    /// Hands the fault to serde; `Fault::from_serde` gets it back whole.
    pub fn into_serde<E: serde::de::Error>(self) -> E {
        E::custom(format_args!("{MARK}{}{MARK}{}{MARK}", self.code, self.detail))
    }

    /// The fault in a message of serde's: ours as it was, else serde's own words.
    pub(crate) fn from_serde(message: &str) -> Self {
        let mut parts = message.split(MARK);
        if let (Some(_), Some(code), Some(detail)) = (parts.next(), parts.next(), parts.next()) {
            let known = CODES.iter().find(|known| **known == code);
            return Self::new(known.copied().unwrap_or("invalid_value"), detail);
        }
        let code = match message {
            m if m.starts_with("unknown field") => "unknown_member",
            m if m.starts_with("missing field") => "required",
            m if m.starts_with("invalid type") => "invalid_type",
            m if m.starts_with("duplicate field") => "duplicate",
            _ => "invalid_value",
        };
        Self::new(code, without_our_types(message))
    }
}

/// serde's words, an object in the place of a type that only the code has.
fn without_our_types(message: &str) -> String {
    match message.rsplit_once("expected struct ") {
        Some((before, name)) if name.chars().all(char::is_alphanumeric) => {
            format!("{before}expected an object")
        }
        Some(_) | None => message.to_owned(),
    }
}

/// The codes of faults that pass through serde.
const CODES: [&str; 14] = [
    "ambiguous_time",
    "bad_character",
    "control_character",
    "empty",
    "invalid_address",
    "invalid_country",
    "invalid_date",
    "invalid_language",
    "invalid_slug",
    "invalid_time",
    "invalid_url",
    "too_long",
    "unknown_time_zone",
    "url_scheme",
];
