import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ARTICLE_PAGE } from "../public/js/queries.js";
import { ask, inPage, orderOf, texts, visit } from "./world.js";

/** @typedef {import("../types/graphql.js").ArticlePageQuery} ArticlePageQuery */
/** @typedef {import("../types/front.js").Article} Article */
/** @typedef {import("../types/news-blocks.js").NewsBlock} NewsBlock */
/** @typedef {import("playwright-core").Page} Page */

/** The order of blocks on the page that this one follows. */
const ORDER = [
  ".to-top",
  ".reading",
  ".place",
  ".today",
  ".tagline",
  ".opening .kicker",
  ".opening .headline",
  ".opening .standfirst",
  ".byline",
  ".dateline",
  ".times",
  ".body",
  "#more",
  ".related",
  ".more .more-links",
  ".follow",
  "#topics",
  "#authors",
  "#picks",
  "#trending",
];

/** An article with all that an opening may have. */
const FULL = "barrier-holds-back-storm-halvard";

const FRENCH = "saint-aubrac-observe-les-vannes-de-port-sorrel";

/** @param {string} slug */
async function answerOf(slug) {
  /** @type {ArticlePageQuery} */
  const answer = await ask(ARTICLE_PAGE, { by: { slug } });
  return { ...answer, article: answer.article ?? assert.fail(`no article ${slug}`) };
}

/** @returns {Promise<string[]>} */
async function allSlugs() {
  const { articles } = await ask("{ articles(first: 100) { nodes { slug } } }");
  return articles.nodes.map((/** @type {{ slug: string }} */ { slug }) => slug);
}

/** @returns {Promise<string>} */
async function newestSlug() {
  const [newest] = await allSlugs();
  return newest ?? assert.fail("the demo has no article");
}

/**
 * @param {Page} page
 * @param {string} slug
 */
function visitArticle(page, slug) {
  return visit(page, `/article.html?slug=${slug}`);
}

/**
 * The words of a block of the demo, in their order.
 *
 * @param {NewsBlock} block
 */
function wordsOf(block) {
  switch (block._type) {
    case "block":
      return block.children.map(({ text }) => text).join("");
    case "table":
      return [block.caption ?? "", ...block.rows.flat()].join("");
    case "keyPoints":
      return [block.title ?? "", ...block.items].join("");
    case "factBox":
      return (block.title ?? "") + block.text;
    case "pullQuote":
      return block.text;
    default:
      return assert.fail(`the demo has a ${block._type}`);
  }
}

/** @param {string} text */
function letters(text) {
  return text.replace(/\s/g, "");
}

/**
 * The text of the body, without what the page adds to it.
 *
 * @param {Page} page
 */
function shownText(page) {
  return page.$eval(".body", (body) => {
    const copy = /** @type {Element} */ (body.cloneNode(true));
    for (const added of copy.querySelectorAll(".reference, .pull-quote figcaption")) added.remove();
    return copy.textContent ?? "";
  });
}

/**
 * @typedef {object} ShownUse
 * @property {string} id
 * @property {boolean} isPull
 * @property {string} words
 * @property {string} caption
 * @property {string} who
 * @property {string} reference what the number behind the words is called
 */

/**
 * What the page shows of the places of an article's quotes.
 *
 * @param {Page} page
 * @returns {Promise<ShownUse[]>}
 */
function shownUses(page) {
  return page.evaluate(() => {
    const text = (/** @type {Element | null | undefined} */ element) => element?.textContent ?? "";
    return [...document.querySelectorAll("[id^=use-]")].map((use) => {
      const saying = document.querySelector(`.saying a[href="#${use.id}"]`)?.closest(".saying");
      return {
        id: use.id.slice("use-".length),
        isPull: use.matches("figure.pull-quote"),
        words: text(use.querySelector("blockquote") ?? use),
        caption: text(use.querySelector("figcaption")),
        who: text(saying?.closest("li")?.querySelector(".who")),
        reference:
          document
            .querySelector(`.reference a[href="#${saying?.id}"]`)
            ?.getAttribute("aria-label") ?? "",
      };
    });
  });
}

/**
 * @param {Article["quotes"][number]} use
 * @param {ShownUse} shown
 */
function assertShown({ placement, exactText, quote }, shown) {
  const { name, roleTitle } =
    quote.attribution ?? assert.fail("a quote of the demo has no speaker");
  const line = `${name}, ${roleTitle ?? assert.fail("a speaker of the demo has no office")}`;
  assert.ok(shown.words && exactText.startsWith(shown.words), `${shown.words} for ${exactText}`);
  assert.ok(shown.who.startsWith(line), `${shown.who} for ${line}`);
  assert.ok(shown.reference.includes(line), `${shown.reference} for ${line}`);
  assert.equal(shown.isPull, placement === "PULL");
  assert.ok(!shown.isPull || shown.caption.startsWith(line), shown.caption);
}

