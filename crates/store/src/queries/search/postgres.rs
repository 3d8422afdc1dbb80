//! Words in `tsvector`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};
use domain::search::{PLACES, Sought, Words};

use super::{Dialect, Spelled};
use crate::postgres::Conn;

/// The places of words, as `tsvector` names weights.
const WEIGHTS: [char; PLACES] = ['A', 'B', 'D'];
/// A `tsvector` knows no position behind this one, and no more than so many of a word.
const POSITION_MAX: u32 = 16_383;
const POSITIONS_MAX: usize = 255;

/// Each word is a quoted lexeme, in which no sign means anything; a word has neither an
/// apostrophe nor a backslash.
pub(super) fn spelled(sought: &Sought) -> String {
    let whole = sought.whole().iter().map(|word| format!("'{word}'"));
    let begun = sought.begun().map(|word| format!("'{word}':*"));
    whole.chain(begun).collect::<Vec<_>>().join(" & ")
}

impl Dialect for Pg {
    fn found<'b>(out: &mut AstPass<'_, 'b, Self>, sought: &'b Spelled) -> QueryResult<()> {
        out.push_sql(
            "FROM search_words JOIN search_entry \
             ON search_entry.number = search_words.number WHERE search_words.words @@ ",
        );
        out.push_bind_param::<Text, _>(&sought.tsquery)?;
        out.push_sql("::tsquery");
        Ok(())
    }

    /// The weights of D, C, B and A; a long text counts for less (1).
    fn relevance<'b>(out: &mut AstPass<'_, 'b, Self>, sought: &'b Spelled) -> QueryResult<()> {
        out.push_sql("ts_rank('{0.125, 0.25, 0.5, 1}', search_words.words, ");
        out.push_bind_param::<Text, _>(&sought.tsquery)?;
        out.push_sql("::tsquery, 1) DESC");
        Ok(())
    }
}

/// Writes the words of an entry over those it had.
pub(super) fn put(conn: &mut Conn, number: i64, words: &Words) -> QueryResult<()> {
    let put = "INSERT INTO search_words (number, words) VALUES ($1, $2::tsvector) \
               ON CONFLICT (number) DO UPDATE SET words = excluded.words";
    diesel::sql_query(put)
        .bind::<BigInt, _>(number)
        .bind::<Text, _>(vector(words))
        .execute(conn)?;
    Ok(())
}

/// The words with their positions, as `tsvector` is read: `'ferry':1A,7D 'returns':2A`.
fn vector(words: &Words) -> String {
    let mut places: BTreeMap<&str, Vec<(u32, char)>> = BTreeMap::new();
    let all = words.places().iter().zip(WEIGHTS);
    let all = all.flat_map(|(words, weight)| words.iter().map(move |word| (word, weight)));
    for (position, (word, weight)) in (1_u32..).zip(all) {
        let own = places.entry(word).or_default();
        if own.len() < POSITIONS_MAX {
            own.push((position.min(POSITION_MAX), weight));
        }
    }
    let mut vector = String::new();
    for (word, own) in places {
        let own: Vec<_> =
            own.iter().map(|(position, weight)| format!("{position}{weight}")).collect();
        // writing to a string does not fail
        let _ = write!(vector, "'{word}':{} ", own.join(","));
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_positions_and_weights() {
        let words = Words::of([&["The ferry"], &["is back"], &["The ferry, that is"]]);
        assert_eq!(vector(&words), "'back':4B 'ferry':2A,6D 'is':3B,8D 'that':7D 'the':1A,5D ");
    }
}
