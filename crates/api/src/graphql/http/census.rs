//! What a parsed document comes to when each fragment is put in its place. Each selection is
//! visited once, so a document that would unfold to billions of fields costs no more than others.

use std::collections::HashMap;

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};

use super::Limits;
use super::refusal::Refusal;

/// The introspection fields that are lists and lead back to a type.
const LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
/// The introspection fields of a query.
const ENTRIES: [&str; 2] = ["__schema", "__type"];

/// Refuses a document that has more than the limits allow, or fragments that contain themselves.
pub(super) fn count(document: &ExecutableDocument, limits: &Limits) -> Result<(), Refusal> {
    let mut census = Census {
        fragments: &document.fragments,
        known: HashMap::new(),
        limits,
        aliases: 0,
        spreads: 0,
    };
    for (_, operation) in document.operations.iter() {
        let extent = census.set(&operation.node.selection_set.node)?;
        census.check(extent)?;
    }
    for name in document.fragments.keys() {
        census.fragment(name)?;
    }
    Ok(())
}

/// Refuses a subscription of several fields (GraphQL, October 2021, 5.2.3.1): each is a stream of
/// its own. The fragments don't contain themselves.
pub(super) fn check_one_root(
    set: &SelectionSet,
    fragments: &HashMap<Name, Positioned<FragmentDefinition>>,
) -> Result<(), Refusal> {
    if roots(set, fragments) > 1 {
        return Err(Refusal::validation("a subscription has one field at its root"));
    }
    Ok(())
}

fn roots(set: &SelectionSet, fragments: &HashMap<Name, Positioned<FragmentDefinition>>) -> usize {
    let one = |item: &Positioned<Selection>| match &item.node {
        Selection::Field(_) => 1,
        Selection::InlineFragment(inline) => roots(&inline.node.selection_set.node, fragments),
        Selection::FragmentSpread(spread) => {
            let fragment = fragments.get(&spread.node.fragment_name.node);
            fragment.map_or(0, |found| roots(&found.node.selection_set.node, fragments))
        }
    };
    set.items.iter().map(one).fold(0, usize::saturating_add)
}

/// What a selection set comes to, fragments put in their places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Extent {
    /// Fields under one another.
    depth: usize,
    /// Fields in all.
    fields: usize,
    /// Fragment spreads in all.
    spreads: usize,
    /// Fields named as in [`LISTS`] under one another, not counting finished introspections.
    lists: usize,
}

impl Extent {
    /// Adds what stands beside.
    fn beside(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            fields: self.fields.saturating_add(other.fields),
            spreads: self.spreads.saturating_add(other.spreads),
            lists: self.lists.max(other.lists),
        }
    }
}

struct Census<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// What a fragment comes to; `None` while it is being counted.
    known: HashMap<&'a str, Option<Extent>>,
    limits: &'a Limits,
    aliases: usize,
    spreads: usize,
}

impl<'a> Census<'a> {
    fn set(&mut self, set: &'a SelectionSet) -> Result<Extent, Refusal> {
        let mut sum = Extent::default();
        for item in &set.items {
            let part = match &item.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => {
                    self.spreads = self.spreads.saturating_add(1);
                    self.check_written()?;
                    let inner = self.fragment(spread.node.fragment_name.node.as_str())?;
                    Extent { spreads: inner.spreads.saturating_add(1), ..inner }
                }
            };
            sum = sum.beside(part);
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field) -> Result<Extent, Refusal> {
        if field.alias.is_some() {
            self.aliases = self.aliases.saturating_add(1);
            self.check_written()?;
        }
        let inner = self.set(&field.selection_set.node)?;
        let name = field.name.node.as_str();
        let lists = inner.lists.saturating_add(usize::from(LISTS.contains(&name)));
        let is_entry = ENTRIES.contains(&name);
        if is_entry && lists > self.limits.introspection_lists_max {
            let max = self.limits.introspection_lists_max;
            return Err(Refusal::limit("lists in one another in an introspection", max));
        }
        Ok(Extent {
            depth: inner.depth.saturating_add(1),
            fields: inner.fields.saturating_add(1),
            spreads: inner.spreads,
            lists: if is_entry { 0 } else { lists },
        })
    }

    /// What a fragment comes to; nothing if there is none of that name, which the validation says.
    fn fragment(&mut self, name: &str) -> Result<Extent, Refusal> {
        let Some((name, fragment)) = self.fragments.get_key_value(name) else {
            return Ok(Extent::default());
        };
        match self.known.get(name.as_str()) {
            Some(Some(extent)) => return Ok(*extent),
            Some(None) => return Err(Refusal::validation("a fragment contains itself")),
            None => {}
        }
        self.known.insert(name.as_str(), None);
        let extent = self.set(&fragment.node.selection_set.node)?;
        self.check(extent)?;
        self.known.insert(name.as_str(), Some(extent));
        Ok(extent)
    }

