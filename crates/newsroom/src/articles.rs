//! What editors do with articles. Each answers the working view as its transaction left it.

use domain::actor::Actor;
use domain::article::{ArticleContent, Attachment, Said};
use domain::change::{Change, ChangeKind};
use domain::id::{ArticleId, Revision, UseId};
use domain::policy::{
    self, CreateArticle, DeleteArticle, Permit, PublishArticle, ReviseArticle, Subject,
    UnpublishArticle,
};
use domain::quote::{Alteration, alteration};
use domain::record::{Entity, Reference};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ArticleRow, NewRevision, ReadTx, WriteTx};
use uuid::Uuid;

use crate::claims::claim_slug;
use crate::error::NewsroomError;
use crate::note::note;
use crate::quotes::{self, QuoteView};
use crate::views::{self, ArticleView};
use crate::{Newsroom, references};

/// A saved article with what its editor wrote.
#[derive(Debug, Clone)]
pub struct Working {
    /// The article.
    pub view: ArticleView,
    /// What PUT takes and PATCH patches.
    pub content: ArticleContent,
    /// Uses of quotes that this save dropped: their words or marks are gone.
    pub dropped: Vec<UseId>,
}

impl Newsroom {
    /// Begins an article.
    pub fn create_article(
        &self,
        actor: &Actor,
        content: &ArticleContent,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        let id = ArticleId(self.ids.next(at));
        let permit = policy::authorize::<CreateArticle>(actor, Subject::common(id.0))?;
        self.store.write("article.create", |tx| {
            let (content, dropped) = settled(tx, content)?;
            let slug = content.wanted_slug();
            let first =
                NewRevision { revision: Revision::FIRST, content: &content, slug: &slug, at };
            tx.insert_article(&permit, &first)?;
            note(tx, change(id, ChangeKind::Created, Revision::FIRST), at, actor)?;
            Ok(Working { dropped, ..working(tx, Visibility::EVERYTHING, id)? })
        })
    }

    /// Saves a new revision; `expected` is the one that the editor saw.
    pub fn revise_article(
        &self,
        actor: &Actor,
        id: ArticleId,
        expected: Revision,
        content: &ArticleContent,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        self.store.write("article.revise", |tx| {
            let row = find(tx, id)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            fresh(&row, expected)?;
            let (content, dropped) = settled(tx, content)?;
            save(tx, &permit, &row, (&content, at))?;
            note(tx, change(id, ChangeKind::Updated, row.head_revision.next()), at, actor)?;
            Ok(Working { dropped, ..working(tx, Visibility::EVERYTHING, id)? })
        })
    }

    /// Attaches a quote to an article by its words: the quote that is given, or a new one.
    pub fn attach_quote(
        &self,
        actor: &Actor,
        (id, expected): (ArticleId, Revision),
        said: Said,
        attachment: &Attachment,
    ) -> Result<Attached, NewsroomError> {
        let at = self.now();
        let used = UseId(self.ids.next(at));
        self.store.write("article.attach_quote", |tx| {
            let row = find(tx, id)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            fresh(&row, expected)?;
            let quote = match said {
                Said::Before(quote) => {
                    let place = Reference::new("/quote", Entity::Quote, quote.0);
                    references::check(tx, &[place])?;
                    quote
                }
                Said::New(quote) => self.note_quote(tx, actor, *quote, at)?.id,
            };
            let mut content = views::content(&row, &tx.body(id, row.head_revision)?)?;
            content.attach(quote, used, attachment).map_err(NewsroomError::Misplaced)?;
            let (content, dropped) = settled(tx, &content)?;
            save(tx, &permit, &row, (&content, at))?;
            note(tx, change(id, ChangeKind::Updated, row.head_revision.next()), at, actor)?;
            let article = Working { dropped, ..working(tx, Visibility::EVERYTHING, id)? };
            let quote = quotes::one(tx, Visibility::EVERYTHING, quote)?;
            Ok(Attached { article, used, quote })
        })
    }

    /// Shows the newest revision to readers.
    pub fn publish_article(
        &self,
        actor: &Actor,
        id: ArticleId,
        expected: Revision,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        self.store.write("article.publish", |tx| {
            let row = find(tx, id)?;
            let permit = policy::authorize::<PublishArticle>(actor, &row.facts())?;
            fresh(&row, expected)?;
            let body = tx.body(id, row.head_revision)?;
            let content = views::content(&row, &body)?;
            content.ready_to_publish().map_err(NewsroomError::NotReady)?;
            let slug = claim(tx, &content, id, at)?;
            let revision = row.head_revision;
            let shown =
                NewRevision { revision, content: &content, slug: &slug, at: row.changed_at };
            tx.publish_article(&permit, &shown, row.first_published_at.unwrap_or(at))?;
            tx.unbury(Entity::Article, id.0)?;
            note(tx, change(id, ChangeKind::Published, revision), at, actor)?;
            working(tx, Visibility::EVERYTHING, id)
        })
    }

    /// Takes an article from readers; they hear that it is gone.
    pub fn unpublish_article(
        &self,
        actor: &Actor,
        id: ArticleId,
        expected: Revision,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        self.store.write("article.unpublish", |tx| {
            let row = find(tx, id)?;
            let permit = policy::authorize::<UnpublishArticle>(actor, &row.facts())?;
            fresh(&row, expected)?;
            row.state.unpublish()?;
            tx.unpublish_article(&permit)?;
            tx.bury(Entity::Article, id.0, "unpublished", at)?;
            note(tx, change(id, ChangeKind::Unpublished, row.head_revision), at, actor)?;
            working(tx, Visibility::EVERYTHING, id)
        })
    }

