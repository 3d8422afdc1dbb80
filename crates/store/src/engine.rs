//! The two engines behind one query tree: [`both!`] gives each arm the same body.

use std::ops::{Deref, DerefMut};

use domain::audit::{Deed, Signed};
use domain::change::{Change, ChangeKind};

use crate::{postgres, sqlite};

/// A connection with an open transaction.
pub(crate) enum Engine<'a> {
    /// The embedded file.
    Sqlite(&'a mut sqlite::Conn),
    /// The server.
    Postgres(&'a mut postgres::Conn),
}

/// An open transaction that reads.
pub struct ReadTx<'a>(pub(crate) Engine<'a>, pub(crate) &'a mut u32);

/// An open transaction that writes, with its name; it reads what it wrote. What it notes for the
/// change log and the audit is written when the transaction ends.
pub struct WriteTx<'a>(
    pub(crate) ReadTx<'a>,
    pub(crate) &'a mut Vec<Entry>,
    pub(crate) &'static str,
);

/// Something that a transaction does.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// For the change log, unless nothing that the newsroom shows was changed.
    pub(crate) change: Option<Change>,
    /// What readers see happen.
    pub(crate) seen: Option<ChangeKind>,
    /// Who does it, and when.
    pub(crate) signed: Signed,
    /// For the audit, unless another entry says it.
    pub(crate) deed: Option<Deed>,
}

impl ReadTx<'_> {
    /// How many statements it has run.
    pub fn statements(&self) -> u32 {
        *self.1
    }
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;

    fn deref(&self) -> &ReadTx<'a> {
        &self.0
    }
}

impl DerefMut for WriteTx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// Runs one statement on whichever engine the transaction is of, and counts it.
macro_rules! both {
    ($tx:expr, |$c:ident| $body:expr) => {{
        *$tx.1 = $tx.1.saturating_add(1);
        match &mut $tx.0 {
            $crate::engine::Engine::Sqlite(c) => {
                let $c: &mut $crate::sqlite::Conn = c;
                $body
            }
            $crate::engine::Engine::Postgres(c) => {
                let $c: &mut $crate::postgres::Conn = c;
                $body
            }
        }
    }};
}
pub(crate) use both;
