//! Words in FTS5.

use diesel::prelude::*;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;
use domain::search::{Sought, Words};

use super::{Dialect, Spelled};
use crate::sqlite::Conn;

/// Each word is a string of FTS5, in which no sign means anything; a word has no quotation mark.
pub(super) fn spelled(sought: &Sought) -> String {
    let whole = sought.whole().iter().map(|word| format!("\"{word}\""));
    let begun = sought.begun().map(|word| format!("\"{word}\"*"));
    whole.chain(begun).collect::<Vec<_>>().join(" AND ")
}

impl Dialect for Sqlite {
    /// The words come first: CROSS JOIN keeps the order.
    fn found<'b>(out: &mut AstPass<'_, 'b, Self>, sought: &'b Spelled) -> QueryResult<()> {
        out.push_sql(
            "FROM search_words CROSS JOIN search_entry \
             ON search_entry.number = search_words.rowid WHERE search_words MATCH ",
        );
        out.push_bind_param::<Text, _>(&sought.fts5)
    }

    /// BM25, less for the better; a word counts as much as the place where it stands.
    fn relevance<'b>(out: &mut AstPass<'_, 'b, Self>, _sought: &'b Spelled) -> QueryResult<()> {
        out.push_sql("bm25(search_words, 8.0, 4.0, 1.0)");
        Ok(())
    }
}

/// Writes the words of an entry over those it had.
pub(super) fn put(conn: &mut Conn, number: i64, words: &Words) -> QueryResult<()> {
    let [first, second, third] = words.places();
    let put = "INSERT OR REPLACE INTO search_words (rowid, first, second, third) \
               VALUES (?, ?, ?, ?)";
    diesel::sql_query(put)
        .bind::<BigInt, _>(number)
        .bind::<Text, _>(first.join(" "))
        .bind::<Text, _>(second.join(" "))
        .bind::<Text, _>(third.join(" "))
        .execute(conn)?;
    Ok(())
}
