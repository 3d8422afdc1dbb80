//! The front end of `examples/front`, which the demo shows at `/`.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../examples/front/public"]
struct Pages;

/// A file of the front end by its path.
pub fn page(path: &str) -> Option<Cow<'static, [u8]>> {
    Pages::get(path).map(|file| file.data)
}
