// The marks of a text block: decorators, and annotations by their definitions.

/** @import { Citations } from "../../types/front.js" */
/** @import { MarkDef, TextBlock } from "../../types/news-blocks.js" */
import { articleHrefById, linkUrl } from "./address.js";
import { el, fragment, lines } from "./dom.js";
import { reference, useAnchor } from "./quotes.js";

/**
 * What the text knows of its quotes: `lastPart` is the last part of each use that stands in the
 * body, `begun` the uses that have their anchor.
 *
 * @typedef {{ citations: Citations, lastPart: Map<string, number>, begun: Set<string> }} Setting
 */

/** @typedef {{ text: string, marks: string[] }} Run */
/** @typedef {Map<string, MarkDef>} Definitions */

/**
 * The element of each decorator.
 *
 * @type {Record<string, "strong" | "em" | "code" | "sub" | "sup" | "u" | "s">}
 */
const DECORATORS = {
  strong: "strong",
  em: "em",
  code: "code",
  sub: "sub",
  sup: "sup",
  underline: "u",
  strike: "s",
};

/** Which annotation stands around which; decorators stand within them all. */
const OUTERMOST_FIRST = ["quote", "notAQuote", "link", "internalLink", "lang", "entity"];

/**
 * The text of a block with its marks.
 *
 * @param {TextBlock} block
 * @param {Setting} setting
 * @returns {DocumentFragment}
 */
export function inline(block, setting) {
  /** @type {Definitions} */
  const definitions = new Map((block.markDefs ?? []).map((mark) => [mark._key, mark]));
  const runs = (block.children ?? []).map(({ text, marks }) => ({
    text,
    marks: nesting(marks ?? [], definitions),
  }));
  return nest(runs, definitions, setting);
}

/**
 * What a setting is before the first block is drawn.
 *
 * @param {Citations} citations
 * @param {TextBlock[]} blocks
 * @returns {Setting}
 */
export function settingOf(citations, blocks) {
  /** @type {Map<string, number>} */
  const lastPart = new Map();
  for (const mark of blocks.flatMap(({ markDefs }) => markDefs ?? [])) {
    if (mark._type !== "quote") continue;
    lastPart.set(mark.use, Math.max(mark.part ?? 0, lastPart.get(mark.use) ?? 0));
  }
  return { citations, lastPart, begun: new Set() };
}

/**
 * Marks from the outermost in; of two links the first.
 *
 * @param {string[]} marks
 * @param {Definitions} definitions
 */
function nesting(marks, definitions) {
  /** @param {string} mark */
  const depth = (mark) => {
    const at = OUTERMOST_FIRST.indexOf(definitions.get(mark)?._type ?? "");
    return at < 0 ? OUTERMOST_FIRST.length : at;
  };
  const ordered = [...marks].sort((one, other) => depth(one) - depth(other));
  const firstLink = ordered.find((mark) => isLink(definitions.get(mark)));
  return ordered.filter((mark) => mark === firstLink || !isLink(definitions.get(mark)));
}

/** @param {MarkDef | undefined} mark */
function isLink(mark) {
  return mark?._type === "link" || mark?._type === "internalLink";
}

/**
 * Runs that share their outermost mark stand in one element.
 *
 * @param {Run[]} runs
 * @param {Definitions} definitions
 * @param {Setting} setting
 * @returns {DocumentFragment}
 */
function nest(runs, definitions, setting) {
  const made = fragment();
  let rest = runs;
  while (rest[0]) {
    const mark = rest[0].marks[0];
    const other = mark === undefined ? 1 : rest.findIndex(({ marks }) => marks[0] !== mark);
    const shared = other < 0 ? rest : rest.slice(0, other);
    rest = other < 0 ? [] : rest.slice(other);
    if (mark === undefined) made.append(...shared.map(({ text }) => lines(text)));
    else {
      const inner = shared.map(({ text, marks }) => ({ text, marks: marks.slice(1) }));
      made.append(wrapped(mark, nest(inner, definitions, setting), definitions, setting));
    }
  }
  return made;
}

/**
 * @param {string} mark
 * @param {DocumentFragment} inner
 * @param {Definitions} definitions
 * @param {Setting} setting
 * @returns {Node}
 */
function wrapped(mark, inner, definitions, setting) {
  const tag = Object.hasOwn(DECORATORS, mark) && DECORATORS[mark];
  if (tag) return el(tag, {}, inner);
  const definition = definitions.get(mark);
  return definition ? annotated(definition, inner, setting) : inner;
}

/**
 * @param {MarkDef} mark
 * @param {DocumentFragment} inner
 * @param {Setting} setting
 * @returns {Node}
 */
function annotated(mark, inner, setting) {
  switch (mark._type) {
    case "quote":
      return quoted(mark.use, mark.part ?? 0, inner, setting);
    case "link": {
      const href = linkUrl(mark.href);
      return href ? el("a", { href, rel: relation(mark.rel) }, inner) : inner;
    }
    case "internalLink":
      return el("a", { href: articleHrefById(mark.article) }, inner);
    case "lang":
      return el("span", { lang: mark.tag }, inner);
    case "entity":
      return el("span", { class: "entity", title: mark.name }, inner);
    case "notAQuote":
      return inner;
    default:
      return inner;
  }
}

/**
 * @param {string} use
 * @param {number} part
 * @param {DocumentFragment} inner
 * @param {Setting} setting
 */
function quoted(use, part, inner, { citations, lastPart, begun }) {
  const citation = citations.byUse.get(use);
  const isFirst = !begun.has(use);
  begun.add(use);
  const words = el("q", { class: "said", id: isFirst && useAnchor(use) }, inner);
  return fragment(words, citation && part === lastPart.get(use) && reference(citation));
}

/** @param {string | undefined} rel */
function relation(rel) {
  return rel ? `noopener ${rel}` : "noopener";
}
