//! Previews: one revision of an article for whoever has a link, for an hour.

use std::collections::HashMap;

use domain::actor::Actor;
use domain::audit::Target;
use domain::author::Author;
use domain::correction::StoredCorrection;
use domain::id::{ArticleId, QuoteId, Revision};
use domain::policy::{self, PreviewArticle};
use domain::quote::QuoteStatus;
use domain::record::Entity;
use domain::section::Section;
use domain::topic::Topic;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use serde_json::{Value, json};
use store::{ArticleRow, BodyRow, PreviewRow, ReadTx, StoreError, TopicRow, TranslationRow};
use uuid::Uuid;

use crate::Newsroom;
use crate::articles;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::quotes::{self, QuoteView, UsedQuote};
use crate::reading::Reading;
use crate::secret::{Kind, Secret};
use crate::views::{self, ArticleView, by_id};

/// How long a link holds.
const PREVIEW_SECONDS: i64 = 60 * 60;
/// How many links of an article hold at once.
const PREVIEWS_MAX: usize = 50;
/// How often a link is opened: whoever reads for a living, and those whom they ask.
const OPENED_MAX: i64 = 100;

/// A link that was just made.
#[derive(Debug)]
pub struct NewPreview {
    /// What is kept of it.
    pub row: PreviewRow,
    /// What opens it; it is told once.
    pub secret: Secret,
}

/// One revision of an article as readers would see it.
#[derive(Debug, Clone)]
pub struct Previewed {
    /// The article.
    pub article: ArticleView,
    /// Its text.
    pub body: BodyRow,
    /// The quotes that readers would see in it.
    pub quotes: Vec<UsedQuote>,
    /// What readers were told was wrong.
    pub corrections: Vec<StoredCorrection>,
    /// The translations that readers see.
    pub translations: Vec<TranslationRow>,
}

impl Newsroom {
    /// Makes a link that shows one revision of an article, the newest unless it is said, to whoever
    /// has it.
    pub fn create_preview(
        &self,
        actor: &Actor,
        id: ArticleId,
        revision: Option<Revision>,
    ) -> Result<NewPreview, NewsroomError> {
        let at = self.now();
        let secret = Secret::generate(Kind::Preview)?;
        let digest = secret.digest().to_string();
        let row = self.store.write("preview.create", |tx| {
            let row = self.find_article(tx, id, at)?;
            let permit = policy::authorize::<PreviewArticle>(actor, &row.facts())?;
            let seen = tx.article(policy::working_view(actor)?, id)?;
            let row = seen.ok_or(NewsroomError::NotFound(Entity::Article))?;
            articles::is_open(&row)?;
            let revision = revision.unwrap_or(row.head_revision);
            if tx.article_in(&row, revision)?.is_none() {
                let fault = Violation::new("/revision", "unknown_reference", "no such revision");
                return Err(NewsroomError::UnknownReference(Violations::from(fault)));
            }
            tx.drop_previews(at)?;
            if tx.previews(id, at)?.len() >= PREVIEWS_MAX {
                return Err(NewsroomError::PreviewsFull { max: PREVIEWS_MAX });
            }
            let preview = PreviewRow {
                id: self.ids.next(at),
                article: id,
                revision,
                created_at: at,
                created_by: permit.by(),
                expires_at: at.plus_seconds(PREVIEW_SECONDS),
                opened: 0,
            };
            tx.insert_preview(&permit, &preview, &digest)?;
            note_event(tx, target(&preview), (actor, at), told(&preview))?;
            Ok(preview)
        })?;
        Ok(NewPreview { row, secret })
    }

    /// Ends a link.
    pub fn revoke_preview(&self, actor: &Actor, id: Uuid) -> Result<(), NewsroomError> {
        let at = self.now();
        let seen = policy::working_view(actor)?;
        self.store.write("preview.revoke", |tx| {
            let preview = tx.preview(id, at)?.ok_or(NewsroomError::NoPreview)?;
            let row = tx.article(seen, preview.article)?.ok_or(NewsroomError::NoPreview)?;
            let permit = policy::authorize::<PreviewArticle>(actor, &row.facts())?;
            tx.delete_preview(&permit, id)?;
            note_event(tx, target(&preview), (actor, at), told(&preview))
        })
    }

