//! What a court orders to be erased: it goes from every table; the places where it stood remain.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use domain::article::{ArticleContent, ArticleMeta};
use domain::audit::REDACT;
use domain::id::Revision;
use domain::policy::{Permit, PurgeArticle};
use domain::record::Entity;
use domain::slug::Slug;
use domain::time::Timestamp;
use uuid::Uuid;

use super::articles::open_at;
use super::releases::ReleaseRow;
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::{
    answered, article_autosave, article_desk, article_quote, article_revision, article_topic,
    article_view, audit_entry, desk_entry, preview, slug_claim,
};
use crate::types::{Id, Ts};
use crate::{postgres, sqlite};

/// The tables in which something is erased.
const TABLES: [&str; 16] = [
    "article_autosave",
    "article_desk",
    "desk_entry",
    "preview",
    "article_quote",
    "article_revision",
    "article_topic",
    "article_view",
    "answered",
    "audit_entry",
    "list_revision",
    "record",
    "\"release\"",
    "search_entry",
    "search_words",
    "slug_claim",
];

impl ReadTx<'_> {
    /// The descriptions of an article in all revisions, or in one.
    pub fn saved_descriptions(
        &mut self,
        article: Uuid,
        only: Option<Revision>,
    ) -> Result<Vec<(Revision, ArticleMeta)>, StoreError> {
        let rows: Vec<(i64, String)> = both!(self, |c| {
            let mut query = article_revision::table
                .filter(article_revision::article_id.eq(Id(article)))
                .order(article_revision::revision)
                .select((article_revision::revision, article_revision::content))
                .into_boxed();
            if let Some(only) = only {
                query = query.filter(article_revision::revision.eq(only.0));
            }
            query.load(c)
        })?;
        let read = |(revision, content): (i64, String)| {
            let meta = serde_json::from_str(&content).map_err(|error| {
                StoreError::unreadable(format!("article {article} {revision}: {error}"))
            })?;
            Ok((Revision(revision), meta))
        };
        rows.into_iter().map(read).collect()
    }

    /// The revision that readers see, if they see one.
    pub fn shown_revision(
        &mut self,
        article: Uuid,
        at: Timestamp,
    ) -> Result<Option<Revision>, StoreError> {
        let shown: Option<i64> = both!(self, |c| article_view::table
            .filter(article_view::article_id.eq(Id(article)))
            .filter(open_at!(Ts(at)))
            .select(article_view::revision)
            .first(c)
            .optional())?;
        Ok(shown.map(Revision))
    }
}

