//! Quotes: what was said, and where it is printed.

use std::collections::HashMap;

use domain::actor::Actor;
use domain::article::{ArticleMeta, QuoteUse};
use domain::change::{Change, ChangeKind};
use domain::expert::Expert;
use domain::id::{ArticleId, QuoteId, Revision};
use domain::policy::{self, CreateQuote, DeleteQuote, JudgeQuote, ReviseQuote, Subject};
use domain::quote::{Quote, QuoteStatus, StoredQuote};
use domain::record::{Entity, Stamp, Stored};
use domain::text::Line;
use domain::time::Timestamp;
use domain::topic::Topic;
use domain::violation::Violation;
use domain::visibility::Visibility;
use store::{ArticleRow, Place, QuoteFilter, QuotePage, ReadTx, StoreError, Wanted, WriteTx};
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::note::{note, note_save};
use crate::reading::{Page, PageRequest, Reading, cut, ids_of};
use crate::search::{self, Order, Plan};
use crate::views::{self, ArticleView, by_id};
use crate::{Newsroom, references};

/// A quote with those it names.
#[derive(Debug, Clone)]
pub struct QuoteView {
    /// The quote.
    pub stored: StoredQuote,
    /// Who said it, where that may be known.
    pub expert: Option<Stored<Expert>>,
    /// What it is about.
    pub topics: Vec<Stored<Topic>>,
    /// The articles that print it.
    pub articles: Vec<ArticleId>,
}

/// A quote in its place.
#[derive(Debug, Clone)]
pub struct UsedQuote {
    /// Where, and how it is printed.
    pub used: QuoteUse,
    /// What was said.
    pub quote: QuoteView,
}

/// A place of a quote, with the article that prints it.
#[derive(Debug, Clone)]
pub struct PrintedUse {
    /// Where.
    pub article: ArticleView,
    /// The place there.
    pub used: QuoteUse,
}

/// Which quotes. Handles are ids or slugs.
#[derive(Debug, Clone, Default)]
pub struct QuoteQuery {
    /// By one of these experts.
    pub experts: Vec<String>,
    /// By somebody of one of these organisations, then.
    pub organizations: Vec<String>,
    /// About one of these topics.
    pub topics: Vec<String>,
    /// In one of these articles.
    pub articles: Vec<String>,
    /// Everything else.
    pub filter: QuoteFilter,
    /// The order; by relevance where something is sought, else the newest first, unless said.
    pub order: Option<Order>,
}

impl Newsroom {
    /// Notes a quote.
    pub fn create_quote(&self, actor: &Actor, quote: Quote) -> Result<QuoteView, NewsroomError> {
        let at = self.now();
        self.store.write("quote.create", |tx| {
            let stored = self.note_quote(tx, actor, quote, at)?;
            one(tx, Visibility::EVERYTHING, stored.id)
        })
    }

    /// Notes a quote in an open transaction. What one notes who may not judge is a suggestion.
    pub(crate) fn note_quote(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        mut content: Quote,
        at: Timestamp,
    ) -> Result<StoredQuote, NewsroomError> {
        let id = QuoteId(self.ids.next(at));
        let permit = policy::authorize::<CreateQuote>(actor, Subject::common(id.0))?;
        if policy::authorize::<JudgeQuote>(actor, Subject::common(id.0)).is_err() {
            content.status = QuoteStatus::Suggested;
        }
        references::check(tx, &content.references())?;
        attribute(tx, &mut content, at)?;
        let stamp = Stamp::first(at, permit.by());
        let stored = StoredQuote { id, stamp, content };
        tx.insert_quote(&permit, &stored)?;
        note(tx, change(&stored, ChangeKind::Created), at, actor)?;
        Ok(stored)
    }

    /// Saves the next revision of a quote; `expected` is the one that the editor saw.
    pub fn revise_quote(
        &self,
        actor: &Actor,
        (id, expected): (QuoteId, Revision),
        mut content: Quote,
    ) -> Result<QuoteView, NewsroomError> {
        let at = self.now();
        self.store.write("quote.revise", |tx| {
            let before = find(tx, id)?;
            let subject = Subject::made(id.0, before.stamp.created_by);
            let permit = policy::authorize::<ReviseQuote>(actor, subject)?;
            if content.status != before.content.status {
                policy::authorize::<JudgeQuote>(actor, subject)?;
            }
            fresh(&before, expected)?;
            references::check(tx, &content.references())?;
            if content.attribution.is_none() && content.expert == before.content.expert {
                content.attribution.clone_from(&before.content.attribution);
            }
            attribute(tx, &mut content, at)?;
            let is_shown = content.clone().shown() != before.content.shown();
            let stamp = before.stamp.next(at, permit.by(), is_shown);
            let stored = StoredQuote { id, stamp, content };
            if !tx.update_quote(&permit, &stored)? {
                return Err(NewsroomError::Stale { current: before.stamp.revision });
            }
            note_save(tx, (change(&stored, ChangeKind::Updated), is_shown), at, actor)?;
            one(tx, Visibility::EVERYTHING, id)
        })
    }

