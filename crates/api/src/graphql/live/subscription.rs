//! What one may listen to.

use async_graphql::{Context, Enum, ID, SimpleObject, Subscription};
use domain::actor::Actor;
use domain::change::ChangeKind as DomainKind;
use domain::record::Entity;
use domain::visibility::{Visibility, WorkingScope};
use futures_util::stream::{Stream, unfold};
use newsroom::{Found, Happened, ListAsked, NewsroomError, Reading, View};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::feed::Ear;
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::article::{Article, WorkingArticle};
use crate::dto::list::FrontList;
use crate::graphql::around::{list_cost, read_list, shown_list};
use crate::graphql::failure;
use crate::graphql::query::{More, absent, article};
use crate::web::code;
use crate::web::problem::Problem;

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainKind")]
pub enum ChangeKind {
    /// It was made.
    Created,
    /// It has a new revision.
    Updated,
    /// Readers see it, or another revision of it.
    Published,
    /// Readers no longer see it.
    Unpublished,
    /// It was withdrawn for good.
    Killed,
    /// It lies in the trash.
    Trashed,
    /// It is gone.
    Deleted,
}

/// Something that happened to an article.
#[derive(Debug, Clone, SimpleObject)]
pub struct ArticleChange {
    /// The article's id: UUID version 7.
    pub article_id: ID,
    /// What happened.
    pub kind: ChangeKind,
    /// Its newest revision; null if it is gone.
    pub article: Option<WorkingArticle>,
}

/// The root of subscriptions.
#[derive(Debug, Default)]
pub struct Subscription;

/// What happens from now on, to whoever listens.
#[Subscription]
impl Subscription {
    /// Each article that is published from now on, for the first time or in another revision, as
    /// readers see it.
    #[expect(clippy::unused_async, reason = "resolvers are async")]
    async fn article_published(
        &self,
        context: &Context<'_>,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<Article>> + use<>> {
        let more = More::of(&[context.look_ahead()]);
        let wanted = |happened: &Happened| {
            happened.entity == Entity::Article && happened.kind == DomainKind::Published
        };
        follow(context, wanted, move |reading, actor, happened| {
            let seen = reading.seen(actor, View::Public)?;
            let Some(view) = found(reading.article(seen, &happened.id.to_string()))? else {
                return Ok(None);
            };
            let read = more.read(reading, seen, std::slice::from_ref(&view))?;
            read.first().map(|more| article(&view, more)).transpose()
        })
    }

