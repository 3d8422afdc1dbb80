import axe from "axe-core";
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ask, inPage, visit } from "./world.js";

/** @typedef {import("playwright-core").Page} Page */

const WIDTHS = [320, 768, 1280, 1600];

/** Above this, readers are said to feel that the page moves (web.dev, CLS: "good" is up to 0.1). */
const SHIFT_MAX = 0.02;

/** @returns {Promise<Record<string, string>>} */
async function pages() {
  const { articles } = await ask("{ articles(first: 1) { nodes { slug } } }");
  return {
    front: "/",
    older: "/?section=news",
    article: `/article.html?slug=${articles.nodes[0].slug}`,
    correctedArticle: "/article.html?slug=what-the-cannery-accounts-show",
    missing: "/article.html?slug=no-such-article",
  };
}

/** @param {Page} page */
async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const run = /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] });
    const results = await run;
    return results.violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes[0].html}`);
  });
  return found;
}

describe("looks", () => {
  for (const width of WIDTHS) {
    test(`nothing is wider than ${width} px`, () =>
      inPage(
        async (page) => {
          for (const [name, path] of Object.entries(await pages())) {
            await visit(page, path);
            const size = await page.evaluate(() => {
              const { scrollWidth, clientWidth } = document.documentElement;
              const out = [...document.querySelectorAll("body *")].filter((one) => {
                const { right, left, width } = one.getBoundingClientRect();
                return (
                  width > 0 &&
                  !one.closest(".table, .skip") &&
                  (right > innerWidth + 1 || left < -1)
                );
              });
              return {
                scrollWidth,
                clientWidth,
                out: out.map((one) => one.outerHTML.slice(0, 120)),
              };
            });
            assert.deepEqual(size.out, [], name);
            assert.ok(size.scrollWidth <= size.clientWidth, `${name}: ${size.scrollWidth}`);
          }
        },
        { viewport: { width, height: 900 } },
      ));
  }

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const width of [320, 1280]) {
      test(`axe finds nothing: ${colorScheme}, ${width} px`, () =>
        inPage(
          async (page) => {
            for (const [name, path] of Object.entries(await pages())) {
              await visit(page, path);
              assert.deepEqual(await violations(page), [], name);
            }
          },
          { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" },
        ));
    }
  }

  test("dark is dark, light is light", async () => {
    /** @type {Record<string, number>} */
    const brightness = {};
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await inPage(
        async (page) => {
          await visit(page, "/");
          const paper = await page.evaluate(
            () => getComputedStyle(document.documentElement).backgroundColor,
          );
          brightness[colorScheme] = Number(/\d+/.exec(paper)?.[0]);
        },
        { colorScheme },
      );
    }
    assert.ok(
      (brightness["light"] ?? 0) > 200 && (brightness["dark"] ?? 255) < 50,
      JSON.stringify(brightness),
    );
  });

  test("a line of an article has about 65 characters", () =>
    inPage(async (page) => {
      await visit(page, (await pages())["article"] ?? "");
      const count = await page.$eval(".body > p:nth-of-type(2)", (paragraph) => {
        const range = document.createRange();
        range.selectNodeContents(paragraph);
        const rows = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        return (paragraph.textContent ?? "").length / rows.size;
      });
      assert.ok(count > 45 && count < 75, `${count}`);
    }));

  test("nothing moves while a page is drawn", () =>
    inPage(async (page) => {
      await page.addInitScript(() => {
        const watched = /** @type {any} */ (globalThis);
        watched.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) watched.shift += /** @type {any} */ (entry).value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.route("**/graphql*", async (route) => {
        await new Promise((done) => setTimeout(done, 800));
        await route.continue();
      });
      for (const [name, path] of Object.entries(await pages())) {
        await visit(page, path);
        await page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))),
        );
        const shift = await page.evaluate(() => /** @type {any} */ (globalThis).shift);
        assert.ok(shift <= SHIFT_MAX, `${name}: ${shift}`);
      }
    }));

  test("by keyboard the first stop leads past the head, and focus is seen", () =>
    inPage(async (page) => {
      await visit(page, "/");
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => ({
        href: document.activeElement?.getAttribute("href"),
        top: document.activeElement?.getBoundingClientRect().top,
        outline: getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      }));
      assert.equal(stop.href, "#main");
      assert.ok((stop.top ?? -1) >= 0, `${stop.top}`);
      assert.equal(stop.outline, "solid");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      const inside = await page.evaluate(() => document.activeElement?.closest("#main") !== null);
      assert.ok(inside);
    }));

  test("the way back to the top shows up when the head is away, and leads there", () =>
    inPage(
      async (page) => {
        await visit(page, "/");
        assert.ok(!(await page.isVisible(".to-top")));
        await page.evaluate(() => scrollTo(0, 1_500));
        await page.waitForSelector(".to-top", { state: "visible" });
        await page.click(".to-top");
        await page.waitForFunction(() => scrollY === 0);
        await page.waitForSelector(".to-top", { state: "hidden" });
      },
      { reducedMotion: "reduce" },
    ));
});
