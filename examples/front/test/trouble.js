import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { base, inPage, texts, visit } from "./world.js";

describe("trouble", () => {
  test("without an answer the page says so, and tries again when asked", () =>
    inPage(
      async (page) => {
        await page.route("**/graphql*", (route) => route.abort());
        for (const path of ["/", "/article.html?slug=ferry-crews-vote-to-strike"]) {
          await visit(page, path);
          assert.deepEqual(await texts(page, "h1"), ["The page cannot be shown"]);
          assert.match(
            (await texts(page, "[role=alert]")).join(),
            /^The newsroom does not answer\./,
          );
          await page.click("button");
          await page.waitForSelector("button:enabled");
        }
        await page.unroute("**/graphql*");
        await page.click("button");
        await page.waitForSelector(".article");
        assert.equal(await page.$("button"), null);
      },
      { mayComplain: true },
    ));

  test("an answer that is no data is told with its status", () =>
    inPage(
      async (page) => {
        await page.route("**/graphql*", (route) =>
          route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }),
        );
        await visit(page, "/");
        assert.deepEqual(await texts(page, "[role=alert]"), [
          "The newsroom answers with status 502 and no data.",
        ]);
      },
      { mayComplain: true },
    ));

  test("a problem before the question is told in its words, with its code", () =>
    inPage(
      async (page) => {
        const problem = {
          title: "Too many requests",
          detail: "Ask again later",
          code: "too_many_requests",
        };
        await page.route("**/graphql*", (route) =>
          route.fulfill({
            status: 429,
            contentType: "application/problem+json",
            body: JSON.stringify(problem),
          }),
        );
        await visit(page, "/");
        assert.deepEqual(await texts(page, "[role=alert]"), ["Ask again later too_many_requests"]);
      },
      { mayComplain: true },
    ));

  test("a page whose scripts do not come offers to load it again", () =>
    inPage(
      async (page) => {
        let isBroken = true;
        await page.route("**/js/times.js", (route) =>
          isBroken ? route.abort() : route.continue(),
        );
        await page.goto(`${base()}/`);
        assert.ok(!(await page.isVisible(".late a")));
        await page.waitForSelector(".late a", { state: "visible" });
        isBroken = false;
        await page.click(".late a");
        await page.waitForSelector(".lead-story");
      },
      { mayComplain: true, reducedMotion: "reduce" },
    ));

  test("what the API refuses is told in its words, with its code", () =>
    inPage(async (page) => {
      await visit(page, "/?after=no-cursor");
      assert.deepEqual(await texts(page, "[role=alert]"), [
        "The cursor is not valid invalid_cursor",
      ]);
      await page.click(".ways a");
      await page.waitForSelector(".lead-story");
    }));

  test("a page asks once, by GET", () =>
    inPage(async (page) => {
      /** @type {string[]} */
      const asked = [];
      page.on("request", (request) => {
        if (request.url().includes("/graphql")) asked.push(request.method());
      });
      await visit(page, "/");
      await visit(page, "/article.html?slug=ferry-crews-vote-to-strike");
      assert.deepEqual(asked, ["GET", "GET"]);
    }));

  test("a request that is too long for an address goes by POST", () =>
    inPage(async (page) => {
      await visit(page, "/");
      const sent = page.waitForRequest((request) => request.method() === "POST");
      const answer = await page.evaluate(async () => {
        const from = "/js/api.js";
        const { ask } = await import(from);
        return ask(
          "query ($where: QuoteWhere!) { quotes(first: 1, where: $where) { nodes { id } } }",
          {
            where: { text: "no such words anywhere" },
            unused: "x".repeat(8_000),
          },
        );
      });
      assert.equal((await sent).url(), `${base()}/graphql`);
      assert.deepEqual(answer, { quotes: { nodes: [] } });
    }));

  test("a page without scripts says what it needs", () =>
    inPage(
      async (page) => {
        await page.goto(`${base()}/`);
        assert.match((await texts(page, "noscript")).join(), /needs JavaScript/);
      },
      { javaScriptEnabled: false },
    ));
});
