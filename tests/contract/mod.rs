//! The contract's files, and the house's plan.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[track_caller]
fn check_drift(file: &str, generated: &str) {
    let kept = std::fs::read_to_string(root().join(file)).unwrap();
    assert!(kept == generated, "{file} is not what the code says: run `cargo xtask codegen`");
}

#[test]
fn openapi_is_what_the_code_says() {
    check_drift("openapi.yaml", &api::server::openapi_yaml().unwrap());
}

#[test]
fn schema_is_what_the_code_says() {
    check_drift("schema.graphql", &api::server::sdl());
}

#[test]
fn permissions_are_what_the_code_says() {
    check_drift("docs/PERMISSIONS.md", &domain::policy::page());
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<_> {
        let dir = root().join("migrations").join(engine).join("main");
        std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

/// The house, bottom to top, with what each floor may stand on.
const FLOORS: [(&str, &[&str]); 5] = [
    ("domain", &[]),
    ("store", &["domain"]),
    ("newsroom", &["domain", "store"]),
    ("api", &["domain", "newsroom"]),
    ("masthead", &["domain", "store", "newsroom", "api"]),
];

/// Crates that only these floors may name.
const FENCED: [(&str, &[&str]); 8] = [
    ("diesel", &["store"]),
    ("diesel-async", &["store"]),
    ("libsqlite3-sys", &["store"]),
    ("actix-web", &["api"]),
    ("async-graphql", &["api"]),
    ("utoipa", &["api"]),
    ("jsonwebtoken", &["api"]),
    ("tokio", &["store", "api", "masthead"]),
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata =
        MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap();
    let normal = |package: &cargo_metadata::Package| {
        let own = package.dependencies.iter().filter(|d| d.kind != DependencyKind::Development);
        own.map(|dependency| dependency.name.clone()).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), normal(package))).collect()
}

#[test]
fn arrows_between_floors_point_down_only() {
    let all = dependencies();
    let floors: BTreeSet<_> = FLOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    for (floor, allowed) in FLOORS {
        let below: Vec<_> = all[floor].intersection(&floors).collect();
        let wrong: Vec<_> = below.iter().filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{floor} stands on {wrong:?}");
    }
}

#[test]
fn only_its_floor_names_a_fenced_crate() {
    let all = dependencies();
    for (fenced, allowed) in FENCED {
        for (floor, _) in FLOORS {
            let named = all[floor].contains(fenced);
            assert!(!named || allowed.contains(&floor), "{floor} names {fenced}");
        }
    }
}

#[test]
fn every_public_error_is_explained_once() {
    let mut seen = BTreeSet::new();
    for code in api::web::code::ALL {
        assert!(seen.insert(code.code), "{} stands twice", code.code);
        assert!((400..600).contains(&code.status) && code.about.len() > 15, "{}", code.code);
    }
}
