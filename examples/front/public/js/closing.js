// What follows an article's text: more stories, ways to follow, topics, authors.

/** @import { Article, Author, RelatedStory } from "../../types/front.js" */
/** @import { AuthorKind, SiteFrameFragment } from "../../types/graphql.js" */
import { articleHref, frontHref, imageUrl, linkUrl } from "./address.js";
import { authorAnchor } from "./bylines.js";
import { el, joined } from "./dom.js";
import { linkList } from "./links.js";
import { otherLanguage } from "./stories.js";
import { dayTime } from "./times.js";
import { RELATION, label, listed } from "./words.js";

/** What is said of an author who is not one person. @type {Record<AuthorKind, string | null>} */
const AUTHOR_KIND = { PERSON: null, ORGANISATION: "Organisation", COLLECTIVE: "Newsroom byline" };

/**
 * Related stories and the publication's more links; nothing where there are none.
 *
 * @param {SiteFrameFragment} site
 * @param {RelatedStory[]} related
 * @returns {HTMLElement | null}
 */
export function moreSection(site, related) {
  if (related.length === 0 && site.moreLinks.length === 0) return null;
  return el(
    "section",
    { class: "more", "aria-labelledby": "more", "data-masthead-recirc": true },
    el("h2", { id: "more" }, label(site, "more")),
    related.length > 0 &&
      el("ul", { class: "related" }, ...related.map((one) => relatedItem(one, site))),
    linkList(site.moreLinks, "more-links"),
  );
}

/**
 * The topics of an article, each leading to its stories.
 *
 * @param {SiteFrameFragment} site
 * @param {Article} article
 * @returns {HTMLElement | null}
 */
export function topicsSection(site, { topics }) {
  if (topics.length === 0) return null;
  const links = topics.map(({ topic: { slug, name } }) =>
    el("li", {}, el("a", { href: frontHref({ kind: "topic", slug }) }, name)),
  );
  return el(
    "section",
    { class: "topics", "aria-labelledby": "topics" },
    el("h2", { id: "topics" }, label(site, "topics")),
    el("ul", {}, ...links),
  );
}

/**
 * Who made an article, each once.
 *
 * @param {SiteFrameFragment} site
 * @param {Article} article
 * @returns {HTMLElement | null}
 */
export function authorsSection(site, { credits }) {
  if (credits.length === 0) return null;
  const authors = new Map(credits.map(({ author }) => [author.slug, author]));
  return el(
    "section",
    { class: "authors", "aria-labelledby": "authors" },
    el("h2", { id: "authors" }, label(site, "author")),
    ...[...authors.values()].map(authorCard),
  );
}

/**
 * @param {RelatedStory} story
 * @param {SiteFrameFragment} site
 */
function relatedItem({ headline, url, article, why }, site) {
  const href = article ? articleHref(article.slug) : linkUrl(url);
  const about = [
    relatedWhy(why, site.language),
    article?.publishedAt && dayTime(article.publishedAt, site),
  ];
  return el(
    "li",
    {},
    el(
      "p",
      { class: "headline", lang: article && otherLanguage(article.language, site) },
      href ? el("a", { href }, headline) : headline,
    ),
    el(
      "p",
      { class: "meta" },
      joined(
        " ",
        about.map((part) => part && el("span", {}, part)),
      ),
    ),
  );
}

/**
 * @param {RelatedStory["why"]} why
 * @param {string | null} language
 * @returns {string}
 */
function relatedWhy({ manual, topics, experts }, language) {
  if (manual) return RELATION[manual.rel ?? "RELATED"];
  const about =
    topics.length > 0 &&
    `Also about ${listed(
      topics.map(({ name }) => name),
      language,
    )}`;
  const quotes =
    experts.length > 0 &&
    `also quotes ${listed(
      experts.map(({ name }) => name),
      language,
    )}`;
  return capitalized([about, quotes].filter(Boolean).join("; "));
}

/** @param {Author["links"][number]} link */
function authorLink({ rel, url }) {
  const href = linkUrl(url);
  return href && el("a", { href, rel: "noopener" }, capitalized(rel));
}

/** @param {string} words */
function capitalized(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {Author} author */
function authorCard(author) {
  const { name, slug, kind, jobTitle, bio, image, links } = author;
  const src = imageUrl(image);
  const about = [jobTitle, AUTHOR_KIND[kind]].map((part) => part && el("span", {}, part));
  const stories = el("a", { href: frontHref({ kind: "author", slug }) }, `Stories by ${name}`);
  const ways = [stories, ...links.map(authorLink)].map((way) => way && el("span", {}, way));
  return el(
    "div",
    { class: "author", id: authorAnchor(author) },
    src && el("img", { src, alt: "", width: 72, height: 72, loading: "lazy" }),
    el(
      "div",
      {},
      el("h3", {}, name),
      about.some(Boolean) && el("p", { class: "meta" }, joined(" ", about)),
      bio && el("p", { class: "bio" }, bio),
      el("p", { class: "meta" }, joined(" ", ways)),
    ),
  );
}