    /// Deletes a quote that no article uses.
    pub fn delete_quote(
        &self,
        actor: &Actor,
        id: QuoteId,
        expected: Revision,
    ) -> Result<(), NewsroomError> {
        let at = self.now();
        self.store.write("quote.delete", |tx| {
            let stored = find(tx, id)?;
            let subject = Subject::made(id.0, stored.stamp.created_by);
            let permit = policy::authorize::<DeleteQuote>(actor, subject)?;
            fresh(&stored, expected)?;
            let referrers = tx.referrers(Entity::Quote, id.0)?;
            if !referrers.is_empty() {
                return Err(NewsroomError::InUse { referrers });
            }
            tx.delete_quote(&permit)?;
            note(tx, change(&stored, ChangeKind::Deleted), at, actor)?;
            Ok(())
        })
    }
}

impl Reading {
    /// A quote, if it may be seen.
    pub fn quote(&mut self, seen: Visibility, id: QuoteId) -> Result<QuoteView, NewsroomError> {
        self.snapshot.read(|tx| one(tx, seen, id))
    }

    /// A page of quotes.
    pub fn quotes(
        &mut self,
        seen: Visibility,
        query: &QuoteQuery,
        page: &PageRequest<Place>,
    ) -> Result<Page<QuoteView>, NewsroomError> {
        let plan = search::plan(seen, query.filter.sought.as_ref(), query.order, page)?;
        self.snapshot.read(|tx| {
            let mut filter = query.filter.clone();
            let mut ids = |entity, handles: &Vec<String>| -> Result<Vec<Uuid>, StoreError> {
                let handles = Wanted { all_of: vec![handles.clone()], none_of: Vec::new() };
                Ok(ids_of(tx, entity, &handles)?.all_of.concat())
            };
            filter.experts = ids(Entity::Expert, &query.experts)?;
            filter.organizations = ids(Entity::Organization, &query.organizations)?;
            filter.topics = ids(Entity::Topic, &query.topics)?;
            filter.articles = ids(Entity::Article, &query.articles)?;
            let total = page.total(|| tx.count_quotes(seen, &filter))?;
            let page = match plan {
                Plan::ByTime(side) => {
                    let limit = i64::from(page.limit) + 1;
                    let wanted = QuotePage { from: page.from, side, limit };
                    cut(tx.quotes(seen, &filter, wanted)?, page)
                }
                Plan::ByRelevance(sought) => {
                    filter.sought = None;
                    let ranked = tx.quotes_by_relevance(seen, &filter, sought)?;
                    search::part(ranked, page)?.with(|ids| {
                        let quotes = tx.quotes_by_ids(seen, &ids)?;
                        Ok(search::in_order(&ids, quotes, |quote| quote.id.0))
                    })?
                }
            };
            let page = page.with(|quotes| related(tx, seen, quotes))?;
            Ok(Page { total, ..page })
        })
    }

    /// The quotes of articles as a view shows them, each in its place, in the articles' order.
    pub fn used_quotes(
        &mut self,
        seen: Visibility,
        articles: &[ArticleRow],
    ) -> Result<Vec<(ArticleId, Vec<UsedQuote>)>, NewsroomError> {
        self.snapshot.read(|tx| {
            let uses = |meta: &ArticleMeta| meta.quotes.clone();
            let mut ids: Vec<Uuid> =
                articles.iter().flat_map(|row| uses(&row.meta)).map(|used| used.quote.0).collect();
            ids.sort_unstable();
            ids.dedup();
            let quotes = by_ids(tx, seen, &ids)?;
            let known: HashMap<QuoteId, &QuoteView> =
                quotes.iter().map(|quote| (quote.stored.id, quote)).collect();
            let in_place = |used: QuoteUse| {
                let quote = (*known.get(&used.quote)?).clone();
                Some(UsedQuote { used, quote })
            };
            let of = |row: &ArticleRow| {
                (row.id, uses(&row.meta).into_iter().filter_map(in_place).collect())
            };
            Ok(articles.iter().map(of).collect())
        })
    }

    /// Where a quote is printed, the newest article first, the places in the order of its text; at
    /// most `limit` places.
    pub fn quote_uses(
        &mut self,
        seen: Visibility,
        id: QuoteId,
        limit: usize,
    ) -> Result<Vec<PrintedUse>, NewsroomError> {
        self.snapshot.read(|tx| {
            tx.quote(seen, id)?.ok_or(NewsroomError::NotFound(Entity::Quote))?;
            let printed = tx.articles_with(seen, &[id.0])?;
            let ids: Vec<Uuid> = printed.into_iter().map(|(_, article)| article).collect();
            let mut rows = tx.articles_by_ids(seen, &ids)?;
            rows.sort_by_key(|row| std::cmp::Reverse((row.order_at, row.id)));
            rows.truncate(limit);
            let uses = |article: ArticleView| {
                let own = article.row.meta.quotes.clone().into_iter();
                let own = own.filter(|used| used.quote == id);
                own.map(|used| PrintedUse { article: article.clone(), used }).collect::<Vec<_>>()
            };
            Ok(views::related(tx, seen, rows)?.into_iter().flat_map(uses).take(limit).collect())
        })
    }

