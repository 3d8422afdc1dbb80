//! Looking for words in an answer: in each byte of its body and its headers, plainly, behind the
//! content coding, percent-decoded, and in what is written in base64, as cursors are.

use std::collections::BTreeSet;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use testkit::Answer;

use super::words::found;

/// Text in base64 is at least as long as what a word takes there.
const CODED_LEN_MIN: usize = 12;

/// All that an answer says, in every way in which it can be read.
pub(super) struct Text(Vec<String>);

impl Text {
    /// Of an answer.
    pub(super) fn of(answer: &Answer) -> Self {
        let mut texts = vec![String::from_utf8_lossy(&body(answer)).into_owned()];
        if !answer.header("content-encoding").is_empty() {
            texts.push(String::from_utf8_lossy(&answer.bytes).into_owned());
        }
        let header = |(name, value): (_, &reqwest::header::HeaderValue)| {
            format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))
        };
        texts.push(answer.headers.iter().map(header).collect());
        let read: Vec<String> = texts.iter().flat_map(|text| decoded(text)).collect();
        texts.extend(read);
        Self(texts)
    }

    /// The words of a stem that it holds, whatever their case.
    pub(super) fn words(&self, stem: &str) -> BTreeSet<String> {
        let words = |text: &String| -> Vec<String> {
            let text = text.to_ascii_lowercase();
            found(stem, &text).map(ToOwned::to_owned).collect()
        };
        self.0.iter().flat_map(words).collect()
    }

    /// Whether it holds just this.
    pub(super) fn says(&self, secret: &str) -> bool {
        self.0.iter().any(|text| text.contains(secret))
    }
}

/// The body without its content coding.
pub(super) fn body(answer: &Answer) -> Vec<u8> {
    let mut plain = Vec::new();
    let coded = answer.bytes.as_slice();
    match answer.header("content-encoding") {
        "gzip" => {
            flate2::read::GzDecoder::new(coded).read_to_end(&mut plain).unwrap();
        }
        "br" => {
            brotli::Decompressor::new(coded, 4_096).read_to_end(&mut plain).unwrap();
        }
        "zstd" => plain = zstd::decode_all(coded).unwrap(),
        "" => plain = coded.to_vec(),
        other => panic!("a content coding that nobody asked for: {other}"),
    }
    plain
}

/// What stands in text behind percent signs and in base64.
fn decoded(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    if text.contains('%') {
        all.push(percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned());
    }
    let is_coded = |sign: char| sign.is_ascii_alphanumeric() || "-_+/".contains(sign);
    let parts = text.split(|sign| !is_coded(sign));
    for part in parts.filter(|part| part.len() >= CODED_LEN_MIN && !is_id(part)) {
        let read = URL_SAFE_NO_PAD.decode(part).or_else(|_| STANDARD_NO_PAD.decode(part));
        all.extend(read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    }
    all
}

/// True for an id, which is nothing in base64.
fn is_id(part: &str) -> bool {
    part.len() == 36 && part.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderName};
    use serde_json::Value;

    use super::super::words::HIDDEN;
    use super::*;

    fn answer(bytes: &[u8], headers: &[(&'static str, &str)]) -> Answer {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), value.parse().unwrap())
        };
        let headers: HeaderMap = headers.iter().map(pair).collect();
        Answer { status: StatusCode::OK, headers, json: Value::Null, bytes: bytes.to_vec() }
    }

    #[track_caller]
    fn check(bytes: &[u8], headers: &[(&'static str, &str)], want: &[&str]) {
        let got = Text::of(&answer(bytes, headers)).words(HIDDEN);
        assert_eq!(got.iter().map(String::as_str).collect::<Vec<_>>(), want);
    }

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        check(b"{\"a\": \"nothing\"}", &[("etag", "\"1\"")], &[]);
        check(b"{\"a\": \"xCanaryAAABx\"}", &[], &["canaryaaab"]);
        check(b"", &[("location", "/v1/canaryaaac")], &["canaryaaac"]);
        let coded = URL_SAFE_NO_PAD.encode(b"\x01\xffcanaryaaad");
        check(format!("{{\"next\": \"{coded}\"}}").as_bytes(), &[], &["canaryaaad"]);
        check(b"", &[("link", "</v1/x?c=%63anaryaaae>")], &["canaryaaae"]);
        let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zipped.write_all(b"canaryaaaf").unwrap();
        check(&zipped.finish().unwrap(), &[("content-encoding", "gzip")], &["canaryaaaf"]);
        let zstd = zstd::encode_all(&b"canaryaaag"[..], 1).unwrap();
        check(&zstd, &[("content-encoding", "zstd")], &["canaryaaag"]);
    }
}
