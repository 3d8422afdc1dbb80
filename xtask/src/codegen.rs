//! The files that are made from the code: the `OpenAPI` document, the GraphQL schema, and the page
//! of permissions.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::command::Mode;
use crate::shell;

/// The subcommand of the binary that prints a document, and the file that holds it.
const CONTRACTS: [(&str, &str); 2] = [("openapi", "openapi.yaml"), ("schema", "schema.graphql")];

/// The same for a page that is to be read.
const PAGES: [(&str, &str); 1] = [("permissions", "docs/PERMISSIONS.md")];

/// Where the contracts are that later ones may not break.
const BASELINE: &str = "contract/baseline";

/// Writes the files, or fails with the names of those that differ from the code.
pub(crate) fn run(mode: Mode) -> Result<()> {
    let (contracts, pages) = (printed(&CONTRACTS)?, printed(&PAGES)?);
    let all = [contracts.as_slice(), pages.as_slice()].concat();
    match mode {
        Mode::Write => write(".", &all),
        Mode::Check => compare(&all),
        Mode::Baseline => write(".", &all).and_then(|()| write(BASELINE, &contracts)),
    }
}

/// What the code says is in the files.
fn printed(documents: &[(&str, &'static str)]) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let mut printed = Vec::new();
    for (subcommand, file) in documents {
        let mut command = shell::cargo(&["run", "--quiet", "--bin", "masthead", "--", subcommand]);
        let text = shell::output(&mut command)?;
        if text.is_empty() {
            bail!("`masthead {subcommand}` printed nothing");
        }
        printed.push((*file, text));
    }
    Ok(printed)
}

fn write(folder: &str, printed: &[(&str, Vec<u8>)]) -> Result<()> {
    for (file, text) in printed {
        let path = shell::workspace().join(folder).join(file);
        fs::write(path, text).with_context(|| (*file).to_owned())?;
    }
    Ok(())
}

fn compare(printed: &[(&str, Vec<u8>)]) -> Result<()> {
    // A file that can't be read differs: it is most often not there yet.
    let differ: Vec<&str> = printed
        .iter()
        .filter(|(file, text)| fs::read(shell::workspace().join(file)).ok().as_ref() != Some(text))
        .map(|(file, _)| *file)
        .collect();
    if !differ.is_empty() {
        bail!("not what the code says: {}; mend with `cargo xtask codegen`", differ.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_file_passes_the_comparison() {
        let file = "xtask/Cargo.toml";
        let text = fs::read(shell::workspace().join(file)).unwrap();
        assert!(compare(&[(file, text)]).is_ok());
    }

    #[test]
    fn differing_and_missing_files_are_named_with_the_mending_command() {
        let printed = [("xtask/Cargo.toml", b"x".to_vec()), ("no-such-file", b"y".to_vec())];
        assert_eq!(
            compare(&printed).unwrap_err().to_string(),
            "not what the code says: xtask/Cargo.toml, no-such-file; \
             mend with `cargo xtask codegen`"
        );
    }
}
