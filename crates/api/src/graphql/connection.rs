//! Lists in parts (Relay, GraphQL Cursor Connections Specification).

use std::borrow::Cow;

use async_graphql::{ComplexObject, Context, OutputType, SimpleObject, TypeName};
use newsroom::{Page, PageRequest};

use super::failure;
use crate::web::cursor::{self, Key};
use crate::web::problem::Problem;
use crate::web::query::{LIMIT_DEFAULT, LIMIT_MAX, fault};

/// A part of a list.
#[derive(Debug, SimpleObject)]
#[graphql(name_type, complex)]
pub struct Connection<T: OutputType> {
    /// Its items, each with its place in the list.
    edges: Vec<Edge<T>>,
    /// Its neighbours.
    page_info: PageInfo,
    /// How long the whole list is; counted only where it is asked for.
    total_count: Option<u64>,
}

/// An item of a list at its place.
#[derive(Debug, SimpleObject)]
#[graphql(name_type)]
pub struct Edge<T: OutputType> {
    /// Its place: what `after` and `before` take.
    cursor: String,
    /// The item.
    node: T,
}

/// The neighbours of a part of a list.
#[derive(Debug, SimpleObject)]
pub struct PageInfo {
    /// True if the list goes on behind it.
    pub(super) has_next_page: bool,
    /// True if the list has items before it.
    pub(super) has_previous_page: bool,
    /// The place of its first item; null if it has none.
    pub(super) start_cursor: Option<String>,
    /// The place of its last item; null if it has none.
    pub(super) end_cursor: Option<String>,
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

#[ComplexObject]
impl<T: OutputType> Connection<T> {
    /// Its items alone.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }
}

/// Which part of a list: `first` and `after`, or `last` and `before`.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) first: Option<i32>,
    pub(super) after: Option<String>,
    pub(super) last: Option<i32>,
    pub(super) before: Option<String>,
}

impl Part {
    /// What is asked of the list that `scope` names.
    pub(super) fn request<K: Key>(
        self,
        context: &Context<'_>,
        scope: &str,
    ) -> Result<PageRequest<K>, Problem> {
        let backwards = self.last.is_some() || self.before.is_some();
        let forwards = self.first.is_some() || self.after.is_some();
        if backwards && forwards {
            return Err(fault(
                "last",
                "invalid_value",
                "either first and after, or last and before",
            ));
        }
        let (name, count) = if backwards { ("last", self.last) } else { ("first", self.first) };
        let limit = count.map_or(Ok(LIMIT_DEFAULT), u32::try_from).unwrap_or(0);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(fault(name, "out_of_range", format!("1 to {LIMIT_MAX}")));
        }
        let raw = if backwards { self.before } else { self.after };
        let from = raw.map(|raw| cursor::read::<K>(scope, &raw)).transpose()?.map(|(key, _)| key);
        let count = context.look_ahead().field("totalCount").exists();
        Ok(PageRequest { from, backwards, limit, count })
    }
}

/// A page as a connection.
pub(super) fn connection<S, T: OutputType, K: Key>(
    page: &Page<S>,
    scope: &str,
    key: impl Fn(&S) -> K,
    node: impl Fn(&S) -> Result<T, Problem>,
) -> async_graphql::Result<Connection<T>> {
    let edge = |item: &S| {
        let cursor = cursor::write(scope, &key(item), false);
        Ok(Edge { cursor, node: node(item).map_err(|problem| failure(&problem))? })
    };
    let edges: Vec<Edge<T>> = page.items.iter().map(edge).collect::<async_graphql::Result<_>>()?;
    let place = |edge: Option<&Edge<T>>| edge.map(|edge| edge.cursor.clone());
    let page_info = PageInfo {
        has_next_page: page.has_next,
        has_previous_page: page.has_prev,
        start_cursor: place(edges.first()),
        end_cursor: place(edges.last()),
    };
    Ok(Connection { edges, page_info, total_count: page.total })
}

/// How many items of a page are paid for.
pub(super) fn page_cost(first: Option<i32>, last: Option<i32>) -> usize {
    let asked = first.or(last).map_or(Ok(LIMIT_DEFAULT), u32::try_from);
    let items = asked.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX);
    usize::try_from(items).unwrap_or(usize::MAX)
}
