// What stands beside the stories: the editor's picks, and what is read most.

/** @import { Pick } from "../../types/front.js" */
/** @import { PicksFragment, SiteFrameFragment, TrendingFragment } from "../../types/graphql.js" */
import { articleHref, articleHrefById, linkUrl } from "./address.js";
import { el, joined } from "./dom.js";
import { otherLanguage } from "./stories.js";
import { hourTime } from "./times.js";
import { ORIGIN, label, trendingWhy } from "./words.js";

/**
 * The picks and the trending stories.
 *
 * @param {SiteFrameFragment} site
 * @param {PicksFragment | null} picks
 * @param {TrendingFragment} trending
 * @returns {HTMLElement}
 */
export function rail(site, picks, trending) {
  return el(
    "aside",
    { class: "rail", "aria-label": "Also in this paper" },
    picks && picks.items.length > 0 && picksSection(site, picks),
    trending.edges.length > 0 && trendingSection(site, trending),
  );
}

/**
 * @param {SiteFrameFragment} site
 * @param {PicksFragment} picks
 */
function picksSection(site, { items }) {
  return el(
    "section",
    { class: "picks", "aria-labelledby": "picks", "data-masthead-recirc": true },
    el("h2", { id: "picks" }, label(site, "editorsPicks")),
    el("ol", {}, ...items.map((item) => pickItem(item, site))),
  );
}

/**
 * @param {Pick} item
 * @param {SiteFrameFragment} site
 */
function pickItem(item, site) {
  const { kicker, headline, article, trailText, quote, origin, pinned } = item;
  const href = pickHref(item);
  const isBare = !article && !item.url;
  const above = [
    kicker && el("span", { class: "part" }, kicker),
    pinned && el("span", { class: "part pin" }, "Pinned"),
    el("span", { class: "part origin" }, ORIGIN[origin]),
  ];
  return el(
    "li",
    { class: pinned && "pinned" },
    el("p", { class: "kicker" }, joined(" ", above)),
    el(
      "p",
      { class: "headline", lang: article && otherLanguage(article.language, site) },
      href ? el("a", { href }, quote ? el("q", {}, headline) : headline) : headline,
    ),
    isBare && trailText && el("p", { class: "trail" }, trailText),
  );
}

/** @param {Pick} item */
function pickHref({ article, url, quote }) {
  const [printedIn] = quote?.articles ?? [];
  if (article) return articleHref(article.slug);
  return printedIn ? articleHrefById(printedIn) : linkUrl(url);
}

/**
 * @param {SiteFrameFragment} site
 * @param {TrendingFragment} trending
 */
function trendingSection(site, { edges, basis, asOf }) {
  const isCounted = basis === "VIEWS";
  const rows = edges.map(({ node: article, why }) =>
    el(
      "li",
      {},
      el(
        "p",
        { class: "headline", lang: otherLanguage(article.language, site) },
        el("a", { href: articleHref(article.slug) }, article.headline),
      ),
      isCounted && el("p", { class: "meta" }, trendingWhy(why)),
    ),
  );
  const since = isCounted && asOf && el("p", { class: "as-of" }, "As of ", hourTime(asOf, site));
  return el(
    "section",
    { class: "trending", "aria-labelledby": "trending", "data-masthead-recirc": true },
    el("h2", { id: "trending" }, label(site, "trending")),
    el("ol", {}, ...rows),
    isCounted ? since : el("p", { class: "as-of" }, "The newest, until enough has been read"),
  );
}
