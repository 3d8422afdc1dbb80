import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FRONT_PAGE } from "../public/js/queries.js";
import { ask, drawn, inPage, orderOf, texts, visit } from "./world.js";

/** @typedef {import("../types/graphql.js").FrontPageQuery} FrontPageQuery */

const HEADLINES = ".lead-story h2, .story h2";

/**
 * @param {object} [variables]
 * @returns {Promise<FrontPageQuery>}
 */
function asked(variables = {}) {
  return ask(FRONT_PAGE, { where: {}, first: 13, after: null, ...variables });
}

/** @param {FrontPageQuery} answer */
function headlines({ articles }) {
  return articles.nodes.map(({ headline }) => headline);
}

describe("front page", () => {
  test("the head has weather, place, day, name and tagline, in this order", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const { site } = await asked();
      const parts = [".to-top", ".reading", ".place", ".today", "h1.name", ".tagline", "#main"];
      assert.deepEqual(await orderOf(page, [...parts].reverse()), parts);
      const label = site.labels.find(({ key }) => key === "backToTop")?.text;
      const expected = [
        label,
        site.weather?.text,
        site.weather?.place,
        site.today.text,
        site.publicationName,
        site.tagline,
      ];
      for (const [at, part] of parts.slice(0, -1).entries()) {
        assert.deepEqual(await texts(page, part), [expected[at]], part);
      }
      assert.equal(await page.getAttribute(".today time", "datetime"), site.today.date);
      assert.equal(await page.title(), site.publicationName);
    }));

  test("the lead is the newest article, the river are the next in order", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const expected = headlines(await asked());
      assert.deepEqual(await texts(page, ".lead-story h2"), expected.slice(0, 1));
      assert.deepEqual(await texts(page, HEADLINES), expected);
    }));

  test("each story tells who wrote it, where it stands and when it came", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const { articles } = await asked();
      const shown = await texts(page, ":is(.lead-story, .story) > .meta");
      assert.equal(shown.length, articles.nodes.length);
      for (const [at, { credits, section }] of articles.nodes.entries()) {
        for (const { role, author } of credits.filter(({ role }) => role === "AUTHOR")) {
          assert.ok(shown[at]?.includes(author.name), `${role} ${author.name} in ${shown[at]}`);
        }
        assert.ok(shown[at]?.includes(section?.name ?? "no section"), shown[at]);
      }
      const times = await page.$$eval(".meta time", (all) =>
        all.map((one) => one.getAttribute("datetime")),
      );
      assert.deepEqual(
        times,
        articles.nodes.map(({ publishedAt }) => publishedAt),
      );
    }));

  test("the picks keep the editors' order, the pinned ones are marked", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const { editorsPicks, site } = await asked();
      const items = editorsPicks?.items ?? [];
      assert.ok(items.some(({ pinned }) => pinned) && items.some(({ pinned }) => !pinned));
      assert.deepEqual(
        await texts(page, ".picks .headline"),
        items.map(({ headline }) => headline),
      );
      const marked = await page.$$eval(".picks li", (all) =>
        all.map((one) => one.querySelector(".pin") !== null),
      );
      assert.deepEqual(
        marked,
        items.map(({ pinned }) => pinned),
      );
      const words = {
        EDITOR: "Editor's choice",
        LATEST: "Newest",
        QUERY: "Newest of its kind",
        TRENDING: "Most read",
  MOST_VIEWED: "Most read today",
      };
      assert.deepEqual(
        await texts(page, ".picks .origin"),
        items.map(({ origin }) => words[origin]),
      );
      const label = site.labels.find(({ key }) => key === "editorsPicks")?.text;
      assert.deepEqual(await texts(page, "#picks"), [label]);
    }));

  test("what trends says why", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const { trending } = await asked();
      assert.equal(trending.basis, "VIEWS");
      const titles = trending.edges.map(({ node }) => node.headline);
      assert.deepEqual(await texts(page, ".trending .headline"), titles);
      const whys = await texts(page, ".trending .meta");
      assert.equal(whys.length, titles.length);
      for (const [at, { why }] of trending.edges.entries()) {
        const times =
          why.lift.toFixed(1) === "1.0" ? "as many as" : `${why.lift.toFixed(1)} times what`;
        // where nobody read it before nothing is usual
        const usual = why.lift === 0 ? "" : `, ${times} is usual`;
        assert.equal(whys[at], `${why.visitors24h} readers in the last day${usual}`);
      }
    }));

  test("the newest quotes have their speakers with the office then", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const { articles } = await asked();
      const figures = await page.$$eval(".spoken figure", (all) =>
        all.map((one) => ({
          words: one.querySelector("blockquote")?.textContent ?? "",
          who: one.querySelector("figcaption")?.textContent ?? "",
        })),
      );
      assert.equal(figures.length, 6);
      assert.equal(new Set(figures.map(({ words }) => words)).size, 6);
      const uses = articles.nodes.flatMap(({ quotes }) => quotes);
      for (const { words, who } of figures) {
        const use = uses.find(({ exactText }) => exactText.replace(/,”$/, "”") === words);
        assert.ok(use, words);
        assert.ok(use.quote.attribution?.name && who.startsWith(use.quote.attribution.name), who);
        assert.ok(
          use.quote.attribution.roleTitle && who.includes(use.quote.attribution.roleTitle),
          who,
        );
      }
    }));

  test("a correction leads to its article", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const { corrections } = await asked();
      assert.equal((await texts(page, ".corrections-log li")).length, corrections.nodes.length);
      const [newest] = corrections.nodes;
      assert.ok((await texts(page, ".corrections-log li"))[0]?.includes(newest?.text ?? "none"));
      await page.click(".corrections-log li:first-child a");
      await drawn(page);
      await page.waitForFunction(() => location.search.startsWith("?slug="));
      assert.ok(
        (await texts(page, ".article .corrections")).some((note) =>
          note.includes(newest?.text ?? "none"),
        ),
      );
    }));

  test("the publication's links are there, to where they lead", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const { site } = await asked();
      for (const [list, links] of Object.entries({
        follow: site.followLinks,
        "more-links": site.moreLinks,
        policies: site.policies,
      })) {
        const shown = await page.$$eval(`.foot .${list} a`, (all) =>
          all.map((one) => ({ text: one.textContent, url: one.getAttribute("href") })),
        );
        assert.deepEqual(
          shown,
          links.map(({ text, url }) => ({ text, url })),
          list,
        );
      }
    }));

  test("a section shows its own stories, and back shows the front page again", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const front = await texts(page, HEADLINES);
      await page.click(".sections a:text-is('Culture')");
      await page.waitForURL("**/?section=culture");
      await drawn(page);
      const expected = headlines(await asked({ where: { section: ["culture"] } }));
      assert.notDeepEqual(expected, front);
      assert.deepEqual(await texts(page, HEADLINES), expected);
      assert.deepEqual(await texts(page, "main h1"), ["Culture"]);
      assert.deepEqual(await texts(page, ".sections [aria-current=page]"), ["Culture"]);
      await page.goBack();
      await page.waitForSelector("h1.name");
      assert.deepEqual(await texts(page, HEADLINES), front);
    }));

  test("paging shows the next stories and none twice, and back shows the first again", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const first = await texts(page, HEADLINES);
      const { articles } = await asked();
      await page.click(".paging [rel=next]");
      await page.waitForURL("**/?after=*");
      await drawn(page);
      const second = await texts(page, HEADLINES);
      const answer = await asked({ first: 12, after: articles.pageInfo.endCursor });
      assert.deepEqual(second, headlines(answer));
      assert.ok(second.length > 0 && second.every((headline) => !first.includes(headline)));
      assert.equal(await page.$(".lead-story"), null);
      await page.goBack();
      await page.waitForSelector(".lead-story");
      assert.deepEqual(await texts(page, HEADLINES), first);
    }));

  test("the pages of the river end, with every article shown once", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const seen = await texts(page, HEADLINES);
      for (
        let more = await page.$(".paging [rel=next]");
        more;
        more = await page.$(".paging [rel=next]")
      ) {
        const from = page.url();
        await more.click();
        await page.waitForURL((url) => url.href !== from);
        await drawn(page);
        seen.push(...(await texts(page, HEADLINES)));
      }
      const { articles } = await ask("{ articles(first: 100) { nodes { headline } } }");
      assert.deepEqual(
        seen,
        articles.nodes.map((/** @type {{ headline: string }} */ one) => one.headline),
      );
    }));

  test("a topic, an author and a speaker are named, and narrow the stories", () =>
    inPage(async (page) => {
      const [first] = (await asked()).articles.nodes;
      const topic = first?.topics[0]?.topic ?? assert.fail("the newest article has no topic");
      const author = first?.credits[0]?.author ?? assert.fail("the newest article has no author");
      const expert =
        first?.quotes[0]?.quote.expert ?? assert.fail("the newest article quotes nobody");
      for (const [kind, { name, slug }] of Object.entries({ topic, author, expert })) {
        await visit(page, `/?${kind}=${slug}`);
        assert.deepEqual(await texts(page, "main h1"), [
          kind === "expert" ? `Stories that quote ${name}` : name,
        ]);
        assert.deepEqual(
          await texts(page, HEADLINES),
          headlines(await asked({ where: { [kind]: [slug] } })),
        );
      }
    }));

  test("a section without stories says so", () =>
    inPage(async (page) => {
      await visit(page, "/?section=no-such-section");
      assert.deepEqual(await texts(page, "main h1"), ["no-such-section"]);
      assert.deepEqual(await texts(page, "main > p"), ["There are no stories here."]);
    }));
});