    /// Whatever happens to an article from now on, with its newest revision; needs a credential.
    /// Authors hear of their own articles.
    #[expect(clippy::unused_async, reason = "resolvers are async")]
    async fn article_changed(
        &self,
        context: &Context<'_>,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<ArticleChange>> + use<>>
    {
        let caller = context.data::<Caller>()?;
        domain::policy::working_view(&caller.actor)
            .map_err(|denied| failure(&NewsroomError::from(denied).into()))?;
        let wanted = |happened: &Happened| happened.entity == Entity::Article;
        follow(context, wanted, |reading, actor, happened| {
            let seen = reading.seen(actor, View::Working)?;
            let change = |article| ArticleChange {
                article_id: ID(happened.id.to_string()),
                kind: happened.kind.into(),
                article,
            };
            let Some(view) = found(reading.article(seen, &happened.id.to_string()))? else {
                return Ok(may_know_what_is_gone(seen, happened).then(|| change(None)));
            };
            let working = reading.working(seen, view, None)?;
            Ok(Some(change(Some(dto::article::working(&working)?))))
        })
    }

    /// A curated list as readers see it, whenever that changes by an editor; each of them, or the one of
    /// a key.
    #[graphql(complexity = "list_cost(None).saturating_mul(child_complexity)")]
    #[expect(clippy::unused_async, reason = "resolvers are async")]
    async fn list_changed(
        &self,
        context: &Context<'_>,
        key: Option<String>,
    ) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<FrontList>> + use<>> {
        let more = More::of(&[context.look_ahead().field("items").field("article")]);
        let wanted = |happened: &Happened| {
            happened.entity == Entity::List && happened.kind == DomainKind::Published
        };
        follow(context, wanted, move |reading, actor, happened| {
            let seen = reading.seen(actor, View::Public)?;
            let handle = happened.id.to_string();
            let asked = ListAsked { handle, limit: usize::MAX, ..ListAsked::default() };
            let Some((list, read)) = read_list(reading, seen, &asked, more)? else {
                return Ok(None);
            };
            let shown = shown_list(&list, &read)?;
            Ok(Some(shown).filter(|shown| key.as_ref().is_none_or(|key| *key == shown.key)))
        })
    }
}

/// True for an article that is gone if the one who listens could have seen it. Of an author's own
/// nothing is left that says so.
fn may_know_what_is_gone(seen: Visibility, happened: &Happened) -> bool {
    match seen {
        Visibility::Working(WorkingScope::All | WorkingScope::AllButPrivate) => {
            happened.kind == DomainKind::Deleted
        }
        Visibility::Working(WorkingScope::Own(_)) | Visibility::Public { .. } => false,
    }
}

/// What is not there, or not for the one who listens, is no event.
fn found<T>(found: Result<Found<T>, NewsroomError>) -> Result<Option<T>, NewsroomError> {
    match found {
        Ok(Found::Here(thing)) => Ok(Some(thing)),
        Ok(Found::Moved { .. }) => Ok(None),
        Err(error) => absent(error),
    }
}

/// One who listens.
struct Listener<R> {
    app: App,
    actor: Actor,
    entries: Receiver<Happened>,
    wanted: fn(&Happened) -> bool,
    read: R,
}

/// What `read` makes of each entry of the log that is `wanted`. It ends with an error: when the
/// listener is no longer who they were, has fallen behind, or the database fails.
fn follow<T, R>(
    context: &Context<'_>,
    wanted: fn(&Happened) -> bool,
    read: R,
) -> async_graphql::Result<impl Stream<Item = async_graphql::Result<T>> + use<T, R>>
where
    T: Send + 'static,
    R: Fn(&mut Reading, &Actor, &Happened) -> Result<Option<T>, Problem> + Clone + Send + 'static,
{
    let app = context.data::<App>()?.clone();
    let actor = context.data::<Caller>()?.actor.clone();
    let entries = context.data::<Ear>()?.take();
    let entries = entries.ok_or_else(|| failure(&Problem::new(code::INTERNAL)))?;
    let listener = Listener { app, actor, entries, wanted, read };
    Ok(unfold(Some(listener), |listener| async move {
        let mut listener = listener?;
        match listener.next().await {
            Ok(Some(event)) => Some((Ok(event), Some(listener))),
            Ok(None) => None,
            Err(problem) => Some((Err(failure(&problem)), None)),
        }
    }))
}

impl<T, R> Listener<R>
where
    T: Send + 'static,
    R: Fn(&mut Reading, &Actor, &Happened) -> Result<Option<T>, Problem> + Clone + Send + 'static,
{
    async fn next(&mut self) -> Result<Option<T>, Problem> {
        loop {
            let entry = match self.entries.recv().await {
                Ok(entry) => entry,
                Err(RecvError::Closed) => return Ok(None),
                Err(RecvError::Lagged(_)) => return Err(Problem::new(code::GRAPHQL_EVENTS_MISSED)),
            };
            if !(self.wanted)(&entry) {
                continue;
            }
            let (actor, read) = (self.actor.clone(), self.read.clone());
            let event = self.app.run(move |newsroom| {
                // a closed account, a revoked credential, a smaller role hold from the next event
                let actor = newsroom.still(&actor)?;
                Ok::<_, NewsroomError>(read(&mut newsroom.reading()?, &actor, &entry))
            });
            if let Some(event) = event.await?? {
                return Ok(Some(event));
            }
        }
    }
}
