// Stories on the front page: the lead, and the river below it.

/** @import { FrontStory } from "../../types/front.js" */
/** @import { SiteFrameFragment } from "../../types/graphql.js" */
import { articleHref, frontHref } from "./address.js";
import { shortByline } from "./bylines.js";
import { el, joined, lines } from "./dom.js";
import { speakerLine, speakerThen, standingAlone } from "./quotes.js";
import { momentTime, readingTime } from "./times.js";
import { kindBeside } from "./words.js";

/**
 * The story that the page leads with, its points and a quote of it.
 *
 * @param {FrontStory} story
 * @param {SiteFrameFragment} site
 * @returns {HTMLElement}
 */
export function leadStory(story, site) {
  return el(
    "article",
    { class: "lead-story", lang: otherLanguage(story.language, site) },
    ...headOf(story),
    gist(story),
    el("div", { class: "lead-quotes" }, ...leadQuotes(story).map(leadQuote)),
    metaOf(story, site),
  );
}

/**
 * A story of the river.
 *
 * @param {FrontStory} story
 * @param {SiteFrameFragment} site
 * @returns {HTMLElement}
 */
export function riverStory(story, site) {
  return el(
    "article",
    { class: "story", lang: otherLanguage(story.language, site) },
    ...headOf(story),
    standfirst(story),
    metaOf(story, site),
  );
}

/**
 * The quote that the newsroom lifts out of a story, else the first that stands in its text.
 *
 * @param {FrontStory} story
 * @param {Set<string>} [seen] quotes that stand elsewhere on the page, by their ids
 * @returns {FrontStory["quotes"][number] | undefined}
 */
export function chosenQuote({ quotes }, seen = new Set()) {
  const fresh = quotes.filter(({ quote }) => !seen.has(quote.id));
  return fresh.find(({ placement }) => placement === "PULL") ?? fresh[0];
}

/**
 * The quotes beside the lead: the chosen one, and the first of somebody else.
 *
 * @param {FrontStory} story
 * @returns {FrontStory["quotes"]}
 */
export function leadQuotes(story) {
  const chosen = chosenQuote(story);
  if (!chosen) return [];
  const { name } = speakerThen(chosen.quote);
  const other = story.quotes.find(({ quote }) => speakerThen(quote).name !== name);
  return other ? [chosen, other] : [chosen];
}

/**
 * The language of a text where it is not the page's.
 *
 * @param {string} language
 * @param {SiteFrameFragment} site
 * @returns {string | null}
 */
export function otherLanguage(language, site) {
  return language === (site.language ?? "en") ? null : language;
}

/** @param {FrontStory} story */
function headOf({ slug, kicker, headline }) {
  const line = kicker && el("p", { class: "kicker" }, kicker);
  const head = el("h2", {}, el("a", { href: articleHref(slug) }, headline));
  return line ? [line, head] : [head];
}

/** @param {FrontStory} story */
function gist(story) {
  const points = story.summaryPoints.map((point) => el("li", {}, point));
  if (!story.standfirst && points.length === 0) return null;
  const list = points.length > 0 && el("ul", {}, ...points);
  return el("div", { class: "gist" }, standfirst(story), list);
}

/** @param {FrontStory} story */
function standfirst(story) {
  return story.standfirst && el("p", { class: "standfirst" }, lines(story.standfirst));
}

/** @param {FrontStory["quotes"][number]} use */
function leadQuote({ exactText, quote }) {
  return el(
    "figure",
    {},
    el("blockquote", {}, el("p", {}, standingAlone(exactText))),
    el("figcaption", {}, speakerLine(quote)),
  );
}

/**
 * @param {FrontStory} story
 * @param {SiteFrameFragment} site
 */
function metaOf(story, site) {
  const { section, publishedAt, readingTimeSeconds } = story;
  const href = section && frontHref({ kind: "section", slug: section.slug });
  const parts = [
    shortByline(story, site.language),
    kindBeside(story),
    href && el("a", { href }, section.name),
    publishedAt && momentTime(publishedAt, site),
    readingTime(readingTimeSeconds),
  ];
  const spans = parts.map((part) => part && el("span", {}, part));
  return el("p", { class: "meta", lang: site.language ?? "en" }, joined(" ", spans));
}
