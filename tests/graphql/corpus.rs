//! Requests that ask for too much, for the test that each is refused, and the benchmark of how fast.

use serde_json::json;

/// A flood: what it is too much of, and what is sent.
pub(crate) type Flood = (&'static str, String);

/// All of them.
pub(crate) fn corpus() -> Vec<Flood> {
    [selections(), documents(), costs()].concat()
}

fn times(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(" ")
}

fn query(words: impl Into<String>) -> String {
    json!({ "query": words.into() }).to_string()
}

fn nested(depth: usize, open: &str, leaf: &str) -> String {
    format!("{}{leaf}{}", open.repeat(depth), "}".repeat(depth))
}

/// Fragments of which each holds the next twice.
fn doubling(count: usize) -> String {
    let one = |at| format!("fragment F{at} on Query {{ ...F{0} ...F{0} }}", at + 1);
    format!("{{ ...F0 }} {} fragment F{count} on Query {{ __typename }}", times(count, one))
}

/// Selections that unfold.
fn selections() -> Vec<Flood> {
    vec![
        (
            "aliases",
            query(format!("{{ {} }}", times(31, |at| format!("a{at}: site {{ tagline }}")))),
        ),
        (
            "aliases by the thousand",
            query(format!("{{ {} }}", times(1_000, |at| format!("a{at}: __typename")))),
        ),
        (
            "aliases in a fragment",
            query(format!(
                "{{ ...F }} fragment F on Query {{ {} }}",
                times(40, |at| format!("a{at}: __typename"))
            )),
        ),
        (
            "aliases behind fragments",
            query(format!(
                "{{ {} }} {}",
                times(40, |at| format!("...F{at}")),
                times(40, |at| format!("fragment F{at} on Query {{ a{at}: __typename }}"))
            )),
        ),
        ("depth", query(nested(20, "{ __type(name: \"Query\") { ofType ", "{ name }"))),
        (
            "depth of introspection",
            query(format!("{{ __type(name: \"Query\") {} }}", nested(30, "{ ofType ", "{ name }"))),
        ),
        (
            "depth of inline fragments",
            query(format!("{{ {} }}", nested(100, "... on Query { ", "__typename"))),
        ),
        ("depth past the parser", query("{".repeat(5_000))),
        (
            "lists of introspection",
            query(
                "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
            ),
        ),
    ]
}

/// Fragments, and documents that are long.
fn documents() -> Vec<Flood> {
    vec![
        ("a fragment of itself", query("{ ...F } fragment F on Query { ...F }")),
        (
            "fragments of each other",
            query("{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }"),
        ),
        ("fragments that double", query(doubling(30))),
        (
            "spreads",
            query(format!(
                "{{ {} }} fragment F on Query {{ __typename }}",
                times(101, |_| "...F".to_owned())
            )),
        ),
        ("tokens", query(format!("{{ {} }}", times(2_001, |_| "__typename".to_owned())))),
        (
            "directives",
            query(format!("{{ __typename {} }}", times(1_000, |_| "@skip(if: false)".to_owned()))),
        ),
        ("operations", query(times(700, |at| format!("query Q{at} {{ __typename }}")))),
        ("a long query", query(format!("{{ __typename }} # {}", "a".repeat(16 * 1_024)))),
        ("a long body", query(format!("{{ __typename }} # {}", "a".repeat(65 * 1_024)))),
    ]
}

/// Requests that are short and cost much, numbers, variables, batches.
fn costs() -> Vec<Flood> {
    let wide = "id slug headline kicker standfirst byline language wordCount publishedAt updatedAt
        credits { author { id name bio links { rel url } } } topics { topic { id name synonyms } }
        quotes { exactText quote { text expert { name affiliations { roleTitle } } } } body { html text }
        kind access sensitive contentWarning summaryPoints canonicalUrl readingTimeSeconds revision
        section { id name slug description order } dateline { text date } headlines { social seo short }
        corrections { id text kind significance position publishedAt } rights { holder year notice }";
    let articles =
        |first: &str| query(format!("{{ articles(first: {first}) {{ nodes {{ id }} }} }}"));
    vec![
        ("cost", query(format!("{{ articles(first: 100) {{ nodes {{ {wide} }} }} }}"))),
        (
            "cost by edges",
            query(format!("{{ articles(first: 100) {{ edges {{ node {{ {wide} }} }} }} }}")),
        ),
        (
            "cost of lists",
            query(format!(
                "{{ editorsPicks {{ ...L }} list(key: \"a\") {{ ...L }} }}
                 fragment L on FrontList {{ items {{ article {{ {wide} }} }} }}"
            )),
        ),
        (
            "cost of neighbours",
            query(format!(
                "{{ trending(first: 100) {{ edges {{ node {{ {wide} }} }} }} related(by: {{slug: \"a\"}}, first: 100) {{ article {{ {wide} }} }} }}"
            )),
        ),
        ("overflow", articles("2147483647")),
        ("overflow downwards", articles("-2147483648")),
        ("a huge number", articles("99999999999999999999999999")),
        ("a number with an exponent", articles("1e400")),
        (
            "a huge number in a variable",
            json!({
                "query": "query($first: Int) { articles(first: $first) { nodes { id } } }",
                "variables": { "first": 9_223_372_036_854_775_807_i64 },
            })
            .to_string(),
        ),
        (
            "deep variables",
            format!(
                "{{\"query\": \"{{ __typename }}\", \"variables\": {{\"a\": {}{} }}}}",
                "[".repeat(500),
                "]".repeat(500)
            ),
        ),
        ("a batch", format!("[{}]", query("{ __typename }"))),
        (
            "a batch of a thousand",
            format!(
                "[{}]",
                times(1_000, |at| format!(
                    "{}{}",
                    if at == 0 { "" } else { "," },
                    query("{ __typename }")
                ))
            ),
        ),
    ]
}
