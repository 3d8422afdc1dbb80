// An article's page.

/** @import { Article } from "../../types/front.js" */
/** @import { ArticlePageQuery, ArticlePageQueryVariables } from "../../types/graphql.js" */
/** @import { NewsBlock } from "../../types/news-blocks.js" */
import { articleHref, readArticleAddress } from "./address.js";
import { ask } from "./api.js";
import { renderBody } from "./body.js";
import { authorsSection, moreSection, topicsSection } from "./closing.js";
import { articleCorrections } from "./corrections.js";
import { el } from "./dom.js";
import { drawHeader } from "./header.js";
import { drawFoot, linkList } from "./links.js";
import { opening } from "./opening.js";
import { fillPage, note, openPage } from "./page.js";
import { ARTICLE_PAGE } from "./queries.js";
import { citationsOf, whoSaidWhat } from "./quotes.js";
import { rail } from "./rail.js";
import { countReaders } from "./readers.js";
import { otherLanguage } from "./stories.js";

/** An address without an article asks for none: the page is framed all the same. */
const by = readArticleAddress(location.search) ?? { slug: "" };

openPage(load, draw);

/** @returns {Promise<ArticlePageQuery>} */
function load() {
  /** @type {ArticlePageQueryVariables} */
  const variables = { by };
  return ask(ARTICLE_PAGE, variables);
}

/** @param {ArticlePageQuery} answer */
function draw(answer) {
  const { site, article } = answer;
  const sections = [...answer.sections.nodes].sort((one, other) => one.order - other.order);
  const section = article?.section?.slug ?? null;
  drawHeader(site, sections, { isTitle: false, section, isIn: "true" });
  const aside = rail(site, answer.editorsPicks, answer.trending);
  const title = `${article?.headline ?? "No such article"} | ${site.publicationName}`;
  fillPage(
    { title, language: site.language, kind: article ? "article" : "note" },
    article ? story(answer, article) : missing(),
    aside,
  );
  drawFoot(site);
  if (!article) return;
  keepAddress(article);
  countReaders(article.id);
}

/**
 * @param {ArticlePageQuery} answer
 * @param {Article} article
 */
function story({ site, related }, article) {
  const citations = citationsOf(article.quotes);
  const blocks = /** @type {NewsBlock[]} */ (article.body.portableText);
  return el(
    "main",
    { id: "main" },
    el(
      "article",
      { class: "article", lang: otherLanguage(article.language, site) },
      opening(article, site),
      el("div", { class: "body" }, renderBody(blocks, citations, site)),
      articleCorrections(article, "BOTTOM", site),
      whoSaidWhat(citations, site, article.language),
    ),
    moreSection(site, related),
    linkList(site.followLinks, "follow"),
    topicsSection(site, article),
    authorsSection(site, article),
  );
}

function missing() {
  const words = "There is no article at this address, or none that readers may see.";
  const front = el("a", { href: "/" }, "To the front page");
  return note("No such article", el("p", {}, words), el("p", { class: "ways" }, front));
}

/**
 * A page that was asked for by an id or a past slug has the present slug in its address.
 *
 * @param {Article} article
 */
function keepAddress({ slug }) {
  const address = articleHref(slug);
  if (location.pathname + location.search === address) return;
  history.replaceState(null, "", address + location.hash);
}
