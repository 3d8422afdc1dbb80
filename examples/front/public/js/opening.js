// The opening of an article: all that stands above its body.

/** @import { Article } from "../../types/front.js" */
/** @import { SiteFrameFragment } from "../../types/graphql.js" */
import { frontHref } from "./address.js";
import { fullByline } from "./bylines.js";
import { articleCorrections } from "./corrections.js";
import { el, fragment, joined } from "./dom.js";
import { citationsOf, reference, speakerLine, withQuotes } from "./quotes.js";
import { dayTime, momentTime, readingTime } from "./times.js";
import { kindBeside } from "./words.js";

/** A revision that is saved within this of the publication is no update. */
const UPDATE_AFTER_MS = 60_000;

/**
 * Kicker, headline, standfirst, byline, dateline, times, points, and corrections at the top.
 *
 * @param {Article} article
 * @param {SiteFrameFragment} site
 * @returns {DocumentFragment}
 */
export function opening(article, site) {
  const { headline, standfirst, quotes, contentWarning, summaryPoints } = article;
  return fragment(
    el(
      "header",
      { class: "opening" },
      kicker(article),
      el("h1", { class: "headline" }, withQuotes(headline, "HEADLINE", quotes)),
      standfirst && el("p", { class: "standfirst" }, withQuotes(standfirst, "STANDFIRST", quotes)),
      headlineSpeakers(article),
    ),
    el(
      "div",
      { class: "facts", lang: site.language ?? "en" },
      fullByline(article),
      dateline(article, site),
      times(article, site),
    ),
    contentWarning && el("p", { class: "warning" }, el("strong", {}, "Warning: "), contentWarning),
    articleCorrections(article, "TOP", site),
    summaryPoints.length > 0 && points(summaryPoints),
  );
}

/** @param {Article} article */
function kicker({ kicker, kind, section }) {
  const href = section && frontHref({ kind: "section", slug: section.slug });
  const parts = [
    href && el("a", { href }, section.name),
    kindBeside({ kind, kicker, section }),
    kicker && el("span", {}, kicker),
  ];
  if (!parts.some(Boolean)) return null;
  const spans = parts.map((part) => part && el("span", { class: "part" }, part));
  return el("p", { class: "kicker" }, joined(" ", spans));
}

/**
 * Who speaks in the headline and the standfirst: a headline has no room for it.
 *
 * @param {Article} article
 */
function headlineSpeakers({ quotes }) {
  const above = quotes.filter(
    ({ placement }) => placement === "HEADLINE" || placement === "STANDFIRST",
  );
  if (above.length === 0) return null;
  const { byUse } = citationsOf(quotes);
  const lines = above.map(({ id, quote }) => {
    const citation = byUse.get(id);
    return fragment(speakerLine(quote), citation && reference(citation));
  });
  return el("p", { class: "headline-speakers" }, "In the words of ", joined("; ", lines));
}

/**
 * @param {Article} article
 * @param {SiteFrameFragment} site
 */
function dateline({ dateline }, site) {
  if (!dateline) return null;
  const day = dateline.date && dayTime(`${dateline.date}T12:00:00Z`, site);
  return el(
    "p",
    { class: "dateline" },
    el("span", { class: "filed" }, dateline.text),
    day && fragment(", ", day),
  );
}

/**
 * @param {Article} article
 * @param {SiteFrameFragment} site
 */
function times({ publishedAt, updatedAt, readingTimeSeconds }, site) {
  const isUpdated =
    publishedAt && Date.parse(updatedAt) - Date.parse(publishedAt) > UPDATE_AFTER_MS;
  const parts = [
    publishedAt && fragment("Published ", momentTime(publishedAt, site)),
    isUpdated && fragment("Updated ", momentTime(updatedAt, site)),
    readingTime(readingTimeSeconds),
  ];
  const spans = parts.map((part) => part && el("span", {}, part));
  return el("p", { class: "times" }, joined(" ", spans));
}

/** @param {string[]} summaryPoints */
function points(summaryPoints) {
  return el(
    "ul",
    { class: "points", "aria-label": "In short" },
    ...summaryPoints.map((point) => el("li", {}, point)),
  );
}
