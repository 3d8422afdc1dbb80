//! What editors do with articles. Each answers the working view as its transaction left it.

use domain::actor::Actor;
use domain::article::{ArticleContent, ArticleState, Attachment, Said, Save, SaveNote, Transition};
use domain::audit::Target;
use domain::change::{Change, ChangeKind};
use domain::id::{ArticleId, Revision, UseId};
use domain::policy::{self, Action, CreateArticle, Permit, ReviseArticle, Subject};
use domain::quote::{Alteration, alteration};
use domain::record::{Entity, Reference};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ArticleRow, NewRevision, Origin, ReadTx, TranslationRow, WriteTx};
use uuid::Uuid;

use crate::claims::{claim_slug, reserve_slug};
use crate::error::NewsroomError;
use crate::note::note;
use crate::quotes::{self, QuoteView};
use crate::views::{self, ArticleView};
use crate::{Newsroom, history, references, translations};

/// A saved article with what its editor wrote.
#[derive(Debug, Clone)]
pub struct Working {
    /// The article.
    pub view: ArticleView,
    /// What PUT takes and PATCH patches.
    pub content: ArticleContent,
    /// Uses of quotes that this save dropped: their words or marks are gone.
    pub dropped: Vec<UseId>,
    /// Its translations, as far as the one who asks sees them.
    pub translations: Vec<TranslationRow>,
}

impl Newsroom {
    /// Begins an article.
    pub fn create_article(&self, actor: &Actor, save: &Save) -> Result<Working, NewsroomError> {
        let at = self.now();
        let id = ArticleId(self.ids.next(at));
        let permit = policy::authorize::<CreateArticle>(actor, Subject::common(id.0))?;
        self.store.write("article.create", |tx| {
            let (content, dropped) = settled(tx, &save.content)?;
            let (slug, origin) = (content.wanted_slug(), noted(save.note.as_ref()));
            let revision = Revision::FIRST;
            let first = NewRevision { revision, content: &content, slug: &slug, at, origin };
            tx.insert_article(&permit, &first)?;
            note(tx, change(id, ChangeKind::Created, Revision::FIRST), at, actor)?;
            Ok(Working { dropped, ..left(tx, actor, id)? })
        })
    }

