// Who made a story.

/** @import { Article } from "../../types/front.js" */
/** @import { CreditRole, StoryFragment } from "../../types/graphql.js" */
import { el, fragment, joined } from "./dom.js";
import { CREDIT, listed } from "./words.js";

const ROLES = /** @type {CreditRole[]} */ (Object.keys(CREDIT));

/** Those whom a byline names, and a printed one stands for. @type {readonly CreditRole[]} */
const WRITERS = ["AUTHOR", "CONTRIBUTOR"];

/**
 * The byline in a list of stories: as printed, else those who wrote.
 *
 * @param {StoryFragment} story
 * @param {string | null} language
 * @returns {string | null}
 */
export function shortByline({ byline, credits }, language) {
  if (byline) return byline;
  const wrote = credits.filter(({ role }) => WRITERS.includes(role));
  const names = (wrote.length > 0 ? wrote : credits).map(({ author }) => author.name);
  return names.length > 0 ? `By ${listed(names, language)}` : null;
}

/**
 * The byline of an article's page: as printed, else those who wrote, and all others; a name leads
 * to the lines about it below.
 *
 * @param {Article} article
 * @returns {HTMLElement | null}
 */
export function fullByline({ byline, credits }) {
  const others = ROLES.filter((role) => !byline || !WRITERS.includes(role));
  const roles = others.map((role) => {
    const names = credits.filter((credit) => credit.role === role).map(({ author }) => author);
    return names.length > 0 && el("span", { class: "role" }, CREDIT[role], " ", nameLinks(names));
  });
  const parts = [byline && el("span", { class: "role" }, byline), ...roles];
  if (!parts.some(Boolean)) return null;
  return el("p", { class: "byline" }, joined(" ", parts));
}

/**
 * Where an article's page tells of an author.
 *
 * @param {{ slug: string }} author
 * @returns {string}
 */
export function authorAnchor({ slug }) {
  return `author-${slug}`;
}

/** @param {{ name: string, slug: string }[]} authors */
function nameLinks(authors) {
  const links = authors.map((author) => el("a", { href: `#${authorAnchor(author)}` }, author.name));
  const last = links.pop();
  return links.length > 0 ? fragment(joined(", ", links), " and ", last) : fragment(last);
}
