//! Writing articles: each write brings a permit.

use diesel::prelude::*;
use domain::article::{ArticleContent, ArticleMeta, ArticleState};
use domain::id::Revision;
use domain::policy::{
    CreateArticle, DeleteArticle, Permit, PublishArticle, ReviseArticle, UnpublishArticle,
};
use domain::slug::Slug;
use domain::time::Timestamp;
use uuid::Uuid;

use super::{Head, Saved, View};
use crate::engine::{WriteTx, both};
use crate::error::StoreError;
use crate::queries::{PUBLIC, WORKING};
use crate::schema::{
    article, article_credit, article_quote, article_revision, article_topic, article_view,
};
use crate::types::{Id, Ts};

/// A revision to save.
#[derive(Debug)]
pub struct NewRevision<'a> {
    /// Its number.
    pub revision: Revision,
    /// What the editor wrote.
    pub content: &'a ArticleContent,
    /// The address that the working view shows.
    pub slug: &'a Slug,
    /// When.
    pub at: Timestamp,
    /// Where it comes from.
    pub origin: Origin<'a>,
}

/// Where a revision comes from, beside its editor's hands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'a> {
    /// What its editor says of it.
    pub note: Option<&'a str>,
    /// The revision that it brings back.
    pub restored_from: Option<Revision>,
}

