// The body of an article: News Blocks as elements. Nothing in it is ever read as markup.

/** @import { Citations } from "../../types/front.js" */
/** @import { Embed, FactBox, Image, KeyPoints, ListBlock } from "../../types/news-blocks.js" */
/** @import { LiveEntry, NewsBlock, PullQuote, RelatedLink } from "../../types/news-blocks.js" */
/** @import { TextBlock } from "../../types/news-blocks.js" */
/** @import { Setting } from "./marks.js" */
/** @import { Calendar } from "./times.js" */
import { articleHrefById, imageUrl, linkUrl } from "./address.js";
import { el, fragment, joined, lines } from "./dom.js";
import { nestedLists } from "./lists.js";
import { inline, settingOf } from "./marks.js";
import { reference, speakerLine, useAnchor } from "./quotes.js";
import { tableFigure } from "./tables.js";
import { momentTime } from "./times.js";

/**
 * The blocks of a body in their order. A block of an unknown type is shown as its text.
 *
 * @param {NewsBlock[]} blocks
 * @param {Citations} citations the quotes that stand in it
 * @param {Calendar} calendar
 * @returns {DocumentFragment}
 */
export function renderBody(blocks, citations, calendar) {
  const setting = settingOf(citations, blocks.filter(isText));
  const made = fragment();
  let rest = blocks;
  while (rest[0]) {
    const end = rest.findIndex((block) => !isListItem(block));
    const items = (end < 0 ? rest : rest.slice(0, end)).filter(isListItem);
    if (items.length > 0) made.append(nestedLists(items, (item) => inline(item, setting)));
    else made.append(renderBlock(rest[0], setting, calendar));
    rest = rest.slice(Math.max(items.length, 1));
  }
  return made;
}

/**
 * @param {NewsBlock} block
 * @returns {block is TextBlock}
 */
function isText(block) {
  return block._type === "block";
}

/**
 * @param {NewsBlock} block
 * @returns {block is ListBlock}
 */
function isListItem(block) {
  return block._type === "block" && block.listItem !== undefined;
}

/**
 * @param {NewsBlock} block
 * @param {Setting} setting
 * @param {Calendar} calendar
 * @returns {Node}
 */
function renderBlock(block, setting, calendar) {
  switch (block._type) {
    case "block":
      return textBlock(block, setting);
    case "pullQuote":
      return pullQuote(block, setting);
    case "image":
      return picture(block);
    case "embed":
      return embed(block);
    case "factBox":
      return factBox(block);
    case "keyPoints":
      return keyPoints(block);
    case "table":
      return tableFigure(block);
    case "code":
      return el("pre", { tabindex: 0 }, el("code", {}, block.code));
    case "relatedLink":
      return relatedLink(block);
    case "divider":
      return el("hr");
    case "liveEntry":
      return liveEntry(block, calendar);
    default:
      return el("p", { class: "unknown" }, lines(textOf(block)));
  }
}

/**
 * @param {TextBlock} block
 * @param {Setting} setting
 */
function textBlock(block, setting) {
  const content = inline(block, setting);
  switch (block.style) {
    case "h2":
    case "h3":
    case "h4":
      return el(block.style, {}, content);
    case "blockquote":
      return el("blockquote", {}, el("p", {}, content));
    case "lead":
      return el("p", { class: "lead" }, content);
    default:
      return el("p", {}, content);
  }
}

/**
 * @param {PullQuote} block
 * @param {Setting} setting
 */
function pullQuote({ text, attribution, use }, { citations }) {
  const citation = use === undefined ? undefined : citations.byUse.get(use);
  const who = citation
    ? fragment(speakerLine(citation.quote), reference(citation))
    : attribution && fragment(attribution);
  return el(
    "figure",
    { class: "pull-quote", id: citation && use && useAnchor(use) },
    el("blockquote", {}, el("p", {}, lines(text))),
    who && el("figcaption", {}, who),
  );
}

/** @param {Image} image */
function picture({ url, alt, caption, credit }) {
  const src = imageUrl(url);
  const href = linkUrl(url);
  const words = [
    caption && el("span", { class: "caption" }, lines(caption)),
    credit && el("span", { class: "credit" }, credit),
  ];
  return el(
    "figure",
    { class: "picture" },
    src
      ? el("img", { src, alt, loading: "lazy", decoding: "async" })
      : el("p", {}, href ? el("a", { href, rel: "noopener" }, alt) : alt),
    words.some(Boolean) && el("figcaption", {}, joined(" ", words)),
  );
}

/** @param {Embed} embed */
function embed({ provider, url, title }) {
  const href = linkUrl(url);
  const words = title ?? url;
  const source = el("span", { class: "provider" }, provider);
  return el(
    "p",
    { class: "embed" },
    source,
    " ",
    href ? el("a", { href, rel: "noopener" }, words) : words,
  );
}

/** @param {FactBox} box */
function factBox({ _key, title, text }) {
  const content = el("p", {}, lines(text));
  return boxed("fact-box", _key, title, content);
}

/** @param {KeyPoints} points */
function keyPoints({ _key, title, items }) {
  const content = el("ul", {}, ...items.map((item) => el("li", {}, lines(item))));
  return boxed("key-points", _key, title, content);
}

/**
 * A box in the text. Its title is no heading: it stands outside the order of the story's parts.
 *
 * @param {string} name
 * @param {string} key
 * @param {string | undefined} title
 * @param {HTMLElement} content
 */
function boxed(name, key, title, content) {
  const id = `box-${key}`;
  return el(
    "div",
    { class: `box ${name}`, role: "group", "aria-labelledby": title && id },
    title && el("p", { id, class: "box-title" }, title),
    content,
  );
}

/** @param {RelatedLink} link */
function relatedLink({ title, article, url }) {
  const href = article ? articleHrefById(article) : linkUrl(url);
  const link = href && el("a", { href, rel: article ? null : "noopener" }, title);
  return el("p", { class: "related-link" }, link || title);
}

/**
 * @param {LiveEntry} entry
 * @param {Calendar} calendar
 */
function liveEntry({ at, headline, text }, calendar) {
  return el(
    "section",
    { class: "live-entry" },
    el("p", { class: "at" }, momentTime(at, calendar)),
    el("h2", {}, headline),
    el("p", {}, lines(text)),
  );
}

/**
 * All that can be read in a block, whatever its form.
 *
 * @param {unknown} value
 * @returns {string}
 */
function textOf(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join("\n");
  if (typeof value !== "object" || value === null) return "";
  const members = Object.entries(value).filter(([name]) => !name.startsWith("_"));
  return textOf(members.map(([, member]) => member));
}
