//! Writing articles: each write brings a permit.

use diesel::prelude::*;
use domain::article::{ArticleContent, ArticleMeta, ArticleState};
use domain::id::Revision;
use domain::policy::{CreateArticle, Permit, ReviseArticle, Workflow};
use domain::slug::Slug;
use domain::time::Timestamp;
use uuid::Uuid;

use super::{Head, Saved, View, stage};
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
            stage: None,
            breaking_until: None,
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
        self.point(id, WORKING, new, Window { order_at: begun_at, from: None, until: None })
    }

    /// Says where an article stands, and since when readers have seen it, if they have.
    pub fn move_article(
        &mut self,
        permit: &Permit<Workflow>,
        to: ArticleState,
        first_published_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let (nearest, exact) = stage::columns(to, first_published_at.is_some());
        both!(self.0, |c| diesel::update(article::table.find(Id(permit.id())))
            .set((
                article::state.eq(nearest),
                article::stage.eq(exact),
                article::first_published_at.eq(first_published_at.map(Ts)),
            ))
            .execute(c))?;
        Ok(())
    }

    /// Shows a revision to readers while a window is open.
    pub fn show_article(
        &mut self,
        permit: &Permit<Workflow>,
        shown: &NewRevision<'_>,
        window: Window,
    ) -> Result<(), StoreError> {
        self.point(permit.id(), PUBLIC, shown, window)
    }

    /// Lets what readers see of an article be found.
    pub fn index_article(
        &mut self,
        permit: &Permit<Workflow>,
        revision: Revision,
        content: &ArticleContent,
    ) -> Result<(), StoreError> {
        let words = content.meta.words(&content.body.text());
        self.index(permit.id(), revision.0, &words)
    }

    /// Takes an article from readers, or from among those that they are to see.
    pub fn hide_article(&mut self, permit: &Permit<Workflow>) -> Result<(), StoreError> {
        let id = Id(permit.id());
        both!(self.0, |c| diesel::delete(article_view::table.find((id, PUBLIC))).execute(c))?;
        self.unindex(id.0)
    }

    /// Deletes an article with its history.
    pub fn purge_article(&mut self, permit: &Permit<Workflow>) -> Result<(), StoreError> {
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
            visible_until: window.until.map(Ts),
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

/// While a view is seen, and where it stands in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// What lists are ordered by.
    pub order_at: Timestamp,
    /// From when on readers see it.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
}