    /// The place of a quote in lists.
    pub fn quote_place(view: &QuoteView) -> Place {
        Place { at: view.stored.stamp.created_at, id: view.stored.id.0 }
    }
}

/// One quote with those it names.
pub(crate) fn one(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    id: QuoteId,
) -> Result<QuoteView, NewsroomError> {
    let found = tx.quote(seen, id)?;
    let view = related(tx, seen, found.into_iter().collect())?.pop();
    view.ok_or(NewsroomError::NotFound(Entity::Quote))
}

/// Refuses to print a quote that somebody may not read and that the newsroom does not stand by: to
/// them there is none.
pub(crate) fn may_be_used(
    tx: &mut ReadTx<'_>,
    actor: &Actor,
    (id, pointer): (QuoteId, &str),
) -> Result<(), NewsroomError> {
    let is_read = match policy::working_view(actor) {
        Ok(seen) => tx.quote(seen, id)?.is_some(),
        Err(_denied) => false,
    };
    if is_read || find(tx, id)?.content.status == QuoteStatus::Accepted {
        return Ok(());
    }
    let fault = Violation::new(pointer, "unknown_reference", "there is no quote with this id");
    Err(NewsroomError::UnknownReference(fault.into()))
}

/// A quote that somebody uses: as they may read it, else as readers do.
pub(crate) fn as_known_to(
    tx: &mut ReadTx<'_>,
    (actor, at): (&Actor, Timestamp),
    id: QuoteId,
) -> Result<QuoteView, NewsroomError> {
    if let Ok(seen) = policy::working_view(actor)
        && tx.quote(seen, id)?.is_some()
    {
        return one(tx, seen, id);
    }
    let found = tx.quote(Visibility::EVERYTHING, id)?;
    let mut quote = found.ok_or(NewsroomError::NotFound(Entity::Quote))?;
    quote.content = quote.content.shown();
    let view = related(tx, policy::public_view(at), vec![quote])?.pop();
    view.ok_or(NewsroomError::NotFound(Entity::Quote))
}

/// The quotes with these ids that may be seen, with those they name.
pub(crate) fn by_ids(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    ids: &[Uuid],
) -> Result<Vec<QuoteView>, StoreError> {
    let quotes = tx.quotes_by_ids(seen, ids)?;
    related(tx, seen, quotes)
}

/// Adds to each quote those it names, in three statements.
pub(crate) fn related(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    quotes: Vec<StoredQuote>,
) -> Result<Vec<QuoteView>, StoreError> {
    let ids: Vec<Uuid> = quotes.iter().map(|quote| quote.id.0).collect();
    let speakers = quotes.iter().filter_map(|quote| quote.content.expert.map(|id| id.0));
    let experts = by_id::<Expert>(tx, speakers)?;
    let about = quotes.iter().flat_map(|quote| quote.content.topics.iter().map(|id| id.0));
    let topics = by_id::<Topic>(tx, about)?;
    let printed = tx.articles_with(seen, &ids)?;
    let view = |stored: StoredQuote| QuoteView {
        expert: stored.content.expert.and_then(|id| experts.get(&id.0).cloned()),
        topics: stored.content.topics.iter().filter_map(|id| topics.get(&id.0).cloned()).collect(),
        articles: printed
            .iter()
            .filter(|(quote, _)| *quote == stored.id.0)
            .map(|(_, article)| ArticleId(*article))
            .collect(),
        stored,
    };
    Ok(quotes.into_iter().map(view).collect())
}

/// Freezes who the speaker was then, where the editor did not say.
fn attribute(tx: &mut ReadTx<'_>, content: &mut Quote, at: Timestamp) -> Result<(), NewsroomError> {
    let Some(expert) = content.expert else { return Ok(()) };
    let Some(speaker) = by_id::<Expert>(tx, [expert.0].into_iter())?.remove(&expert.0) else {
        return Ok(());
    };
    let offices = speaker.content.affiliations.iter().filter_map(|office| office.organization);
    let mut houses: Vec<Uuid> = offices.map(|id| id.0).collect();
    houses.extend(content.organization());
    let names: HashMap<Uuid, String> = tx.names(&houses)?.into_iter().collect();
    content.attribute(&speaker, at, |id| Line::parse(names.get(&id.0)?).ok());
    Ok(())
}

fn find(tx: &mut ReadTx<'_>, id: QuoteId) -> Result<StoredQuote, NewsroomError> {
    tx.quote(Visibility::EVERYTHING, id)?.ok_or(NewsroomError::NotFound(Entity::Quote))
}

fn fresh(stored: &StoredQuote, expected: Revision) -> Result<(), NewsroomError> {
    if stored.stamp.revision == expected {
        return Ok(());
    }
    Err(NewsroomError::Stale { current: stored.stamp.revision })
}

fn change(stored: &StoredQuote, kind: ChangeKind) -> Change {
    Change { entity: Entity::Quote, id: stored.id.0, kind, revision: stored.stamp.revision }
}
