// The front page.

/** @import { Filter } from "../../types/front.js" */
/** @import { FrontPageQuery, FrontPageQueryVariables } from "../../types/graphql.js" */
import { frontHref, readFrontAddress } from "./address.js";
import { ask } from "./api.js";
import { correctionsSection } from "./corrections.js";
import { el } from "./dom.js";
import { drawHeader } from "./header.js";
import { drawFoot, linkList } from "./links.js";
import { fillPage, openPage } from "./page.js";
import { FRONT_PAGE } from "./queries.js";
import { rail } from "./rail.js";
import { spokenSection } from "./spoken.js";
import { leadStory, riverStory } from "./stories.js";

/** A page of the river, in rows of one, two and three; the first page has the lead besides. */
const RIVER_LENGTH = 12;

const { filter, after } = readFrontAddress(location.search);
const isFirst = after === null;

openPage(load, draw);

/** @returns {Promise<FrontPageQuery>} */
function load() {
  /** @type {FrontPageQueryVariables} */
  const variables = {
    where: filter ? { [filter.kind]: [filter.slug] } : {},
    first: isFirst ? RIVER_LENGTH + 1 : RIVER_LENGTH,
    after,
  };
  return ask(FRONT_PAGE, variables);
}

/** @param {FrontPageQuery} answer */
function draw(answer) {
  const { site } = answer;
  const sections = [...answer.sections.nodes].sort((one, other) => one.order - other.order);
  const name = filter && filterName(filter, answer);
  const heading = [name, isFirst ? null : "Older stories"].filter(Boolean).join(": ");
  const section = filter?.kind === "section" ? filter.slug : null;
  drawHeader(site, sections, { isTitle: heading === "", section, isIn: "page" });
  fillPage(
    {
      title: heading ? `${heading} | ${site.publicationName}` : site.publicationName,
      language: site.language,
      kind: "front",
    },
    news(answer, heading),
    rail(site, answer.editorsPicks, answer.trending),
    spokenSection(answer.articles.nodes, isFirst ? answer.articles.nodes[0] : undefined, site),
    correctionsSection(answer.corrections.nodes, site),
  );
  drawFoot(site, linkList(site.followLinks, "follow"), linkList(site.moreLinks, "more-links"));
}

/**
 * @param {FrontPageQuery} answer
 * @param {string} heading empty where the publication's name is the page's title
 */
function news({ site, sections, articles }, heading) {
  const stories = articles.nodes;
  const [lead] = isFirst ? stories : [];
  const river = lead ? stories.slice(1) : stories;
  const section = sections.nodes.find(
    ({ slug }) => filter?.kind === "section" && slug === filter.slug,
  );
  return el(
    "main",
    { id: "main", class: "news" },
    heading !== "" && el("h1", { class: "page-title" }, heading),
    section?.description && isFirst && el("p", { class: "page-about" }, section.description),
    lead && leadStory(lead, site),
    stories.length === 0 && el("p", {}, "There are no stories here."),
    el("div", { class: "river" }, ...river.map((story) => riverStory(story, site))),
    paging(articles.pageInfo),
  );
}

/** @param {FrontPageQuery["articles"]["pageInfo"]} pageInfo */
function paging({ hasNextPage, endCursor }) {
  const href = frontHref(filter, endCursor);
  const older = hasNextPage && el("a", { href, rel: "next" }, "More, older stories");
  const newest = !isFirst && el("a", { href: frontHref(filter) }, "The newest stories");
  return (newest || older) && el("nav", { class: "paging", "aria-label": "Pages" }, newest, older);
}

/**
 * What the page is narrowed to, by its name where an answer holds it.
 *
 * @param {Filter} filter
 * @param {FrontPageQuery} answer
 * @returns {string}
 */
function filterName({ kind, slug }, { sections, articles }) {
  const named = {
    section: sections.nodes,
    topic: articles.nodes.flatMap(({ topics }) => topics.map(({ topic }) => topic)),
    author: articles.nodes.flatMap(({ credits }) => credits.map(({ author }) => author)),
    expert: articles.nodes.flatMap(({ quotes }) =>
      quotes.flatMap(({ quote }) => quote.expert ?? []),
    ),
  };
  const name = named[kind].find((one) => one.slug === slug)?.name ?? slug;
  return kind === "expert" ? `Stories that quote ${name}` : name;
}
