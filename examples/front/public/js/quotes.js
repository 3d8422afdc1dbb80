// Quotes: who said it, and what they were then.

/** @import { Citation, Citations, UsedQuote } from "../../types/front.js" */
/** @import { Placement, SpeakerFragment, TextField } from "../../types/graphql.js" */
/** @import { Calendar } from "./times.js" */
import { frontHref } from "./address.js";
import { el, fragment, joined, lines } from "./dom.js";
import { dateTime } from "./times.js";
import { DOUBT, OCCASION } from "./words.js";

/** How the way back to a place in the text is called. @type {Record<Placement, string>} */
const PLACE = {
  BODY: "in the text",
  HEADLINE: "in the headline",
  PULL: "pulled out",
  SUBHEAD: "in a subheading",
  STANDFIRST: "in the standfirst",
  CAPTION: "in a caption",
};

/**
 * The speaker as the words were printed then: a name or a description, and the office.
 *
 * @param {SpeakerFragment} quote
 * @returns {{ name: string, office: string | null }}
 */
export function speakerThen({ attribution, descriptor }) {
  const name =
    attribution?.name ?? descriptor ?? attribution?.asWritten ?? "A speaker without a name";
  const role = attribution?.roleTitle ?? null;
  const house = attribution?.organizationName ?? null;
  if (!role || !house) return { name, office: role ?? house };
  const isNamed = role.toLowerCase().includes(house.toLowerCase());
  return { name, office: isNamed ? role : `${role}, ${house}` };
}

/**
 * The speaker and the office then, as a line.
 *
 * @param {SpeakerFragment} quote
 * @param {string | null} [href] where the name leads
 * @returns {DocumentFragment}
 */
export function speakerLine(quote, href = null) {
  const { name, office } = speakerThen(quote);
  return joined(", ", [
    href ? el("a", { class: "speaker", href }, name) : el("span", { class: "speaker" }, name),
    office && el("span", { class: "office" }, office),
  ]);
}

/**
 * Printed words outside their sentence: without the comma that led on to "she said".
 *
 * @param {string} words
 * @returns {string}
 */
export function standingAlone(words) {
  return words.replace(/,(?=\p{Pf}?$|"$)/u, "");
}

/**
 * An article's quotes in the order of its text. A quote that stands in two places is one.
 *
 * @param {UsedQuote[]} uses
 * @returns {Citations}
 */
export function citationsOf(uses) {
  /** @type {Map<string, Citation>} */
  const byQuote = new Map();
  /** @type {Map<string, Citation>} */
  const byUse = new Map();
  for (const use of uses) {
    const number = byQuote.size + 1;
    const citation = byQuote.get(use.quote.id) ?? { number, quote: use.quote, uses: [] };
    citation.uses.push(use);
    byQuote.set(use.quote.id, citation);
    byUse.set(use.id, citation);
  }
  return { all: [...byQuote.values()], byUse };
}

/**
 * The anchor of a quote's place in the text.
 *
 * @param {string} use the use's id
 * @returns {string}
 */
export function useAnchor(use) {
  return `use-${use}`;
}

/**
 * The number behind a quote, which leads to who said it.
 *
 * @param {Citation} citation
 * @returns {HTMLElement}
 */
export function reference({ number, quote }) {
  const { name, office } = speakerThen(quote);
  const words = `Quote ${number}: ${office ? `${name}, ${office}` : name}`;
  const link = el(
    "a",
    { href: `#said-${number}`, "aria-label": words, title: words },
    String(number),
  );
  return el("sup", { class: "reference" }, link);
}

/**
 * A headline or standfirst with the quotes that stand in it as such.
 *
 * @param {string} text
 * @param {TextField} field
 * @param {UsedQuote[]} uses their parts count code points
 * @returns {DocumentFragment}
 */
export function withQuotes(text, field, uses) {
  const letters = Array.from(text);
  const parts = uses
    .flatMap(({ id, parts }) => parts.map((part, at) => ({ ...part, id, isFirst: at === 0 })))
    .filter((part) => part.field === field)
    .sort((one, other) => one.start - other.start);
  const made = fragment();
  let from = 0;
  for (const { id, isFirst, start, end } of parts) {
    if (start < from) continue;
    const words = letters.slice(start, end).join("");
    made.append(lines(letters.slice(from, start).join("")));
    made.append(el("q", { class: "said", id: isFirst && useAnchor(id) }, words));
    from = end;
  }
  made.append(lines(letters.slice(from).join("")));
  return made;
}

/**
 * Who said what: the speakers of an article in the order of its text, each with the office that
 * they held then, the words as printed, and ways back. Where a public record holds the speaker,
 * the name leads to all stories that quote them.
 *
 * @param {Citations} citations
 * @param {Calendar} calendar
 * @param {string} language of the article
 * @returns {HTMLElement | null}
 */
export function whoSaidWhat({ all }, calendar, language) {
  if (all.length === 0) return null;
  /** @type {Map<string, Citation[]>} */
  const speakers = new Map();
  for (const citation of all) {
    const { name, office } = speakerThen(citation.quote);
    const key = JSON.stringify([name, office]);
    speakers.set(key, [...(speakers.get(key) ?? []), citation]);
  }
  const items = [...speakers.values()].map((said) => speakerItem(said, calendar, language));
  return el(
    "section",
    { class: "who-said", "aria-labelledby": "who-said", lang: calendar.language ?? "en" },
    el("h2", { id: "who-said" }, "Who said what"),
    el("ul", {}, ...items),
  );
}

/**
 * @param {Citation[]} said
 * @param {Calendar} calendar
 * @param {string} language
 */
function speakerItem(said, calendar, language) {
  const [first] = said;
  const expert = first?.quote.expert;
  const href = expert && frontHref({ kind: "expert", slug: expert.slug });
  const line = first && el("p", { class: "who", lang: language }, speakerLine(first.quote, href));
  return el("li", {}, line, ...said.map((citation) => sayingItem(citation, calendar, language)));
}

/**
 * @param {Citation} citation
 * @param {Calendar} calendar
 * @param {string} language
 */
function sayingItem({ number, quote, uses }, calendar, language) {
  const printed = uses.find(({ placement }) => placement === "BODY") ?? uses[0];
  const doubt = quote.verification?.status && DOUBT[quote.verification.status];
  const backs = uses.map(({ id, placement }) => {
    const words = `Quote ${number}, ${PLACE[placement]}`;
    return el("a", { href: `#${useAnchor(id)}`, "aria-label": words }, PLACE[placement]);
  });
  return el(
    "div",
    { id: `said-${number}`, class: "saying" },
    el("span", { class: "number" }, String(number)),
    el(
      "p",
      {},
      el("span", { class: "words", lang: language }, printed?.exactText),
      " ",
      el("small", {}, joined(" · ", [...occasionOf(quote, calendar), doubt, ...backs])),
    ),
    quote.original &&
      el("p", { lang: quote.original.language, class: "original" }, quote.original.text),
  );
}

/**
 * @param {SpeakerFragment} quote
 * @param {Calendar} calendar
 */
function occasionOf({ occasion, saidOn }, calendar) {
  const when = saidOn && dateTime(saidOn, calendar);
  const where = occasion && OCCASION[occasion];
  return [joined(", ", [where, when])].filter((words) => words.hasChildNodes());
}
