// Addresses: those of the pages, and those that come with an article.

/** @import { Filter, FrontAddress } from "../../types/front.js" */
/** @import { By } from "../../types/graphql.js" */

/** @type {readonly Filter["kind"][]} */
const FILTERS = ["section", "topic", "author", "expert"];

/** What a link in an article may lead to, as in the newsroom. */
const LINK_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/**
 * The page of an article.
 *
 * @param {string} slug
 * @returns {string}
 */
export function articleHref(slug) {
  return `/article.html?${new URLSearchParams({ slug })}`;
}

/**
 * The page of an article that is known by its id only; it puts the slug in its place.
 *
 * @param {string} id
 * @returns {string}
 */
export function articleHrefById(id) {
  return `/article.html?${new URLSearchParams({ id })}`;
}

/**
 * The front page, narrowed and paged.
 *
 * @param {Filter | null} filter
 * @param {string | null} [after] a cursor
 * @returns {string}
 */
export function frontHref(filter, after = null) {
  const asked = new URLSearchParams();
  if (filter) asked.set(filter.kind, filter.slug);
  if (after) asked.set("after", after);
  return asked.size > 0 ? `/?${asked}` : "/";
}

/**
 * What the address of a front page asks for: one filter, the first that is there.
 *
 * @param {string} search
 * @returns {FrontAddress}
 */
export function readFrontAddress(search) {
  const asked = new URLSearchParams(search);
  const kind = FILTERS.find((name) => asked.get(name));
  const filter = kind ? { kind, slug: asked.get(kind) ?? "" } : null;
  return { filter, after: asked.get("after") || null };
}

/**
 * Which article a page is of; null if its address does not say.
 *
 * @param {string} search
 * @returns {By | null}
 */
export function readArticleAddress(search) {
  const asked = new URLSearchParams(search);
  const slug = asked.get("slug");
  const id = asked.get("id");
  if (slug) return { slug };
  return id ? { id } : null;
}

/**
 * An address that a link may lead to; null for one of another scheme or none at all.
 *
 * @param {string | null | undefined} raw
 * @returns {string | null}
 */
export function linkUrl(raw) {
  const url = absolute(raw);
  return url && LINK_SCHEMES.has(url.protocol) ? url.href : null;
}

/**
 * An address that a picture may come from: `https` only, as the pages' policy has it.
 *
 * @param {string | null | undefined} raw
 * @returns {string | null}
 */
export function imageUrl(raw) {
  const url = absolute(raw);
  return url && url.protocol === "https:" ? url.href : null;
}

/**
 * @param {string | null | undefined} raw
 * @returns {URL | null}
 */
function absolute(raw) {
  return raw && URL.canParse(raw) ? new URL(raw) : null;
}