    /// Deletes an article that readers do not see.
    pub fn delete_article(
        &self,
        actor: &Actor,
        id: ArticleId,
        expected: Revision,
    ) -> Result<(), NewsroomError> {
        let at = self.now();
        self.store.write("article.delete", |tx| {
            let row = find(tx, id)?;
            let permit = policy::authorize::<DeleteArticle>(actor, &row.facts())?;
            fresh(&row, expected)?;
            row.state.delete()?;
            tx.delete_article(&permit)?;
            if row.first_published_at.is_some() {
                tx.bury(Entity::Article, id.0, "deleted", at)?;
            }
            note(tx, change(id, ChangeKind::Deleted, row.head_revision), at, actor)?;
            Ok(())
        })
    }

    /// The working view of an article with what its editor wrote.
    pub fn working_article(&self, actor: &Actor, id: ArticleId) -> Result<Working, NewsroomError> {
        let seen = policy::working_view(actor)?;
        self.store.snapshot()?.read(|tx| working(tx, seen, id))
    }
}

/// An article with a quote that was just attached to it.
#[derive(Debug, Clone)]
pub struct Attached {
    /// The article in its new revision.
    pub article: Working,
    /// The use that was added.
    pub used: UseId,
    /// The quote.
    pub quote: QuoteView,
}

/// The content with uses, marks and words in agreement, and the uses that were dropped.
fn settled(
    tx: &mut ReadTx<'_>,
    content: &ArticleContent,
) -> Result<(ArticleContent, Vec<UseId>), NewsroomError> {
    let mut content = content.clone();
    let dropped = content.settle().map_err(NewsroomError::Misquoted)?;
    references::check(tx, &content.meta.references())?;
    let ids: Vec<Uuid> = content.meta.quotes.iter().map(|used| used.quote.0).collect();
    let quotes = tx.quotes_by_ids(Visibility::EVERYTHING, &ids)?;
    let language = content.meta.language.clone();
    for used in &mut content.meta.quotes {
        if let Some(said) = quotes.iter().find(|quote| quote.id == used.quote) {
            let printed: Vec<&str> = used.parts.iter().map(|part| part.exact.as_str()).collect();
            used.alteration = if said.content.language == language {
                alteration(said.content.text.as_str(), &printed)
            } else {
                Alteration::Translated
            };
        }
    }
    Ok((content, dropped))
}

/// Saves the next revision.
fn save(
    tx: &mut WriteTx<'_>,
    permit: &Permit<ReviseArticle>,
    row: &ArticleRow,
    (content, at): (&ArticleContent, Timestamp),
) -> Result<(), NewsroomError> {
    let slug = address(tx, content, row.id)?;
    let next = NewRevision { revision: row.head_revision.next(), content, slug: &slug, at };
    if tx.revise_article(permit, &next, row.created_at)? {
        return Ok(());
    }
    Err(NewsroomError::Stale { current: row.head_revision })
}

fn find(tx: &mut ReadTx<'_>, id: ArticleId) -> Result<ArticleRow, NewsroomError> {
    tx.article(Visibility::EVERYTHING, id)?.ok_or(NewsroomError::NotFound(Entity::Article))
}

fn fresh(row: &ArticleRow, expected: Revision) -> Result<(), NewsroomError> {
    if row.head_revision == expected {
        return Ok(());
    }
    Err(NewsroomError::Stale { current: row.head_revision })
}

fn working(tx: &mut ReadTx<'_>, seen: Visibility, id: ArticleId) -> Result<Working, NewsroomError> {
    let view = views::one(tx, seen, id)?;
    with_content(tx, view.ok_or(NewsroomError::NotFound(Entity::Article))?)
}

/// An article of the working view with what its editor wrote.
pub(crate) fn with_content(
    tx: &mut ReadTx<'_>,
    view: ArticleView,
) -> Result<Working, NewsroomError> {
    let body = tx.body(view.row.id, view.row.revision)?;
    let content = views::content(&view.row, &body)?;
    Ok(Working { view, content, dropped: Vec::new() })
}

/// Takes the address: the one that was chosen, or the first free one of the derived.
fn claim(
    tx: &mut WriteTx<'_>,
    content: &ArticleContent,
    id: ArticleId,
    at: Timestamp,
) -> Result<Slug, NewsroomError> {
    let derived = content.meta.slug.is_none();
    let wanted = address(tx, content, id)?;
    claim_slug(tx, Entity::Article, &wanted, derived, (id.0, at))
}

/// The chosen address, else the one it has, else one from the headline: a headline may change
/// without moving the article.
fn address(
    tx: &mut ReadTx<'_>,
    content: &ArticleContent,
    id: ArticleId,
) -> Result<Slug, NewsroomError> {
    if let Some(chosen) = &content.meta.slug {
        return Ok(chosen.clone());
    }
    let claimed = tx.claimed_slug(Entity::Article, id.0)?;
    Ok(claimed.unwrap_or_else(|| content.wanted_slug()))
}

fn change(id: ArticleId, kind: ChangeKind, revision: Revision) -> Change {
    Change { entity: Entity::Article, id: id.0, kind, revision }
}
