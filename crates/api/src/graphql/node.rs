//! Anything that readers see, by its id alone (GraphQL Global Object Identification).

use std::collections::HashMap;

use async_graphql::{Context, ID, Interface, Object};
use domain::record::Stored;
use newsroom::{Things, View};
use uuid::Uuid;

use super::query::{More, Read, article, holds_for};
use super::{failure, read};
use crate::dto;
use crate::dto::article::Article;
use crate::dto::quote::Quote;
use crate::dto::record::{
    Author, CuratedList, Expert, Front, Organization, RecordApi, Section, Topic,
};
use crate::web::problem::Problem;
use crate::web::query::{LIMIT_MAX, fault};

/// What readers see and what has an id of its own. No two have the same, of whatever kind.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "UUID version 7."))]
pub enum Node {
    /// An article.
    Article(Box<Article>),
    /// An author.
    Author(Author),
    /// A curated list.
    List(CuratedList),
    /// An expert.
    Expert(Box<Expert>),
    /// A front.
    Front(Front),
    /// An organisation.
    Organization(Organization),
    /// A quote.
    Quote(Box<Quote>),
    /// A section.
    Section(Section),
    /// A topic.
    Topic(Topic),
}

/// Reading things of any kind.
#[derive(Default)]
pub struct NodeQueries;

#[Object]
impl NodeQueries {
    /// What has this id, of whatever kind, as readers see it; null if there is nothing, or
    /// nothing that readers see.
    async fn node(&self, context: &Context<'_>, id: ID) -> async_graphql::Result<Option<Node>> {
        Ok(find(context, &[id]).await?.pop().flatten())
    }

    /// What has these ids, of whatever kinds, in the order of the ids, at most 100; null in the
    /// place of each that leads to nothing that readers see.
    #[graphql(complexity = "ids.len().max(1).saturating_mul(child_complexity)")]
    async fn nodes(
        &self,
        context: &Context<'_>,
        ids: Vec<ID>,
    ) -> async_graphql::Result<Vec<Option<Node>>> {
        if u32::try_from(ids.len()).map_or(true, |count| count > LIMIT_MAX) {
            let rule = format!("at most {LIMIT_MAX}");
            return Err(failure(&fault("ids", "out_of_range", rule)));
        }
        find(context, &ids).await
    }
}

/// What has these ids, in their order; one that is no UUID leads to nothing.
async fn find(context: &Context<'_>, ids: &[ID]) -> async_graphql::Result<Vec<Option<Node>>> {
    let more = More::of(&[context.look_ahead()]);
    let ids: Vec<Option<Uuid>> = ids.iter().map(|id| Uuid::parse_str(id).ok()).collect();
    let wanted: Vec<Uuid> = ids.iter().flatten().copied().collect();
    let (things, read) = read(context, move |reading, caller| {
        let seen = reading.seen(&caller.actor, View::Public)?;
        let things = reading.things(seen, &wanted)?;
        let read = more.read(reading, seen, &things.articles)?;
        Ok((things, read))
    })
    .await?;
    holds_for(context, things.articles.iter().zip(&read))?;
    let nodes = nodes(&things, &read).map_err(|problem| failure(&problem))?;
    Ok(ids.into_iter().map(|id| nodes.get(&id?).cloned()).collect())
}

/// The things by their ids, articles with what was read of them.
fn nodes(things: &Things, read: &[Read]) -> Result<HashMap<Uuid, Node>, Problem> {
    let mut nodes = HashMap::new();
    for (view, more) in things.articles.iter().zip(read) {
        nodes.insert(view.row.id.0, Node::Article(Box::new(article(view, more)?)));
    }
    for view in &things.quotes {
        nodes.insert(view.stored.id.0, Node::Quote(Box::new(dto::quote::shown(view)?)));
    }
    add(&mut nodes, &things.authors, Node::Author)?;
    add(&mut nodes, &things.topics, Node::Topic)?;
    add(&mut nodes, &things.sections, Node::Section)?;
    add(&mut nodes, &things.organizations, Node::Organization)?;
    add(&mut nodes, &things.experts, |expert| Node::Expert(Box::new(expert)))?;
    add(&mut nodes, &things.lists, Node::List)?;
    add(&mut nodes, &things.fronts, Node::Front)?;
    Ok(nodes)
}

fn add<T: RecordApi>(
    nodes: &mut HashMap<Uuid, Node>,
    records: &[Stored<T>],
    node: impl Fn(T::Shown) -> Node,
) -> Result<(), Problem> {
    for stored in records {
        nodes.insert(stored.id, node(dto::record::shown(stored)?));
    }
    Ok(())
}
