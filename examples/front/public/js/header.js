// The head of every page: weather, place, day, name, tagline, sections.

/** @import { SectionLinkFragment, SiteFrameFragment } from "../../types/graphql.js" */
import { frontHref } from "./address.js";
import { el, joined } from "./dom.js";
import { byId } from "./page.js";
import { label } from "./words.js";

/**
 * Fills the head.
 *
 * @param {SiteFrameFragment} site
 * @param {SectionLinkFragment[]} sections
 * @param {{ isTitle: boolean, section: string | null, isIn: "page" | "true" }} place whether the
 *   name is the page's title, which section the page belongs to, and whether it is that
 *   section's page
 */
export function drawHeader(site, sections, place) {
  const name = el("a", { href: "/" }, site.publicationName);
  const toTop = el("a", { href: "#top", class: "to-top" }, label(site, "backToTop"));
  const head = byId("top");
  head.replaceChildren(
    el("a", { href: "#main", class: "skip" }, "Skip to the news"),
    toTop,
    ear(site),
    el(place.isTitle ? "h1" : "p", { class: "name" }, name),
    ...(site.tagline ? [el("p", { class: "tagline" }, site.tagline)] : []),
    sectionNav(sections, place),
  );
  showWhenAway(toTop, head);
}

/** @param {SiteFrameFragment} site */
function ear({ weather, place, today }) {
  const parts = [
    weather && el("span", { class: "reading" }, weather.text),
    (weather?.place ?? place) && el("span", { class: "place" }, weather?.place ?? place),
    weather?.condition && el("span", { class: "condition" }, weather.condition),
  ];
  return el(
    "div",
    { class: "ear" },
    el("p", { class: "weather" }, joined(" ", parts)),
    el("p", { class: "today" }, el("time", { datetime: today.date }, today.text)),
  );
}

/**
 * @param {SectionLinkFragment[]} sections
 * @param {{ isTitle: boolean, section: string | null, isIn: "page" | "true" }} place
 */
function sectionNav(sections, { isTitle, section, isIn }) {
  const front = el("a", { href: "/", "aria-current": isTitle && "page" }, "Front page");
  const links = sections.map(({ name, slug }) => {
    const current = slug === section && isIn;
    return el("a", { href: frontHref({ kind: "section", slug }), "aria-current": current }, name);
  });
  const items = [front, ...links].map((link) => el("li", {}, link));
  return el("nav", { class: "sections", "aria-label": "Sections" }, el("ul", {}, ...items));
}

/**
 * Shows the way back once the head is out of sight.
 *
 * @param {HTMLElement} link
 * @param {HTMLElement} head
 */
function showWhenAway(link, head) {
  const watch = new IntersectionObserver(([entry]) => {
    link.classList.toggle("is-away", entry !== undefined && !entry.isIntersecting);
  });
  watch.observe(head);
}