    /// Saves a new revision; `expected` is the one that the editor saw.
    pub fn revise_article(
        &self,
        actor: &Actor,
        id: ArticleId,
        expected: Revision,
        save: &Save,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        self.store.write("article.revise", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            if row.head_revision != expected {
                return Err(history::diverged(tx, &row, expected, &save.content)?);
            }
            is_open(&row)?;
            let (content, dropped) = settled(tx, &save.content)?;
            translations::may_be_in(tx, (actor, at), &row, &content.meta.language)?;
            keep(tx, &permit, &row, (&content, noted(save.note.as_ref()), at))?;
            reconsider(tx, actor, &row)?;
            note(tx, change(id, ChangeKind::Updated, row.head_revision.next()), at, actor)?;
            Ok(Working { dropped, ..left(tx, actor, id)? })
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
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            fresh(&row, expected)?;
            is_open(&row)?;
            let quote = match said {
                Said::Before(quote) => {
                    let place = Reference::new("/quote", Entity::Quote, quote.0);
                    references::check(tx, std::slice::from_ref(&place))?;
                    quotes::may_be_used(tx, actor, (quote, &place.pointer))?;
                    quote
                }
                Said::New(quote) => self.note_quote(tx, actor, *quote, at)?.id,
            };
            let mut content = views::content(&row, &tx.body(id, row.head_revision)?)?;
            content.attach(quote, used, attachment).map_err(NewsroomError::Misplaced)?;
            let (content, dropped) = settled(tx, &content)?;
            keep(tx, &permit, &row, (&content, Origin::default(), at))?;
            reconsider(tx, actor, &row)?;
            note(tx, change(id, ChangeKind::Updated, row.head_revision.next()), at, actor)?;
            let article = Working { dropped, ..left(tx, actor, id)? };
            let quote = quotes::as_known_to(tx, (actor, at), quote)?;
            Ok(Attached { article, used, quote })
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
pub(crate) fn settled(
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

/// What an editor says of a save.
pub(crate) fn noted(note: Option<&SaveNote>) -> Origin<'_> {
    Origin { note: note.map(SaveNote::as_str), restored_from: None }
}

/// Saves the next revision; what its editor had kept beside the history goes.
pub(crate) fn keep(
    tx: &mut WriteTx<'_>,
    permit: &Permit<ReviseArticle>,
    row: &ArticleRow,
    (content, origin, at): (&ArticleContent, Origin<'_>, Timestamp),
) -> Result<(), NewsroomError> {
    let slug = address(tx, content, row.id)?;
    let revision = row.head_revision.next();
    let next = NewRevision { revision, content, slug: &slug, at, origin };
    if let Some(account) = permit.by() {
        tx.drop_autosave(permit, account)?;
    }
    if tx.revise_article(permit, &next, row.created_at)? {
        return Ok(());
    }
    Err(NewsroomError::Stale { current: row.head_revision })
}

/// What was killed or lies in the trash is brought back before it is changed.
pub(crate) fn is_open(row: &ArticleRow) -> Result<(), NewsroomError> {
    if row.state.is_open() { Ok(()) } else { Err(NewsroomError::Closed(row.state)) }
}

/// What was approved is so no more once somebody changed it who may not approve.
pub(crate) fn reconsider(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    row: &ArticleRow,
) -> Result<(), NewsroomError> {
    let approved = row.state == ArticleState::Approved;
    if !approved || policy::may(actor, Action::ApproveArticle, &row.facts()) {
        return Ok(());
    }
    let permit = policy::authorize_step(actor, &row.facts(), Transition::Withdraw)?;
    let rest = row.state.after(Transition::Withdraw, row.first_published_at.is_some())?;
    let rest = rest.unwrap_or(ArticleState::Draft);
    Ok(tx.move_article(&permit, rest, row.first_published_at)?)
}

pub(crate) fn find(tx: &mut ReadTx<'_>, id: ArticleId) -> Result<ArticleRow, NewsroomError> {
    tx.article(Visibility::EVERYTHING, id)?.ok_or(NewsroomError::NotFound(Entity::Article))
}

pub(crate) fn fresh(row: &ArticleRow, expected: Revision) -> Result<(), NewsroomError> {
    if row.head_revision == expected {
        return Ok(());
    }
    Err(NewsroomError::Stale { current: row.head_revision })
}

pub(crate) fn working(
    tx: &mut ReadTx<'_>,
    seen: Visibility,
    id: ArticleId,
) -> Result<Working, NewsroomError> {
    let view = views::one(tx, seen, id)?;
    with_content(tx, view.ok_or(NewsroomError::NotFound(Entity::Article))?, Some(seen))
}

/// What a change left, for the one who made it: the article whole, of its translations what they
/// see.
pub(crate) fn left(
    tx: &mut ReadTx<'_>,
    actor: &Actor,
    id: ArticleId,
) -> Result<Working, NewsroomError> {
    let view = views::one(tx, Visibility::EVERYTHING, id)?;
    let view = view.ok_or(NewsroomError::NotFound(Entity::Article))?;
    with_content(tx, view, policy::working_view(actor).ok())
}

/// An article of the working view with what its editor wrote, and with those of its translations
/// that may be seen.
pub(crate) fn with_content(
    tx: &mut ReadTx<'_>,
    view: ArticleView,
    seen: Option<Visibility>,
) -> Result<Working, NewsroomError> {
    let body = tx.body(view.row.id, view.row.revision)?;
    let content = views::content(&view.row, &body)?;
    let translations = seen.map(|seen| tx.translations(seen, &[view.row.id])).transpose()?;
    let translations = translations.unwrap_or_default();
    Ok(Working { view, content, dropped: Vec::new(), translations })
}

/// Takes the address: the one that was chosen, or the first free one of the derived; for a time to
/// come, if readers see the article only `since` then.
pub(crate) fn claim(
    tx: &mut WriteTx<'_>,
    content: &ArticleContent,
    id: ArticleId,
    (at, since): (Timestamp, Option<Timestamp>),
) -> Result<Slug, NewsroomError> {
    let derived = content.meta.slug.is_none();
    let wanted = address(tx, content, id)?;
    match since.filter(|since| *since > at) {
        Some(since) => reserve_slug(tx, &wanted, derived, (id.0, since)),
        None => claim_slug(tx, Entity::Article, &wanted, derived, (id.0, at)),
    }
}

/// The chosen address, else the one it has, else one from the headline: a headline may change
/// without moving the article.
pub(crate) fn address(
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

pub(crate) fn change(id: ArticleId, kind: ChangeKind, revision: Revision) -> Change {
    Change { entity: Entity::Article, id: id.0, kind, revision }
}

/// The article in its newest revision, as the audit names it.
pub(crate) fn target(row: &ArticleRow) -> Target {
    Target { revision: Some(row.head_revision), ..Target::new("article", Some(row.id.0)) }
}