impl WriteTx<'_> {
    /// Puts another document in the place of a revision; it is found by those words alone.
    pub fn replace_revision(
        &mut self,
        permit: &Permit<PurgeArticle>,
        revision: Revision,
        content: &ArticleContent,
    ) -> Result<(), StoreError> {
        let id = Id(permit.id());
        let body = &content.body;
        let meta = serde_json::to_string(&content.meta)
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        both!(self.0, |c| diesel::update(article_revision::table.find((id, revision.0)))
            .set((
                article_revision::content.eq(&meta),
                article_revision::body.eq(body.to_canonical_string()),
                article_revision::body_html.eq(body.html()),
                article_revision::body_text.eq(body.text()),
                article_revision::body_markdown.eq(body.markdown()),
                article_revision::word_count.eq(i64::from(body.word_count())),
                article_revision::headline.eq(content.meta.headline.as_str()),
                article_revision::note.eq(None::<String>),
            ))
            .execute(c))?;
        let views: Vec<String> = both!(self.0, |c| article_view::table
            .filter(article_view::article_id.eq(id))
            .filter(article_view::revision.eq(revision.0))
            .select(article_view::view)
            .load(c))?;
        both!(self.0, |c| diesel::delete(
            article_quote::table
                .filter(article_quote::article_id.eq(id))
                .filter(article_quote::view.eq_any(&views))
        )
        .execute(c))?;
        both!(self.0, |c| diesel::delete(
            article_topic::table
                .filter(article_topic::article_id.eq(id))
                .filter(article_topic::view.eq_any(&views))
        )
        .execute(c))?;
        if views.iter().any(|view| view == super::PUBLIC) {
            let words = content.meta.words(&body.text());
            self.index(id.0, revision.0, &words)?;
        }
        Ok(())
    }

    /// Takes from an article all addresses that it has and had, and gives it one.
    pub fn replace_slugs(
        &mut self,
        permit: &Permit<PurgeArticle>,
        slug: &Slug,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let id = Id(permit.id());
        both!(self.0, |c| diesel::update(
            article_view::table.filter(article_view::article_id.eq(id))
        )
        .set(article_view::slug.eq(slug.as_str()))
        .execute(c))?;
        let claims = slug_claim::table
            .filter(slug_claim::entity.eq(Entity::Article.word()))
            .filter(slug_claim::target_id.eq(id));
        let claimed = both!(self.0, |c| diesel::delete(claims).execute(c))?;
        if claimed > 0 {
            self.claim_slug(Entity::Article, slug, id.0, at)?;
        }
        Ok(())
    }

    /// Takes out what was said at the desk of a revision, and what was begun from it and is not
    /// saved; links that show it show nothing more.
    pub fn empty_desk(
        &mut self,
        permit: &Permit<PurgeArticle>,
        revision: Revision,
    ) -> Result<(), StoreError> {
        let id = Id(permit.id());
        let notes = desk_entry::table
            .filter(desk_entry::article_id.eq(id))
            .filter(desk_entry::revision.eq(revision.0));
        both!(self.0, |c| diesel::update(notes)
            .set(desk_entry::note.eq(None::<String>))
            .execute(c))?;
        let begun = article_autosave::table
            .filter(article_autosave::article_id.eq(id))
            .filter(article_autosave::base_revision.eq(revision.0));
        both!(self.0, |c| diesel::delete(begun).execute(c))?;
        let links = preview::table
            .filter(preview::article_id.eq(id))
            .filter(preview::revision.eq(revision.0));
        both!(self.0, |c| diesel::delete(links).execute(c))?;
        Ok(())
    }

    /// Empties the card of an article: it belongs to no revision.
    pub fn empty_card(&mut self, permit: &Permit<PurgeArticle>) -> Result<(), StoreError> {
        let card = article_desk::table.find(Id(permit.id()));
        both!(self.0, |c| diesel::update(card).set(article_desk::card.eq("{}")).execute(c))?;
        Ok(())
    }

    /// Empties answers that are kept for a replay and name the thing: a replay is refused then.
    pub fn empty_answers(&mut self, about: Uuid) -> Result<usize, StoreError> {
        let pattern = format!("%{about}%");
        Ok(both!(self.0, |c| diesel::update(
            answered::table.filter(answered::answer.like(&pattern))
        )
        .set(answered::answer.eq(""))
        .execute(c))?)
    }

    /// Empties the entries of the audit about a thing, or about one revision of it: what they say,
    /// and the salt by which it could be guessed. Their numbers.
    pub fn empty_entries(
        &mut self,
        about: Uuid,
        only: Option<Revision>,
    ) -> Result<Vec<i64>, StoreError> {
        let numbers: Vec<i64> = both!(self.0, |c| {
            let mut query = audit_entry::table
                .filter(audit_entry::target_id.eq(Id(about)))
                .filter(audit_entry::action.ne(REDACT))
                .filter(audit_entry::payload.is_not_null())
                .order(audit_entry::sequence)
                .select(audit_entry::sequence)
                .into_boxed();
            if let Some(only) = only {
                query = query.filter(audit_entry::revision.eq(only.0));
            }
            query.load(c)
        })?;
        self.empty(&numbers)?;
        Ok(numbers)
    }

    /// The same of entries about lists and releases, as far as they name an article.
    pub fn empty_entries_beside(&mut self, article: Uuid) -> Result<Vec<i64>, StoreError> {
        let naming = format!("%{article}%");
        let numbers: Vec<i64> = both!(self.0, |c| audit_entry::table
            .filter(audit_entry::entity.eq_any([Entity::List.word(), "release"]))
            .filter(audit_entry::payload.like(&naming))
            .order(audit_entry::sequence)
            .select(audit_entry::sequence)
            .load(c))?;
        self.empty(&numbers)?;
        Ok(numbers)
    }

    /// Saves what is left of a release, in its next revision.
    pub fn redact_release(
        &mut self,
        _permit: &Permit<PurgeArticle>,
        next: &ReleaseRow,
    ) -> Result<bool, StoreError> {
        self.put_release(next)
    }

    fn empty(&mut self, numbers: &[i64]) -> Result<(), StoreError> {
        for number in numbers {
            both!(self.0, |c| diesel::update(audit_entry::table.find(number))
                .set((
                    audit_entry::payload.eq(None::<String>),
                    audit_entry::salt.eq(None::<String>),
                ))
                .execute(c))?;
        }
        Ok(())
    }
}

/// Writes the file anew, so that nothing is left in pages that are free; false if somebody read
/// meanwhile, who keeps the log of before.
pub(crate) fn scrub_sqlite(conn: &mut sqlite::Conn) -> Result<bool, StoreError> {
    #[derive(QueryableByName)]
    struct Done {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        busy: i32,
    }
    conn.batch_execute("INSERT INTO search_words (search_words) VALUES ('optimize'); VACUUM")?;
    let done: Done = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(conn)?;
    Ok(done.busy == 0)
}

/// Writes the tables anew, so that no row of before is left in them.
pub(crate) fn scrub_postgres(conn: &mut postgres::Conn) -> Result<bool, StoreError> {
    conn.batch_execute("SET statement_timeout = 0")?;
    let done =
        TABLES.iter().try_for_each(|table| conn.batch_execute(&format!("VACUUM (FULL) {table}")));
    conn.batch_execute("RESET statement_timeout")?;
    done?;
    Ok(true)
}
