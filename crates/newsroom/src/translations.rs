//! Translations: articles that tell one story, each in a language of its own. Nothing but that is
//! theirs in common: a step, a save, a time of one is none of another's.

use domain::actor::Actor;
use domain::article::Translation;
use domain::change::ChangeKind;
use domain::id::{ArticleId, Revision, UseId};
use domain::language::Language;
use domain::policy::{self, CreateArticle, Permit, ReviseArticle, Subject};
use domain::record::Entity;
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use serde_json::json;
use store::{ArticleRow, NewRevision, Origin, ReadTx, StoreError, TranslationRow, WriteTx};
use uuid::Uuid;

use crate::Newsroom;
use crate::articles::{self, Working};
use crate::error::NewsroomError;
use crate::note::{note, note_beside};
use crate::reading::Reading;
use crate::views;

impl Newsroom {
    /// Begins the translation of an article that one sees in the working view: a draft with all
    /// that stands in it, for its translator to write over.
    pub fn translate_article(
        &self,
        actor: &Actor,
        of: ArticleId,
        wish: &Translation,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        let id = ArticleId(self.ids.next(at));
        let permit = policy::authorize::<CreateArticle>(actor, Subject::common(id.0))?;
        let seen = policy::working_view(actor)?;
        self.store.write("article.translate", |tx| {
            tx.hold(of)?;
            let source = tx.article(seen, of)?.ok_or(NewsroomError::NotFound(Entity::Article))?;
            articles::is_open(&source)?;
            let before = views::content(&source, &tx.body(of, source.head_revision)?)?;
            let content = before.translated(wish, || UseId(self.ids.next(at)));
            let (content, dropped) = articles::settled(tx, &content)?;
            let (slug, origin) = (content.wanted_slug(), Origin::default());
            let revision = Revision::FIRST;
            let first = NewRevision { revision, content: &content, slug: &slug, at, origin };
            tx.insert_article(&permit, &first)?;
            note(tx, articles::change(id, ChangeKind::Created, revision), at, actor)?;
            let row = articles::find(tx, id)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            self.join(tx, (actor, at), &permit, (&row, of))?;
            Ok(Working { dropped, ..articles::left(tx, actor, id)? })
        })
    }

    /// Says that an article is a translation of another one: it leaves the group that it was in,
    /// and joins the other's. Neither has a new revision by that.
    pub fn join_translation(
        &self,
        actor: &Actor,
        id: ArticleId,
        of: ArticleId,
    ) -> Result<Working, NewsroomError> {
        let at = self.now();
        self.store.write("article.join_translation", |tx| {
            // two that join each other hold both in one order
            tx.hold(id.min(of))?;
            tx.hold(id.max(of))?;
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            let other = tx.article(policy::working_view(actor)?, of)?;
            let other = other.ok_or_else(|| nothing(Entity::Article))?;
            if other.id == id {
                let fault = Violation::new("/of", "invalid_value", "another article than itself");
                return Err(NewsroomError::Invalid(fault.into()));
            }
            articles::is_open(&row)?;
            articles::is_open(&other)?;
            self.join(tx, (actor, at), &permit, (&row, of))?;
            articles::left(tx, actor, id)
        })
    }

    /// Says that an article is no translation any more; the others stay together.
    pub fn leave_translation(&self, actor: &Actor, id: ArticleId) -> Result<(), NewsroomError> {
        let at = self.now();
        self.store.write("article.leave_translation", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<ReviseArticle>(actor, &row.facts())?;
            tx.hold_translations()?;
            let others = shown_beside(tx, id, at)?;
            if tx.leave_translations(&permit)? {
                let is_seen = is_shown(tx, id, at)? && !others.is_empty();
                let payload = json!({ "kind": "updated", "translationOf": null });
                let change = articles::change(id, ChangeKind::Updated, row.head_revision);
                note_beside(tx, (change, is_seen), (actor, at), Some(payload))?;
            }
            Ok(())
        })
    }

    /// Joins; whoever reads one of those that are seen now beside each other reads it anew.
    fn join(
        &self,
        tx: &mut WriteTx<'_>,
        (actor, at): (&Actor, Timestamp),
        permit: &Permit<ReviseArticle>,
        (row, of): (&ArticleRow, ArticleId),
    ) -> Result<(), NewsroomError> {
        let id = row.id;
        tx.hold_translations()?;
        let group = tx.translation_group(of)?;
        if group.is_some() && tx.translation_group(id)? == group {
            return Ok(());
        }
        let before = shown_beside(tx, id, at)?;
        tx.join_translations(permit, (of, group.unwrap_or_else(|| self.ids.next(at))))?;
        let languages = tx.languages_of(id)?;
        stay_free(tx, (actor, at), id, &languages)?;
        let is_shown = is_shown(tx, id, at)?;
        let others = shown_beside(tx, id, at)?;
        let is_seen = is_shown && !(before.is_empty() && others.is_empty());
        let payload = json!({ "kind": "updated", "translationOf": of });
        let change = articles::change(id, ChangeKind::Updated, row.head_revision);
        note_beside(tx, (change, is_seen), (actor, at), Some(payload))?;
        if is_shown {
            tell(tx, &others, (actor, at))?;
        }
        Ok(())
    }
}

