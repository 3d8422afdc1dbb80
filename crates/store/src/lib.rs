//! The newsroom's memory, on `SQLite` or `PostgreSQL`: the only crate that names diesel.
//!
//! Absent on purpose: rules. Whoever writes brings a permit, whoever reads a visibility.

mod engine;
mod error;
mod keyset;
mod migrate;
mod pool;
mod postgres;
mod queries;
mod schema;
mod sqlite;
mod store;
mod types;

pub use engine::{ReadTx, WriteTx};
pub use error::StoreError;
pub use queries::accounts::{AccountRow, NewAccount};
pub use queries::answered::{AnswerRow, AskedOnce};
pub use queries::articles::{
    ArticleFilter, ArticlePage, ArticleRow, BodyRow, CreditRow, NewRevision, Place, Side, TopicRow,
    Wanted, Window,
};
pub use queries::articles::{
    AutosaveRow, DescriptionRow, Origin, RevisionRow, Saver, TranslationRow,
};
pub use queries::audience::{
    ArticleDelta, AudienceBatch, AudienceFilter, Counts, HourRow, ScoreRow,
};
pub use queries::audit::{AuditFilter, AuditPage};
pub use queries::changes::{ChangeRow, Tombstone};
pub use queries::corrections::{LedgerPlace, NewCorrection};
pub use queries::desk::{DeskEntry, DeskRow, Due, Lock};
pub use queries::lists::{ListRevisionRow, LiveRow};
pub use queries::previews::PreviewRow;
pub use queries::quotes::{QuoteFilter, QuotePage};
pub use queries::records::{RecordPage, RecordPlace};
pub use queries::releases::{ReleaseRow, Scheduler};
pub use queries::roles::CustomRole;
pub use queries::seen_changes::SeenChange;
pub use queries::sessions::{DeviceRow, NewSession, SessionRow};
pub use queries::tokens::{NewToken, TokenRow};
pub use queries::users::UserPage;
pub use store::{Snapshot, Store, Target, Written};