impl WriteTx<'_> {
    /// Begins an article with its first revision.
    pub fn insert_article(
        &mut self,
        permit: &Permit<CreateArticle>,
        first: &NewRevision<'_>,
    ) -> Result<(), StoreError> {
        let by = permit.by().map(Id);
        let head = Head {
            id: Id(permit.id()),
            state: ArticleState::Draft.word().to_owned(),
            revision: first.revision.0,
            created_at: Ts(first.at),
            updated_at: Ts(first.at),
            created_by: by,
            updated_by: by,
            first_published_at: None,
        };
        both!(self.0, |c| diesel::insert_into(article::table).values(head).execute(c))?;
        self.save(permit.id(), permit.by(), first, first.at)
    }

    /// Saves the next revision; false if the newest is not the one before.
    pub fn revise_article(
        &mut self,
        permit: &Permit<ReviseArticle>,
        next: &NewRevision<'_>,
        begun_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let before = next.revision.0.saturating_sub(1);
        let changed = both!(self.0, |c| diesel::update(
            article::table
                .filter(article::id.eq(Id(permit.id())))
                .filter(article::revision.eq(before))
        )
        .set((
            article::revision.eq(next.revision.0),
            article::updated_at.eq(Ts(next.at)),
            article::updated_by.eq(permit.by().map(Id)),
        ))
        .execute(c))?;
        if changed == 1 {
            self.save(permit.id(), permit.by(), next, begun_at)?;
        }
        Ok(changed == 1)
    }

    fn save(
        &mut self,
        id: Uuid,
        by: Option<Uuid>,
        new: &NewRevision<'_>,
        begun_at: Timestamp,
    ) -> Result<(), StoreError> {
        let content = serde_json::to_string(&new.content.meta)
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        let body = &new.content.body;
        let saved = Saved {
            article_id: Id(id),
            revision: new.revision.0,
            content,
            body: body.to_canonical_string(),
            body_html: body.html(),
            body_text: body.text(),
            body_markdown: body.markdown(),
            word_count: i64::from(body.word_count()),
            created_at: Ts(new.at),
            created_by: by.map(Id),
            note: new.origin.note.map(str::to_owned),
            restored_from: new.origin.restored_from.map(|revision| revision.0),
            headline: new.content.meta.headline.as_str().to_owned(),
        };
        both!(self.0, |c| diesel::insert_into(article_revision::table).values(saved).execute(c))?;
        let window = Window { order_at: begun_at, from: None };
        self.point(id, WORKING, new, window)
    }

    /// Shows a revision to readers from `first.from` on.
    pub fn publish_article(
        &mut self,
        permit: &Permit<PublishArticle>,
        shown: &NewRevision<'_>,
        first_published_at: Timestamp,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::update(article::table.find(Id(permit.id())))
            .set((
                article::state.eq(ArticleState::Published.word()),
                article::first_published_at.eq(Ts(first_published_at)),
            ))
            .execute(c))?;
        let window = Window { order_at: first_published_at, from: Some(first_published_at) };
        self.point(permit.id(), PUBLIC, shown, window)?;
        let words = shown.content.meta.words(&shown.content.body.text());
        self.index(permit.id(), shown.revision.0, &words)
    }

    /// Takes an article from readers.
    pub fn unpublish_article(
        &mut self,
        permit: &Permit<UnpublishArticle>,
    ) -> Result<(), StoreError> {
        let id = Id(permit.id());
        both!(self.0, |c| diesel::update(article::table.find(id))
            .set(article::state.eq(ArticleState::Unpublished.word()))
            .execute(c))?;
        both!(self.0, |c| diesel::delete(article_view::table.find((id, PUBLIC))).execute(c))?;
        self.unindex(id.0)
    }

    /// Deletes an article with its history.
    pub fn delete_article(&mut self, permit: &Permit<DeleteArticle>) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(article::table.find(Id(permit.id()))).execute(c))?;
        Ok(())
    }

    /// Moves a view to a revision.
    fn point(
        &mut self,
        id: Uuid,
        view: &'static str,
        to: &NewRevision<'_>,
        window: Window,
    ) -> Result<(), StoreError> {
        let meta = &to.content.meta;
        let kind = serde_json::to_value(meta.kind).ok();
        let row = View {
            article_id: Id(id),
            view: view.to_owned(),
            revision: to.revision.0,
            slug: to.slug.as_str().to_owned(),
            kind: kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default().to_owned(),
            language: meta.language.as_str().to_owned(),
            section_id: meta.section.map(|section| Id(section.0)),
            order_at: Ts(window.order_at),
            changed_at: Ts(to.at),
            visible_from: window.from.map(Ts),
            visible_until: None,
        };
        both!(self.0, |c| diesel::delete(article_view::table.find((Id(id), view))).execute(c))?;
        both!(self.0, |c| diesel::insert_into(article_view::table).values(row).execute(c))?;
        self.relate(id, view, meta)
    }

    /// Writes whom and what a view names; the rows of before went with the view's row.
    fn relate(
        &mut self,
        id: Uuid,
        view: &'static str,
        meta: &ArticleMeta,
    ) -> Result<(), StoreError> {
        let credits: Vec<_> = (0_i64..)
            .zip(&meta.credits)
            .map(|(position, credit)| {
                (
                    article_credit::article_id.eq(Id(id)),
                    article_credit::view.eq(view),
                    article_credit::position.eq(position),
                    article_credit::author_id.eq(Id(credit.author.0)),
                    article_credit::role.eq(credit.role.word()),
                )
            })
            .collect();
        if !credits.is_empty() {
            both!(self.0, |c| diesel::insert_into(article_credit::table)
                .values(credits)
                .execute(c))?;
        }
        let topics: Vec<_> = (0_i64..)
            .zip(&meta.topics)
            .map(|(position, link)| {
                (
                    article_topic::article_id.eq(Id(id)),
                    article_topic::view.eq(view),
                    article_topic::position.eq(position),
                    article_topic::topic_id.eq(Id(link.topic.0)),
                    article_topic::rel.eq(link.rel.word()),
                    article_topic::is_primary.eq(link.primary),
                    article_topic::relevance.eq(link.relevance.map(i64::from)),
                )
            })
            .collect();
        if !topics.is_empty() {
            both!(self.0, |c| diesel::insert_into(article_topic::table).values(topics).execute(c))?;
        }
        let quotes: Vec<_> = (0_i64..)
            .zip(&meta.quotes)
            .map(|(position, used)| {
                (
                    article_quote::article_id.eq(Id(id)),
                    article_quote::view.eq(view),
                    article_quote::position.eq(position),
                    article_quote::quote_id.eq(Id(used.quote.0)),
                )
            })
            .collect();
        if !quotes.is_empty() {
            both!(self.0, |c| diesel::insert_into(article_quote::table).values(quotes).execute(c))?;
        }
        Ok(())
    }
}

/// From when on a view is seen, and where it stands in lists.
#[derive(Clone, Copy)]
struct Window {
    order_at: Timestamp,
    from: Option<Timestamp>,
}
