//! Corrections: what was wrong, in public (schema.org `CorrectionComment`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::document;
use crate::id::{ArticleId, Revision};
use crate::text::{Line, Prose};
use crate::time::Timestamp;
use crate::violation::Violations;

/// What kind of note it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// Something was wrong.
    Correction,
    /// Something could be misunderstood.
    Clarification,
    /// Readers should know something of how the article came to be.
    EditorsNote,
    /// Something was added.
    Update,
    /// The newsroom asks for pardon.
    Apology,
    /// The article no longer stands.
    Retraction,
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Significance {
    /// A slip.
    #[default]
    Minor,
    /// It changes what a reader takes from the article.
    Material,
}

/// Where it stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotePosition {
    /// Above the text.
    Top,
    /// Below the text.
    #[default]
    Bottom,
}

/// A correction as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Correction {
    /// What kind of note it is.
    pub kind: CorrectionKind,
    /// What was wrong and what is right, up to 2,000 characters.
    pub text: Prose<2_000>,
    /// How much it matters.
    #[serde(default)]
    pub significance: Significance,
    /// Where it stands on the page.
    #[serde(default)]
    pub position: NotePosition,
    /// Why; never shown to readers.
    #[serde(default)]
    pub reason: Option<Prose<2_000>>,
    /// Who allowed it; never shown to readers.
    #[serde(default)]
    pub approved_by: Option<Line<200>>,
    /// The first revision that was wrong.
    #[serde(default)]
    pub from_revision: Option<Revision>,
    /// The revision that is right; the one that readers see if absent.
    #[serde(default)]
    pub to_revision: Option<Revision>,
}

impl Correction {
    /// Reads the members of a JSON object; every faulty member is named.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        document::parse(members)
    }

    /// Without what only the newsroom knows.
    #[must_use]
    pub fn shown(mut self) -> Self {
        self.reason = None;
        self.approved_by = None;
        self
    }
}

/// A correction as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCorrection {
    /// UUID version 7.
    pub id: Uuid,
    /// Of which article.
    pub article: ArticleId,
    /// Since when readers see it.
    pub published_at: Timestamp,
    /// Whose account wrote it.
    pub created_by: Option<Uuid>,
    /// What the editor wrote.
    pub content: Correction,
}
