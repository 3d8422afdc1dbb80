// The words of the pages: the publication's own labels, and plain English for the API's terms.

/** @import { ArticleKind, CorrectionKind, CreditRole, Occasion } from "../../types/graphql.js" */
/** @import { Origin, SiteFrameFragment, StoryRelation } from "../../types/graphql.js" */
/** @import { VerificationStatus } from "../../types/graphql.js" */

/** Labels of a publication that has none of its own. */
const LABELS = {
  backToTop: "Back to top",
  more: "More",
  topics: "Topics",
  author: "Author",
  editorsPicks: "Editor's picks",
  trending: "Trending stories",
};

/** @type {Record<ArticleKind, string>} */
export const KIND = {
  REPORT: "Report",
  ANALYSIS: "Analysis",
  OPINION: "Opinion",
  BACKGROUND: "Background",
  INTERVIEW: "Interview",
  REVIEW: "Review",
  FACT_CHECK: "Fact check",
  OBITUARY: "Obituary",
  LIVE_BLOG: "Live",
  GALLERY: "Gallery",
  VIDEO: "Video",
  AUDIO: "Audio",
  PRESS_RELEASE: "Press release",
  SPONSORED: "Sponsored",
  SATIRE: "Satire",
};

/** @type {Record<CorrectionKind, string>} */
export const CORRECTION = {
  CORRECTION: "Correction",
  CLARIFICATION: "Clarification",
  EDITORS_NOTE: "Editor's note",
  UPDATE: "Update",
  APOLOGY: "Apology",
  RETRACTION: "Retraction",
};

/**
 * What comes before the names of a role, in the order of print.
 *
 * @type {Record<CreditRole, string>}
 */
export const CREDIT = {
  AUTHOR: "By",
  CONTRIBUTOR: "With",
  TRANSLATOR: "Translated by",
  PHOTOGRAPHER: "Photographs by",
  ILLUSTRATOR: "Illustrated by",
  PRODUCER: "Produced by",
  FACT_CHECKER: "Checked by",
  EDITOR: "Edited by",
};

/** @type {Record<Occasion, string>} */
export const OCCASION = {
  INTERVIEW: "in an interview",
  SPEECH: "in a speech",
  PRESS_CONFERENCE: "at a press conference",
  STATEMENT: "in a statement",
  SOCIAL: "on social media",
  COURT: "in court",
  PARLIAMENT: "in parliament",
  DOCUMENT: "in a document",
  BROADCAST: "in a broadcast",
};

/** @type {Record<Origin, string>} */
export const ORIGIN = {
  EDITOR: "Editor's choice",
  LATEST: "Newest",
  MOST_VIEWED: "Most read today",
  QUERY: "Newest of its kind",
  TRENDING: "Most read",
};

/** @type {Record<StoryRelation, string>} */
export const RELATION = {
  RELATED: "Belongs to this story",
  BACKGROUND: "Background",
  FOLLOW_UP: "What came of it",
  SOURCE: "Source",
};

/**
 * What readers should know of a quote that is in doubt.
 *
 * @type {Partial<Record<VerificationStatus, string>>}
 */
export const DOUBT = {
  DISPUTED: "The speaker disputes these words.",
  RETRACTED: "These words were withdrawn.",
};

/**
 * A label of the publication by its key, else the English one.
 *
 * @param {SiteFrameFragment} site
 * @param {keyof typeof LABELS} key
 * @returns {string}
 */
export function label(site, key) {
  const own = site.labels.filter((one) => one.key === key);
  const found =
    own.find((one) => one.language === site.language) ?? own.find((one) => !one.language);
  return (found ?? own[0])?.text ?? LABELS[key];
}

/**
 * Names as a sentence lists them.
 *
 * @param {string[]} names
 * @param {string | null} language
 * @returns {string}
 */
export function listed(names, language) {
  return new Intl.ListFormat(language ?? "en", { type: "conjunction" }).format(names);
}

/**
 * Why a story trends, in words.
 *
 * @param {{ lift: number, visitors24h: number }} why `lift` is views by expectation, 0 where
 *   nothing is expected
 * @returns {string}
 */
export function trendingWhy({ lift, visitors24h }) {
  const readers = `${visitors24h} ${visitors24h === 1 ? "reader" : "readers"} in the last day`;
  if (lift === 0) return readers;
  const times = lift.toFixed(1);
  if (times === "1.0") return `${readers}, as many as is usual`;
  return `${readers}, ${times} times what is usual`;
}

/**
 * What kind of piece a story is, where that is worth saying: not of a report, and not where the
 * line above the headline or the section says it.
 *
 * @param {{ kind: ArticleKind, kicker: string | null, section: { name: string } | null }} story
 * @returns {string | null}
 */
export function kindBeside({ kind, kicker, section }) {
  const word = KIND[kind];
  const said = `${kicker ?? ""} ${section?.name ?? ""}`.toLowerCase();
  return kind === "REPORT" || said.includes(word.toLowerCase()) ? null : word;
}
