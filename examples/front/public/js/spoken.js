// The newest quotes, with the speakers and the offices that they held then.

/** @import { FrontStory } from "../../types/front.js" */
/** @import { SiteFrameFragment } from "../../types/graphql.js" */
import { articleHref } from "./address.js";
import { el } from "./dom.js";
import { speakerLine, standingAlone } from "./quotes.js";
import { chosenQuote, leadQuotes, otherLanguage } from "./stories.js";

/** How many fill the band without making it a page. */
const QUOTES_MAX = 6;

/**
 * One quote of each story, those of the newest first and none twice.
 *
 * @param {FrontStory[]} stories
 * @param {FrontStory | undefined} lead a story whose quotes stand beside it
 * @param {SiteFrameFragment} site
 * @returns {HTMLElement | null}
 */
export function spokenSection(stories, lead, site) {
  const seen = new Set((lead ? leadQuotes(lead) : []).map(({ quote }) => quote.id));
  /** @type {HTMLElement[]} */
  const quotes = [];
  for (const story of stories) {
    const use = story === lead ? undefined : chosenQuote(story, seen);
    if (!use || quotes.length === QUOTES_MAX) continue;
    seen.add(use.quote.id);
    quotes.push(spoken(story, use, site));
  }
  if (quotes.length === 0) return null;
  return el(
    "section",
    { class: "spoken", "aria-labelledby": "spoken" },
    el("h2", { id: "spoken" }, "In their words"),
    el("div", { class: "quotes" }, ...quotes),
  );
}

/**
 * @param {FrontStory} story
 * @param {FrontStory["quotes"][number]} use
 * @param {SiteFrameFragment} site
 */
function spoken(story, use, site) {
  return el(
    "figure",
    { lang: otherLanguage(story.language, site) },
    el("blockquote", {}, el("p", {}, standingAlone(use.exactText))),
    el("figcaption", {}, speakerLine(use.quote)),
    el("p", { class: "meta" }, el("a", { href: articleHref(story.slug) }, story.headline)),
  );
}