fn nothing(entity: Entity) -> NewsroomError {
    let detail = format!("there is no {entity} with this id");
    let fault = Violation::new("/of", "unknown_reference", detail);
    NewsroomError::UnknownReference(Violations::from(fault))
}

/// The translations of an article that readers see.
fn shown_beside(
    tx: &mut ReadTx<'_>,
    id: ArticleId,
    at: Timestamp,
) -> Result<Vec<TranslationRow>, StoreError> {
    tx.translations(policy::public_view(at), &[id])
}

fn is_shown(tx: &mut ReadTx<'_>, id: ArticleId, at: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.article(policy::public_view(at), id)?.is_some())
}

/// Notes that readers see one more translation beside each of these.
fn tell(
    tx: &mut WriteTx<'_>,
    others: &[TranslationRow],
    (actor, at): (&Actor, Timestamp),
) -> Result<(), NewsroomError> {
    for other in others {
        let change = articles::change(other.id, ChangeKind::Updated, other.head_revision);
        note_beside(tx, (change, true), (actor, at), None)?;
    }
    Ok(())
}

/// Notes that readers see an article beside its translations from now on: nothing in the answers
/// that caches keep of those leads to it. What ceases to be seen stands in them by its id.
pub(crate) fn appeared(
    tx: &mut WriteTx<'_>,
    (actor, at): (&Actor, Timestamp),
    id: ArticleId,
) -> Result<(), NewsroomError> {
    if tx.translation_group(id)?.is_none() {
        return Ok(());
    }
    // of two that appear at once, the later sees the earlier
    tx.hold_translations()?;
    if is_shown(tx, id, at)? {
        let others = shown_beside(tx, id, at)?;
        tell(tx, &others, (actor, at))?;
    }
    Ok(())
}

/// Refuses another language for an article if one of its translations has it.
pub(crate) fn may_be_in(
    tx: &mut WriteTx<'_>,
    (actor, at): (&Actor, Timestamp),
    row: &ArticleRow,
    language: &Language,
) -> Result<(), NewsroomError> {
    if row.meta.language == *language {
        return Ok(());
    }
    stay_free(tx, (actor, at), row.id, &[language.as_str().to_owned()])
}

/// Refuses to bring an article back if one of its translations has its language meanwhile.
pub(crate) fn may_come_back(
    tx: &mut WriteTx<'_>,
    (actor, at): (&Actor, Timestamp),
    id: ArticleId,
) -> Result<(), NewsroomError> {
    let languages = tx.languages_of(id)?;
    stay_free(tx, (actor, at), id, &languages)
}

/// Refuses languages that another article of the same story holds.
fn stay_free(
    tx: &mut WriteTx<'_>,
    (actor, at): (&Actor, Timestamp),
    id: ArticleId,
    languages: &[String],
) -> Result<(), NewsroomError> {
    let Some(group) = tx.translation_group(id)? else { return Ok(()) };
    tx.hold_translations()?;
    let Some((by, language)) = tx.holder_of(group, languages, id)? else { return Ok(()) };
    let by = known(tx, (actor, at), by)?;
    Err(NewsroomError::LanguageTaken { language, by })
}

/// Which article it is, for who may know that there is one.
fn known(
    tx: &mut ReadTx<'_>,
    (actor, at): (&Actor, Timestamp),
    id: ArticleId,
) -> Result<Option<Uuid>, StoreError> {
    let working = match policy::working_view(actor) {
        Ok(seen) => tx.article(seen, id)?.is_some(),
        Err(_) => false,
    };
    Ok((working || is_shown(tx, id, at)?).then_some(id.0))
}

impl Reading {
    /// The translations of articles that may be seen, by language.
    pub fn translations(
        &mut self,
        seen: Visibility,
        of: &[ArticleId],
    ) -> Result<Vec<TranslationRow>, NewsroomError> {
        self.snapshot.read(|tx| Ok(tx.translations(seen, of)?))
    }
}
