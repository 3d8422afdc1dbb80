//! The history of an article: its revisions, and which of them was the newest at an instant.

use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::article::ArticleMeta;
use domain::id::{ArticleId, Revision};
use domain::time::Timestamp;
use uuid::Uuid;

use super::{BodyRow, Side};
use crate::engine::{ReadTx, both};
use crate::error::StoreError;
use crate::queries::counted;
use crate::schema::{account, article, article_revision};
use crate::types::{Id, Ts};

/// A saved state of an article, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRow {
    /// Its number.
    pub revision: Revision,
    /// When it was saved.
    pub at: Timestamp,
    /// Who saved it; `None` for the operator.
    pub by: Option<Saver>,
    /// What they said of it.
    pub note: Option<String>,
    /// The revision that it brought back.
    pub restored_from: Option<Revision>,
    /// How many words the body has.
    pub word_count: i64,
    /// The headline.
    pub headline: String,
}

/// Who saved a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saver {
    /// The account.
    pub id: Uuid,
    /// How they are called; `None` for an account that there is no more.
    pub name: Option<String>,
}

/// A revision with its description.
#[derive(Debug, Clone, PartialEq)]
pub struct DescriptionRow {
    /// Of which article.
    pub article: ArticleId,
    /// Its number.
    pub revision: Revision,
    /// When it was saved.
    pub at: Timestamp,
    /// The account that saved it.
    pub by: Option<Uuid>,
    /// Everything but the body.
    pub meta: ArticleMeta,
    /// How many words the body has.
    pub word_count: i64,
}

type Columns = (i64, Ts, Option<Id>, Option<String>, Option<String>, Option<i64>, i64, String);

impl RevisionRow {
    fn read((revision, at, by, name, note, restored_from, word_count, headline): Columns) -> Self {
        Self {
            revision: Revision(revision),
            at: at.0,
            by: by.map(|id| Saver { id: id.0, name }),
            note,
            restored_from: restored_from.map(Revision),
            word_count,
            headline,
        }
    }
}

/// The revisions of an article, without what stands in them.
macro_rules! revisions {
    ($article:expr) => {
        article_revision::table
            .left_join(account::table.on(account::id.nullable().eq(article_revision::created_by)))
            .filter(article_revision::article_id.eq(Id($article.0)))
            .select((
                article_revision::revision,
                article_revision::created_at,
                article_revision::created_by,
                account::name.nullable(),
                article_revision::note,
                article_revision::restored_from,
                article_revision::word_count,
                article_revision::headline,
            ))
            .into_boxed()
    };
}

/// A page of them, away from a neighbour.
macro_rules! page_of {
    ($article:expr, $from:expr, $side:expr, $limit:expr) => {{
        let mut query = revisions!($article).limit($limit);
        if let Some(Revision(from)) = $from {
            query = match $side {
                Side::Before => query.filter(article_revision::revision.lt(from)),
                Side::After => query.filter(article_revision::revision.gt(from)),
            };
        }
        match $side {
            Side::Before => query.order(article_revision::revision.desc()),
            Side::After => query.order(article_revision::revision.asc()),
        }
    }};
}

impl ReadTx<'_> {
    /// A page of the revisions of an article, away from a neighbour that the page does not hold:
    /// `Before` reads towards older ones, `After` towards newer ones.
    pub fn revisions(
        &mut self,
        article: ArticleId,
        from: Option<Revision>,
        (side, limit): (Side, i64),
    ) -> Result<Vec<RevisionRow>, StoreError> {
        let rows: Vec<Columns> = both!(self, |c| page_of!(article, from, side, limit).load(c))?;
        Ok(rows.into_iter().map(RevisionRow::read).collect())
    }

    /// How many revisions an article has.
    pub fn count_revisions(&mut self, article: ArticleId) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| article_revision::table
            .filter(article_revision::article_id.eq(Id(article.0)))
            .select(count_star())
            .first(c))?;
        Ok(counted(rows))
    }

    /// One revision of an article: in short, its description and its body.
    pub fn revision(
        &mut self,
        article: ArticleId,
        revision: Revision,
    ) -> Result<Option<(RevisionRow, ArticleMeta, BodyRow)>, StoreError> {
        let row: Option<Columns> = both!(self, |c| revisions!(article)
            .filter(article_revision::revision.eq(revision.0))
            .first(c)
            .optional())?;
        let Some(row) = row else { return Ok(None) };
        let (meta, body): (String, BodyRow) = both!(self, |c| article_revision::table
            .find((Id(article.0), revision.0))
            .select((article_revision::content, BodyRow::as_select()))
            .first(c))?;
        Ok(Some((RevisionRow::read(row), described(article, &meta)?, body)))
    }

    /// The revisions that were the newest of these articles at an instant; none of an article that
    /// was begun later.
    pub fn newest_at(
        &mut self,
        articles: &[ArticleId],
        at: Timestamp,
    ) -> Result<Vec<(ArticleId, Revision)>, StoreError> {
        let ids: Vec<Id> = articles.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<(Id, Option<i64>)> = both!(self, |c| article::table
            .filter(article::id.eq_any(ids))
            .select((
                article::id,
                article_revision::table
                    .filter(article_revision::article_id.eq(article::id))
                    .filter(article_revision::created_at.le(Ts(at)))
                    .order(article_revision::revision.desc())
                    .select(article_revision::revision)
                    .limit(1)
                    .single_value(),
            ))
            .load(c))?;
        let pair = |(id, revision): (Id, Option<i64>)| Some((ArticleId(id.0), Revision(revision?)));
        Ok(rows.into_iter().filter_map(pair).collect())
    }

    /// Revisions with their descriptions, in any order.
    pub fn descriptions(
        &mut self,
        wanted: &[(ArticleId, Revision)],
    ) -> Result<Vec<DescriptionRow>, StoreError> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(Id, i64, Ts, Option<Id>, String, i64)> = both!(self, |c| {
            let mut query = article_revision::table
                .select((
                    article_revision::article_id,
                    article_revision::revision,
                    article_revision::created_at,
                    article_revision::created_by,
                    article_revision::content,
                    article_revision::word_count,
                ))
                .into_boxed();
            for (article, revision) in wanted {
                let is_article = article_revision::article_id.eq(Id(article.0));
                query = query.or_filter(is_article.and(article_revision::revision.eq(revision.0)));
            }
            query.load(c)
        })?;
        rows.into_iter()
            .map(|(article, revision, at, by, content, word_count)| {
                Ok(DescriptionRow {
                    article: ArticleId(article.0),
                    revision: Revision(revision),
                    at: at.0,
                    by: by.map(|id| id.0),
                    meta: described(ArticleId(article.0), &content)?,
                    word_count,
                })
            })
            .collect()
    }
}

