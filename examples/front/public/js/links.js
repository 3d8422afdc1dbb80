// The publication's own links, and the foot that ends every page.

/** @import { SiteLink } from "../../types/front.js" */
/** @import { SiteFrameFragment } from "../../types/graphql.js" */
import { linkUrl } from "./address.js";
import { el, fragment, joined } from "./dom.js";
import { byId } from "./page.js";
import { momentTime } from "./times.js";

/**
 * Words that lead to an address; the words alone where there is none.
 *
 * @param {string} text
 * @param {string | null | undefined} url
 * @returns {HTMLElement}
 */
export function siteLink(text, url) {
  const href = linkUrl(url);
  return href ? el("a", { href, rel: "noopener" }, text) : el("span", {}, text);
}

/**
 * Links as a list; nothing where there is none.
 *
 * @param {SiteLink[]} links
 * @param {string} name what it is called in style sheets
 * @returns {HTMLElement | null}
 */
export function linkList(links, name) {
  if (links.length === 0) return null;
  return el(
    "ul",
    { class: name },
    ...links.map(({ text, url }) => el("li", {}, siteLink(text, url))),
  );
}

/**
 * Fills the foot.
 *
 * @param {SiteFrameFragment} site
 * @param {...(HTMLElement | null)} before what a page puts above the policies
 */
export function drawFoot(site, ...before) {
  byId("foot").replaceChildren(
    fragment(...before, linkList(site.policies, "policies"), weatherSource(site)),
  );
}

/** @param {SiteFrameFragment} site */
function weatherSource(site) {
  const { weather } = site;
  if (!weather?.source) return null;
  const when = weather.observedAt && momentTime(weather.observedAt, site);
  return el("p", { class: "weather-source" }, "Weather: ", joined(", ", [weather.source, when]));
}