    /// Checks what is written, wherever it stands.
    fn check_written(&self) -> Result<(), Refusal> {
        bound("aliases", self.aliases, self.limits.aliases_max)?;
        bound("fragment spreads", self.spreads, self.limits.spreads_max)
    }

    /// Checks what it unfolds to.
    fn check(&self, extent: Extent) -> Result<(), Refusal> {
        bound("fields in one another", extent.depth, self.limits.depth_max)?;
        bound("fragment spreads", extent.spreads, self.limits.spreads_max)?;
        bound("fields", extent.fields, self.limits.fields_max)
    }
}

fn bound(what: &str, count: usize, max: usize) -> Result<(), Refusal> {
    if count > max { Err(Refusal::limit(what, max)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::super::Limits;
    use super::count;

    fn limits() -> Limits {
        Limits { aliases_max: 2, spreads_max: 4, depth_max: 4, fields_max: 9, ..Limits::default() }
    }

    #[track_caller]
    fn check(text: &str, want: Result<(), &str>) {
        let got = count(&parse_query(text).unwrap(), &limits());
        assert_eq!(got.as_ref().map_err(|refusal| refusal.message.as_str()).copied(), want);
    }

    #[test]
    fn aliases_up_to_the_limit() {
        check("{a:x b:y}", Ok(()));
        check("{a:x b:y c:z}", Err("aliases: at most 2"));
        check("{a:x ...F} fragment F on T {b:y c:z}", Err("aliases: at most 2"));
        check("{x} fragment F on T {a:x b:y c:z}", Err("aliases: at most 2"));
        check("{a:x{b:x{c:x}}}", Err("aliases: at most 2"));
    }

    #[test]
    fn depth_follows_fragments() {
        check("{a{b{c{d}}}}", Ok(()));
        check("{a{b{c{d{e}}}}}", Err("fields in one another: at most 4"));
        check("{a{b{...F}}} fragment F on T {c{d}}", Ok(()));
        check("{a{b{...F}}} fragment F on T {c{d{e}}}", Err("fields in one another: at most 4"));
        check("{a{...on T{b{...{c{d}}}}}}", Ok(()));
        check("query A{a} query B{a{b{c{d{e}}}}}", Err("fields in one another: at most 4"));
        check("{x} fragment F on T {a{b{c{d{e}}}}}", Err("fields in one another: at most 4"));
    }

    #[test]
    fn spreads_written_and_unfolded() {
        let fragment = "fragment F on T {x}";
        check(&format!("{{...F ...F ...F ...F}} {fragment}"), Ok(()));
        check(&format!("{{{}}} {fragment}", "...F ".repeat(5)), Err("fragment spreads: at most 4"));
        check("{...A} fragment A on T {...B ...B} fragment B on T {x}", Ok(()));
        check(
            "{...A ...A} fragment A on T {...B ...B} fragment B on T {x}",
            Err("fragment spreads: at most 4"),
        );
    }

    #[test]
    fn fields_unfolded() {
        check("{...A ...A ...A} fragment A on T {a b c}", Ok(()));
        check("{...A ...A ...A} fragment A on T {a b c d}", Err("fields: at most 9"));
    }

    #[test]
    fn fragments_that_contain_themselves() {
        let want = Err("a fragment contains itself");
        check("{...A} fragment A on T {...A}", want);
        check("{...A} fragment A on T {a{...B}} fragment B on T {...on T{...A}}", want);
        check("{x} fragment A on T {...A}", want);
    }

    #[test]
    fn unknown_fragments_are_left_to_the_validation() {
        check("{...Nobody}", Ok(()));
    }

    #[test]
    fn introspection_does_not_multiply() {
        let want = Err("lists in one another in an introspection: at most 1");
        check("{__schema{types{fields{name}}}}", Ok(()));
        check("{__type(name:\"A\"){fields{name} interfaces{name}}}", Ok(()));
        check("{__type(name:\"A\"){fields{type{fields}}}}", want);
        check("{__type(name:\"A\"){fields{...F}}} fragment F on __Field {type{fields}}", want);
        check("{__type(name:\"A\"){interfaces{possibleTypes}}}", want);
        check("{form{fields{fields}}}", Ok(()));
    }
}