fn described(article: ArticleId, content: &str) -> Result<ArticleMeta, StoreError> {
    let broken = |error| StoreError::unreadable(format!("revision of article {article}: {error}"));
    serde_json::from_str(content).map_err(broken)
}

#[cfg(test)]
mod tests {
    use diesel::backend::Backend;
    use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
    use diesel::sql_types::{Text, Untyped};
    use domain::actor::Actor;
    use domain::article::ArticleContent;
    use domain::policy::{self, CreateArticle, ReviseArticle, Subject};
    use domain::slug::Slug;
    use serde_json::json;

    use super::*;
    use crate::engine::{Engine, WriteTx};
    use crate::queries::articles::{NewRevision, Origin};
    use crate::store::{Store, Target};

    const ARTICLE: ArticleId = ArticleId(Uuid::from_u128(7));
    /// Enough that a plan which reads them all is a dear one.
    const REVISIONS: i64 = 300;

    /// A statement that is told how it would be run.
    struct Explained<Q>(&'static str, Q);

    impl<Q> QueryId for Explained<Q> {
        type QueryId = ();
        const HAS_STATIC_QUERY_ID: bool = false;
    }

    impl<Q, D: Backend> QueryFragment<D> for Explained<Q>
    where
        Q: QueryFragment<D>,
    {
        fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, D>) -> QueryResult<()> {
            out.unsafe_to_cache_prepared();
            out.push_sql(self.0);
            self.1.walk_ast(out)
        }
    }

    impl<Q> Query for Explained<Q> {
        type SqlType = Untyped;
    }

    impl<Q, C> RunQueryDsl<C> for Explained<Q> {}

    #[derive(QueryableByName)]
    struct OfSqlite {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    #[derive(QueryableByName)]
    struct OfPostgres {
        #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
        detail: String,
    }

    fn history(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        let document = json!({ "headline": "One", "body": { "markdown": "Two three." } });
        let content = ArticleContent::parse(document.as_object().cloned().unwrap()).unwrap();
        let (slug, subject) = (Slug::from_words("One", "article"), Subject::common(ARTICLE.0));
        let begin = policy::authorize::<CreateArticle>(&Actor::Operator, subject).unwrap();
        let revise = policy::authorize::<ReviseArticle>(&Actor::Operator, subject).unwrap();
        let at = Timestamp::from_micros(1).unwrap();
        let revision = |number| NewRevision {
            revision: Revision(number),
            content: &content,
            slug: &slug,
            at,
            origin: Origin::default(),
        };
        tx.insert_article(&begin, &revision(1))?;
        for number in 2..=REVISIONS {
            assert!(tx.revise_article(&revise, &revision(number), at)?);
        }
        analyze(tx)
    }

    fn analyze(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        both!(tx.0, |c| diesel::sql_query("ANALYZE").execute(c))?;
        Ok(())
    }

    /// How a page in the middle of the history is read.
    fn plan(target: &Target) -> String {
        let store = Store::open(target);
        store.migrate().unwrap();
        store.write("test", history).unwrap();
        let steps: Result<Vec<String>, StoreError> = store.snapshot().unwrap().read(|tx| {
            let from = Some(Revision(REVISIONS / 2));
            Ok(match &mut tx.0 {
                Engine::Sqlite(c) => {
                    let page = page_of!(ARTICLE, from, Side::Before, 20);
                    let steps: Vec<OfSqlite> = Explained("EXPLAIN QUERY PLAN ", page).load(*c)?;
                    steps.into_iter().map(|step| step.detail).collect()
                }
                Engine::Postgres(c) => {
                    let page = page_of!(ARTICLE, from, Side::Before, 20);
                    let steps: Vec<OfPostgres> = Explained("EXPLAIN ", page).load(*c)?;
                    steps.into_iter().map(|step| step.detail).collect()
                }
            })
        });
        steps.unwrap().join("\n")
    }

    #[test]
    fn sqlite_reads_a_page_of_the_history_from_an_index_alone() {
        let dir = tempfile::TempDir::new().unwrap();
        let plan = plan(&Target::Sqlite(dir.path().join("masthead.sqlite")));
        let index = "SEARCH article_revision USING COVERING INDEX article_revision_history \
                     (article_id=? AND revision<?)";
        assert!(plan.contains(index) && !plan.contains("B-TREE"), "{plan}");
    }

    #[test]
    fn postgres_reads_a_page_of_the_history_from_its_key() {
        let plan = plan(&Target::Postgres(testkit::new_database()));
        let index = "Index Scan Backward using article_revision_pkey";
        assert!(plan.contains(index) && !plan.contains("Sort"), "{plan}");
    }
}