    /// What the link of a secret shows. Whatever a secret is not good for is refused alike.
    pub fn exchange_preview(&self, raw: &str) -> Result<Previewed, NewsroomError> {
        let secret = Secret::parse(Kind::Preview, raw).ok_or(NewsroomError::NoPreview)?;
        let (at, digest) = (self.now(), secret.digest().to_string());
        let opened = self.store.write("preview.open", |tx| {
            let opened = tx.open_preview(&digest, (at, OPENED_MAX))?;
            let opened = opened.ok_or(NewsroomError::NoPreview)?;
            note_event(tx, target(&opened), (&Actor::Anonymous, at), told(&opened))?;
            Ok::<_, NewsroomError>(opened)
        })?;
        self.reading()?.previewed(&opened)
    }
}

impl Reading {
    /// The links of an article that hold, the newest first.
    pub fn previews(
        &mut self,
        seen: Visibility,
        id: ArticleId,
    ) -> Result<Vec<PreviewRow>, NewsroomError> {
        let at = self.at;
        self.snapshot.read(|tx| {
            tx.article(seen, id)?.ok_or(NewsroomError::NotFound(Entity::Article))?;
            Ok(tx.previews(id, at)?)
        })
    }

    fn previewed(&mut self, preview: &PreviewRow) -> Result<Previewed, NewsroomError> {
        let readers = policy::public_view(self.at);
        let PreviewRow { article, revision, .. } = *preview;
        self.snapshot.read(|tx| {
            let head = tx.article(Visibility::EVERYTHING, article)?;
            let head = head.filter(|row| row.state.is_open()).ok_or(NewsroomError::NoPreview)?;
            let row = tx.article_in(&head, revision)?.ok_or(NewsroomError::NoPreview)?;
            let body = tx.body(article, revision)?;
            let content = views::content(&row, &body)?;
            let slug = articles::address(tx, &content, article)?.as_str().to_owned();
            let quotes = used(tx, readers, &row)?;
            let corrections = tx.corrections_of(readers, &[article])?;
            let translations = tx.translations(readers, &[article])?;
            let article = named(tx, ArticleRow { slug, ..row })?;
            Ok(Previewed { article, body, quotes, corrections, translations })
        })
    }
}

/// Of what the audit speaks: the article in the revision that a link shows.
fn target(preview: &PreviewRow) -> Target {
    let PreviewRow { article, revision, .. } = *preview;
    Target { revision: Some(revision), ..Target::new("article", Some(article.0)) }
}

fn told(preview: &PreviewRow) -> Value {
    json!({ "preview": preview.id })
}

/// A revision with those it names, as its own document says it.
fn named(tx: &mut ReadTx<'_>, row: ArticleRow) -> Result<ArticleView, StoreError> {
    let mut sections = by_id::<Section>(tx, row.meta.section.iter().map(|id| id.0))?;
    let authors = by_id::<Author>(tx, row.meta.credits.iter().map(|credit| credit.author.0))?;
    let topics = by_id::<Topic>(tx, row.meta.topics.iter().map(|link| link.topic.0))?;
    let credits = row.meta.credits.iter();
    let links = row.meta.topics.iter().map(|link| TopicRow {
        article: row.id,
        topic: link.topic.0,
        rel: link.rel,
        primary: link.primary,
        relevance: link.relevance.map(i64::from),
    });
    Ok(ArticleView {
        section: row.meta.section.and_then(|id| sections.remove(&id.0)),
        credits: credits
            .filter_map(|credit| Some((credit.role, authors.get(&credit.author.0)?.clone())))
            .collect(),
        topics: links
            .filter_map(|link| {
                let topic = topics.get(&link.topic)?.clone();
                Some((link, topic))
            })
            .collect(),
        desk: None,
        row,
    })
}

/// The quotes of a revision that readers would see, with as much of each as they would.
fn used(
    tx: &mut ReadTx<'_>,
    readers: Visibility,
    row: &ArticleRow,
) -> Result<Vec<UsedQuote>, StoreError> {
    let uses = &row.meta.quotes;
    let ids: Vec<Uuid> = uses.iter().map(|used| used.quote.0).collect();
    let mut quotes = tx.quotes_by_ids(Visibility::EVERYTHING, &ids)?;
    quotes.retain(|quote| quote.content.status == QuoteStatus::Accepted);
    for quote in &mut quotes {
        quote.content = quote.content.clone().shown();
    }
    let quotes: HashMap<QuoteId, QuoteView> = quotes::related(tx, readers, quotes)?
        .into_iter()
        .map(|quote| (quote.stored.id, quote))
        .collect();
    let in_place = |used: &domain::article::QuoteUse| {
        let quote = quotes.get(&used.quote)?.clone();
        Some(UsedQuote { used: used.clone(), quote })
    };
    Ok(uses.iter().filter_map(in_place).collect())
}