describe("article page", () => {
  test("its blocks stand in the order of the page that readers know", () =>
    inPage(async (page) => {
      await visitArticle(page, FULL);
      assert.deepEqual(await orderOf(page, [...ORDER].reverse()), ORDER);
    }));

  test("the opening is the article's", () =>
    inPage(async (page) => {
      const { article, site } = await answerOf(FULL);
      await visitArticle(page, FULL);
      assert.ok(article.standfirst && article.dateline && article.summaryPoints.length > 0);
      assert.deepEqual(await texts(page, "h1"), [article.headline]);
      assert.deepEqual(await texts(page, ".opening .standfirst"), [article.standfirst]);
      assert.equal(await page.title(), `${article.headline} | ${site.publicationName}`);
      assert.equal(await page.getAttribute(".times time", "datetime"), article.publishedAt);
      const [byline] = await texts(page, ".byline");
      for (const { author } of article.credits)
        assert.ok(byline?.includes(author.name), author.name);
      assert.deepEqual(await texts(page, ".filed"), [article.dateline?.text]);
      assert.deepEqual(await texts(page, ".points li"), article.summaryPoints);
    }));

  test("every article has its words, each quote its speaker and the office then", () =>
    inPage(async (page) => {
      let count = 0;
      for (const slug of await allSlugs()) {
        const { article } = await answerOf(slug);
        await visitArticle(page, slug);
        const blocks = /** @type {NewsBlock[]} */ (article.body.portableText);
        assert.equal(letters(await shownText(page)), letters(blocks.map(wordsOf).join("")), slug);
        const shown = await shownUses(page);
        for (const use of article.quotes) {
          const found = shown.find(({ id }) => id === use.id);
          assertShown(use, found ?? assert.fail(`${slug}: no ${use.placement} ${use.exactText}`));
          count += 1;
        }
      }
      assert.ok(count > 80, `${count} quotes`);
    }));

  test("the parts of a quote in the text are its words as printed", () =>
    inPage(async (page) => {
      const { article } = await answerOf("ferry-crews-vote-to-strike");
      await visitArticle(page, article.slug);
      const printed = article.quotes
        .filter(({ placement }) => placement === "BODY")
        .map((use) => use.exactText);
      assert.equal((await texts(page, ".body q")).join(" "), printed.join(" "));
    }));

  test("the number behind a quote leads to its speaker by keyboard, and back", () =>
    inPage(async (page) => {
      const { article } = await answerOf("ferry-crews-vote-to-strike");
      await visitArticle(page, article.slug);
      const reference = page.locator(".body .reference a").first();
      await reference.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL("**#said-1");
      assert.deepEqual(await texts(page, ".saying:target .number"), ["1"]);
      await page.locator(".saying:target a").first().focus();
      await page.keyboard.press("Enter");
      const use = article.quotes[0]?.id ?? assert.fail("no quote");
      await page.waitForURL(`**#use-${use}`);
      assert.equal((await texts(page, "q:target")).length, 1);
    }));

  test("a quote in a headline or standfirst is marked there, with its speaker below", () =>
    inPage(async (page) => {
      const slug = "ilse-marrane-the-tide-does-not-negotiate";
      const { article } = await answerOf(slug);
      const use =
        article.quotes.find(({ placement }) => placement === "HEADLINE") ?? assert.fail("none");
      await visitArticle(page, slug);
      assert.deepEqual(await texts(page, "h1 q"), [use.exactText]);
      const [speaker] = await texts(page, ".headline-speakers .speaker");
      assert.equal(speaker, use.quote.attribution?.name);
    }));

  test("a correction stands above or below the text as it says", () =>
    inPage(async (page) => {
      const positions = new Set();
      for (const slug of await allSlugs()) {
        const { article } = await answerOf(slug);
        if (article.corrections.length === 0) continue;
        await visitArticle(page, slug);
        for (const { text, position } of article.corrections) {
          const isAbove = await page.evaluate((words) => {
            const note = [...document.querySelectorAll(".corrections p")].find((p) =>
              p.textContent?.includes(words),
            );
            const body = document.querySelector(".body");
            if (!note || !body) return null;
            return (note.compareDocumentPosition(body) & Node.DOCUMENT_POSITION_FOLLOWING) > 0;
          }, text);
          assert.equal(isAbove, position === "TOP", text);
          positions.add(position);
        }
      }
      assert.deepEqual([...positions].sort(), ["BOTTOM", "TOP"]);
    }));

  test("a printed byline stands for the writers, and for nobody else", () =>
    inPage(async (page) => {
      await visitArticle(page, FULL);
      const { article } = await answerOf(FULL);
      const bylines = await page.evaluate(async (shown) => {
        const from = "/js/bylines.js";
        const { fullByline, shortByline } = await import(from);
        const printed = { ...shown, byline: "From our own correspondents" };
        const anonymous = { ...shown, credits: [] };
        return [
          fullByline(shown).textContent,
          shortByline(shown, "en"),
          fullByline(printed).textContent,
          shortByline(printed, "en"),
          fullByline(anonymous),
          shortByline(anonymous, "en"),
        ];
      }, article);
      assert.deepEqual(bylines, [
        "By Maren Oxley With Teodor Vann Photographs by Otto Greave",
        "By Maren Oxley and Teodor Vann",
        "From our own correspondents Photographs by Otto Greave",
        "From our own correspondents",
        null,
        null,
      ]);
    }));

  test("what follows the text is the API's, under the publication's labels", () =>
    inPage(async (page) => {
      const { article, related, site } = await answerOf(await newestSlug());
      await visitArticle(page, article.slug);
      assert.ok(related.length > 0);
      assert.deepEqual(
        await texts(page, ".related .headline"),
        related.map(({ headline }) => headline),
      );
      assert.deepEqual(
        await texts(page, ".topics li"),
        article.topics.map(({ topic }) => topic.name),
      );
      assert.deepEqual(await texts(page, ".author h3"), [
        ...new Set(article.credits.map(({ author }) => author.name)),
      ]);
      assert.deepEqual(await texts(page, ".author .bio"), [
        ...new Set(article.credits.map(({ author }) => author.bio)),
      ]);
      assert.deepEqual(
        await texts(page, ".follow li"),
        site.followLinks.map(({ text }) => text),
      );
      const keys = {
        more: "#more",
        topics: "#topics",
        author: "#authors",
        editorsPicks: "#picks",
        trending: "#trending",
      };
      for (const [key, selector] of Object.entries(keys)) {
        assert.deepEqual(await texts(page, selector), [
          site.labels.find((label) => label.key === key)?.text,
        ]);
      }
    }));

  test("an article in another language says so, and the words around it do not", () =>
    inPage(async (page) => {
      await visitArticle(page, FRENCH);
      const languages = (/** @type {string} */ selector) =>
        page.$eval(selector, (one) => one.closest("[lang]")?.getAttribute("lang"));
      assert.equal(await languages("h1"), "fr");
      assert.equal(await languages(".body p"), "fr");
      assert.equal(await languages(".who-said .words"), "fr");
      assert.equal(await languages(".times"), "en");
      assert.equal(await languages("#who-said"), "en");
      assert.equal(await languages("#more"), "en");
    }));

  test("an id in the address gives way to the slug, and keeps the place in the text", () =>
    inPage(async (page) => {
      const slug = await newestSlug();
      const { article } = await ask("query ($by: By!) { article(by: $by) { id } }", {
        by: { slug },
      });
      await visit(page, `/article.html?id=${article.id}#said-1`);
      await page.waitForURL(`**/article.html?slug=${slug}#said-1`);
      assert.deepEqual(await texts(page, ".saying:target .number"), ["1"]);
    }));

  test("an article that is not there is said to be missing, in the publication's frame", () =>
    inPage(async (page) => {
      const { site } = await answerOf(await newestSlug());
      for (const address of ["/article.html?slug=no-such-article", "/article.html"]) {
        await visit(page, address);
        assert.deepEqual(await texts(page, "h1"), ["No such article"]);
        assert.deepEqual(await texts(page, ".name"), [site.publicationName]);
        assert.equal(await page.title(), `No such article | ${site.publicationName}`);
        assert.equal(await page.getAttribute(".ways a", "href"), "/");
      }
    }));

  test("print leaves the article and who said what, and takes away the rest", () =>
    inPage(async (page) => {
      await visitArticle(page, await newestSlug());
      await page.emulateMedia({ media: "print" });
      for (const selector of ["h1", ".byline", ".body", ".who-said"])
        assert.ok(await page.isVisible(selector), selector);
      for (const selector of [".rail", ".sections", ".more", ".foot"])
        assert.ok(!(await page.isVisible(selector)), selector);
    }));
});
