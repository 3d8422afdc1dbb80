//! Content codings (RFC 9110, section 8.4.1): what readers see is compressed as the client asks.

use std::io::Write as _;

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_ENCODING;

/// Bodies shorter than this fit into a packet as they are.
const BYTES_MIN: usize = 1_024;
/// Quick enough to be done for each answer; the longest effort gains a tenth more.
const BROTLI_QUALITY: u32 = 4;
const BROTLI_WINDOW: u32 = 20;

/// How a body is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Coding {
    /// The one of equal weight that is taken first is the one that costs least.
    const KNOWN: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// What a client takes a body of this length in.
    pub fn of(request: &HttpRequest, len: usize) -> Self {
        if len < BYTES_MIN { Self::Identity } else { Self::wanted(request) }
    }

    /// What a client takes a body in that is not short.
    pub fn wanted(request: &HttpRequest) -> Self {
        let sent = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        sent.map_or(Self::Identity, Self::negotiate)
    }

    /// The known coding of the greatest weight (RFC 9110, section 12.5.3).
    fn negotiate(sent: &str) -> Self {
        let weights: Vec<(&str, f32)> = sent.split(',').filter_map(weight).collect();
        let of = |word: &str| weights.iter().find(|(own, _)| own.eq_ignore_ascii_case(word));
        let mut best = (Self::Identity, 0.0);
        for coding in Self::KNOWN {
            let found = of(coding.word()).or_else(|| of("*")).map_or(0.0, |(_, weight)| *weight);
            if found > best.1 {
                best = (coding, found);
            }
        }
        best.0
    }

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The tag of bytes in this coding: other bytes, another strong tag.
    pub fn tag(self, plain: &str) -> String {
        match (self, plain.strip_suffix('"')) {
            (Self::Identity, _) | (_, None) => plain.to_owned(),
            (_, Some(open)) => format!("{open}-{}\"", self.word()),
        }
    }

    /// The bytes in this coding, the same each time.
    pub fn encode(self, bytes: Vec<u8>) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Identity => Ok(bytes),
            Self::Gzip => {
                let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                to.write_all(&bytes)?;
                to.finish()
            }
            Self::Brotli => {
                let (buffer, mut out) = (4_096, Vec::new());
                let mut to =
                    brotli::CompressorWriter::new(&mut out, buffer, BROTLI_QUALITY, BROTLI_WINDOW);
                to.write_all(&bytes)?;
                drop(to);
                Ok(out)
            }
            Self::Zstd => zstd::encode_all(bytes.as_slice(), zstd::DEFAULT_COMPRESSION_LEVEL),
        }
    }
}

/// A coding that a client names, with its weight.
fn weight(part: &str) -> Option<(&str, f32)> {
    let mut words = part.split(';').map(str::trim);
    let name = words.next().filter(|name| !name.is_empty())?;
    let weight =
        words.find_map(|word| word.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
    Some((name, weight.unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_greatest_weight_wins() {
        for (sent, want) in [
            ("", Coding::Identity),
            ("identity", Coding::Identity),
            ("gzip", Coding::Gzip),
            ("GZIP", Coding::Gzip),
            ("gzip, deflate, br, zstd", Coding::Zstd),
            ("gzip, deflate, br", Coding::Brotli),
            ("zstd;q=0.5, gzip;q=0.9", Coding::Gzip),
            ("zstd;q=0, br;q=0", Coding::Identity),
            ("*", Coding::Zstd),
            ("*;q=0.1, gzip;q=0.2", Coding::Gzip),
            ("*;q=0", Coding::Identity),
            ("gzip;q=nonsense", Coding::Identity),
            (";q=1, ,", Coding::Identity),
        ] {
            assert_eq!(Coding::negotiate(sent), want, "{sent}");
        }
    }

    #[test]
    fn each_coding_gives_the_bytes_back() {
        let plain = b"One two three. ".repeat(200);
        for coding in Coding::KNOWN {
            let coded = coding.encode(plain.clone()).unwrap();
            assert!(coded.len() < plain.len() / 4, "{coding:?} {}", coded.len());
            assert_eq!(coded, coding.encode(plain.clone()).unwrap(), "the same each time");
            let mut back = Vec::new();
            match coding {
                Coding::Identity => back.clone_from(&coded),
                Coding::Gzip => {
                    flate2::read::GzDecoder::new(&*coded).read_to_end(&mut back).unwrap();
                }
                Coding::Brotli => {
                    brotli::Decompressor::new(&*coded, 4_096).read_to_end(&mut back).unwrap();
                }
                Coding::Zstd => back = zstd::decode_all(&*coded).unwrap(),
            }
            assert_eq!(back, plain);
        }
    }

    #[test]
    fn each_coding_has_a_tag_of_its_own() {
        assert_eq!(Coding::Identity.tag("\"a\""), "\"a\"");
        assert_eq!(Coding::Brotli.tag("\"a\""), "\"a-br\"");
    }
}
