// The beacon that the binary serves, in a real browser: what it says, and when it is silent.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openElsewhere } from "./elsewhere.js";
import { ask, base, drawn, inPage, startWorld, stopWorld, visit } from "./world.js";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ id: string, article: string, kind: string, seconds?: number, ref?: string }} Event */
/** @typedef {import("playwright-core").Response} Response */
/** @typedef {{ events: Event[], answers: Response[] }} Heard */

const SLUG = "barrier-holds-back-storm-halvard";

/** RFC 9562, section 5.7. */
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** How long the one test takes that waits as readers do. */
const ENGAGED_TIMEOUT_MS = 35_000;
const WAIT_MS_MAX = 10_000;

/** Where a clock stands that the test moves. */
const NOON = Date.UTC(2026, 2, 14, 12);

/** @type {import("./elsewhere.js").Elsewhere} */
let elsewhere;
/** @type {string[]} ids of articles that readers see */
let ids = [];
/** @type {string} the id of the article at `SLUG` */
let own = "";

before(async () => {
  await startWorld();
  elsewhere = await openElsewhere();
  const { articles, article } = await ask(
    "query ($slug: String!) { articles(first: 9) { nodes { id } } article(by: { slug: $slug }) { id } }",
    { slug: SLUG },
  );
  own = article.id;
  ids = articles.nodes.map((/** @type {{ id: string }} */ { id }) => id);
  ids = ids.filter((id) => id !== own);
  // the lists look back from the last event: the demo's are of another day
  await tell(own);
  await tell(ids[0] ?? "");
});

after(async () => {
  await elsewhere?.close();
  await stopWorld();
});

const FAMILIES = ["SamsungBrowser/1", "Edg/1", "OPR/1", "Firefox/1", "Chrome/1", "Safari/1"];
const SYSTEMS = ["Windows NT 10.0", "Linux; Android 10", "iPhone", "Macintosh", "X11; Linux"];
/** @type {string[]} */
const readers = [];

/**
 * The agent of a reader: in one network they are told apart by family and system alone.
 *
 * @param {string} reader
 */
function agentOf(reader) {
  if (!readers.includes(reader)) readers.push(reader);
  const at = readers.indexOf(reader);
  const system = SYSTEMS[Math.floor(at / FAMILIES.length)];
  assert.ok(system, "as many readers as there are kinds of browsers");
  return `Mozilla/5.0 (${system}) Gecko ${FAMILIES[at % FAMILIES.length]}`;
}

/**
 * Runs a test in a page of a reader whom the newsroom takes for no other and for no program.
 *
 * @param {string} reader letters
 * @param {(page: Page, heard: Heard) => Promise<void>} act
 * @param {Parameters<typeof inPage>[1]} [look]
 */
function asReader(reader, act, look = {}) {
  const userAgent = agentOf(reader);
  return inPage(
    async (page) => {
      /** @type {Heard} */
      const heard = { events: [], answers: [] };
      page.context().on("request", (request) => {
        if (!request.url().endsWith("/v1/events")) return;
        heard.events.push(...JSON.parse(request.postData() ?? "").events);
      });
      page.context().on("response", (response) => {
        if (response.url().endsWith("/v1/events")) heard.answers.push(response);
      });
      await act(page, heard);
    },
    { userAgent, origins: [elsewhere.origin], ...look },
  );
}

/**
 * A page of a front end of its own, with the beacon of the API and a policy that allows it.
 *
 * @param {string} path
 * @param {string} attributes of the script
 * @param {string} [body]
 */
function show(path, attributes, body = "") {
  const html = `<!doctype html><html lang="en"><title>A page</title>
    <link rel="icon" href="data:,">
    <script async src="${base()}/v1/beacon.js" ${attributes}></script>
    <body style="height: 4000px"><header id="masthead">The Quay</header>${body}</body></html>`;
  const policy = `default-src 'none'; script-src ${base()}; connect-src ${base()};
    img-src data:; style-src 'unsafe-inline'`;
  return elsewhere.show(path, html, policy.replaceAll(/\s+/g, " "));
}

/** @param {Page} page */
async function loaded(page) {
  await page.waitForFunction(() => typeof (/** @type {any} */ (globalThis).masthead?.page) === "function");
}

/**
 * Waits until what the page has sent is heard: what it asks for later comes after it.
 *
 * @param {Page} page
 */
async function settled(page) {
  const asked = page.waitForResponse((response) => response.url().includes("/livez"));
  await page.evaluate((url) => fetch(url, { cache: "no-store" }), `${base()}/livez`);
  await asked;
}

/** @param {Heard} heard */
function kinds({ events }) {
  return events.map(({ kind }) => kind);
}

/** @param {Heard} heard */
async function counted({ answers }) {
  const tallies = await Promise.all(answers.map((answer) => answer.json()));
  return tallies.reduce((sum, tally) => sum + tally.counted, 0);
}

/**
 * Waits until so many events were sent, and those of pages that are still there answered.
 *
 * @param {Heard} heard
 * @param {number} length
 * @param {number} [left] how many pages were left since
 */
async function hears(heard, length, left = 0) {
  const isThere = () => heard.events.length >= length && heard.answers.length >= length - left;
  await until(isThere, () => `heard ${kinds(heard)}`);
}

/** @param {() => boolean} isThere @param {() => string} told */
async function until(isThere, told) {
  const late = Date.now() + WAIT_MS_MAX;
  while (!isThere()) {
    assert.ok(Date.now() < late, told());
    await new Promise((done) => setTimeout(done, 20));
  }
}

/**
 * Gives the browser a wish, or the page a state, before any script runs.
 *
 * @param {Page} page
 * @param {"navigator" | "document"} place
 * @param {string} member
 * @param {unknown} value
 */
async function set(page, place, member, value) {
  await page.addInitScript(
    ([place, member, value]) => {
      const object = place === "navigator" ? navigator : document;
      Object.defineProperty(object, member, { get: () => value, configurable: true });
    },
    /** @type {const} */ ([place, member, value]),
  );
}

/** @param {Page} page @param {number} seconds @param {boolean} isActive */
async function pass(page, seconds, isActive) {
  for (let at = 0; at < seconds; at += 1) {
    if (isActive) await page.keyboard.press("Shift");
    await page.clock.runFor(1_000);
  }
}

/**
 * Tells of a view as another reader.
 *
 * @param {string} article
 */
async function tell(article) {
  const id = `01900000-0000-7000-8000-${article.slice(-12)}`;
  const answer = await fetch(`${base()}/v1/events`, {
    method: "POST",
    headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko another" },
    body: JSON.stringify({ events: [{ id, article, kind: "view" }] }),
  });
  assert.deepEqual([answer.status, (await answer.json()).counted], [202, 1]);
}

/** @param {string} article */
async function viewsOf(article) {
  const { trending } = await ask(
    "{ trending(first: 100) { edges { node { id } why { views1h } } } }",
  );
  const edge = trending.edges.find((/** @type {any} */ one) => one.node.id === article);
  return edge?.why.views1h ?? 0;
}

/** How long it takes at most until what was counted is in lists. */
const PRESSED_MS = 2_500;

/**
 * The views of an article when all that was sent before is in.
 *
 * @param {string} article
 */
async function settledViewsOf(article) {
  await new Promise((resolve) => setTimeout(resolve, PRESSED_MS));
  return viewsOf(article);
}

/**
 * Waits until an article has so many views.
 *
 * @param {string} article
 * @param {number} views
 */
async function hasViews(article, views) {
  const end = Date.now() + 2 * PRESSED_MS;
  while ((await viewsOf(article)) !== views && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal(await viewsOf(article), views);
}

describe("the example's article page", () => {
  test("a view is counted, and nothing is kept", () =>
    asReader("view", async (page, heard) => {
      const before = await settledViewsOf(own);
      await visit(page, `/article.html?slug=${SLUG}`);
      await hears(heard, 1);
      const [event] = heard.events;
      assert.match(event?.id ?? "", UUID_V7);
      assert.ok(Math.abs(Date.now() - parseInt(event?.id.replace("-", "").slice(0, 12) ?? "", 16)) < 60_000);
      assert.deepEqual(event, { id: event?.id, article: own, kind: "view" });
      assert.equal(await counted(heard), 1);
      await hasViews(own, before + 1);
      const kept = await page.evaluate(async () => [
        document.cookie,
        localStorage.length,
        sessionStorage.length,
        (await indexedDB.databases()).length,
        (await caches.keys()).length,
      ]);
      assert.deepEqual(kept, ["", 0, 0, 0, 0]);
      assert.deepEqual(await page.context().cookies(), []);
    }));

  test("who stays and reads for 15 seconds is engaged, once", { timeout: ENGAGED_TIMEOUT_MS }, () =>
    asReader("stay", async (page, heard) => {
      const began = Date.now();
      await visit(page, `/article.html?slug=${SLUG}`);
      while (heard.answers.length < 2 && Date.now() - began < 30_000) {
        await page.mouse.wheel(0, 40);
        await page.mouse.move(400 + Math.random() * 100, 400);
        await page.waitForTimeout(500);
      }
      assert.deepEqual(kinds(heard), ["view", "engage"]);
      assert.equal(heard.events[1]?.seconds, 15);
      assert.ok(Date.now() - began >= 15_000);
      assert.equal(await counted(heard), 2);
    }));

  for (const block of ["#more", "#picks", "#trending"]) {
    test(`a click in ${block} is recirculation of the article that is left`, () =>
      asReader(`recirc ${block}`, async (page, heard) => {
        await visit(page, `/article.html?slug=${SLUG}`);
        await loaded(page);
        const link = page.locator(`section[aria-labelledby="${block.slice(1)}"] a[href^="/article"]`);
        const slug = new URL((await link.first().getAttribute("href")) ?? "", base()).search;
        assert.ok(!slug.includes(SLUG));
        await link.first().click();
        await page.waitForURL(`**${slug}`);
        await drawn(page);
        await hears(heard, 3, 1);
        assert.deepEqual(kinds(heard), ["view", "recirc", "view"]);
        assert.deepEqual(heard.events.map(({ article }) => article === own), [true, true, false]);
        assert.equal(heard.events[2]?.ref, undefined);
      }));
  }

  test("other links are no recirculation", () =>
    asReader("others", async (page, heard) => {
      await visit(page, `/article.html?slug=${SLUG}`);
      await loaded(page);
      await page.evaluate(() => document.addEventListener("click", (event) => event.preventDefault()));
      await page.locator("#top nav a").first().click();
      await page.locator(".author a").first().click();
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"]);
    }));

  test("a page without an article counts nothing", () =>
    asReader("missing", async (page, heard) => {
      await visit(page, "/article.html?slug=no-such-article");
      await visit(page, "/");
      await settled(page);
      assert.deepEqual(heard.events, []);
    }));
});

describe("a front end of another origin", () => {
  test("sends by the script's address, and says of the referrer its host alone", () =>
    asReader("origin", async (page, heard) => {
      const article = ids[0] ?? "";
      const before = await settledViewsOf(article);
      const url = show("/story", `data-article="${article}"`);
      await page.goto(url, { referer: "https://search.example:8443/find?q=private#words" });
      await hears(heard, 1);
      const [event] = heard.events;
      assert.deepEqual(event, { id: event?.id, article, kind: "view", ref: "search.example:8443" });
      await hasViews(article, before + 1);
      assert.deepEqual(await page.context().cookies(), []);
      assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length]), ["", 0]);
    }));

  test("shares by a click, and by a call; twice is once", () =>
    asReader("share", async (page, heard) => {
      const body = `<button data-masthead-share><b id="inside">Share</b></button><a id="plain" href="#a">a</a>`;
      await page.goto(show("/share", `data-article="${ids[0]}"`, body));
      await loaded(page);
      await page.click("#plain");
      await page.click("#inside");
      await page.click("#inside");
      await page.evaluate(() => /** @type {any} */ (globalThis).masthead.share());
      await hears(heard, 2);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view", "share"]);
      await page.evaluate((id) => /** @type {any} */ (globalThis).masthead.page(id), ids[1] ?? "");
      await page.evaluate(() => /** @type {any} */ (globalThis).masthead.share());
      await hears(heard, 4);
      assert.deepEqual(kinds(heard), ["view", "share", "view", "share"]);
    }));

  test("tells a story's links from others", () =>
    asReader("links", async (page, heard) => {
      const body = `<div data-masthead-recirc>
          <a id="away" href="https://elsewhere.example/">away</a>
          <a id="here" href="#comments">here</a>
          <a id="near" href="/near">near</a></div>
        <a id="bare" href="/near">bare</a>
        <a id="sister" href="https://sister.example/story" data-masthead-article>sister</a>`;
      await page.goto(show("/links", `data-article="${ids[0]}"`, body));
      await loaded(page);
      const still = () =>
        document.addEventListener("click", (event) => event.preventDefault());
      await page.evaluate(still);
      for (const id of ["#away", "#here", "#bare"]) await page.click(id);
      await page.click("#near", { button: "right" });
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"]);
      await page.evaluate(() =>
        document.addEventListener("auxclick", (event) => event.preventDefault()),
      );
      await page.click("#near", { button: "middle" });
      await settled(page);
      assert.deepEqual(kinds(heard), ["view", "recirc"]);
      await page.goto(show("/sister", `data-article="${ids[1]}"`, body));
      await loaded(page);
      await page.evaluate(still);
      await page.click("#sister");
      await settled(page);
      assert.deepEqual(kinds(heard), ["view", "recirc", "view", "recirc"]);
      assert.equal(heard.events[3]?.article, ids[1]);
    }));

  test("of one page with many articles says which", () =>
    asReader("single", async (page, heard) => {
      await page.goto(show("/single", ""));
      await loaded(page);
      await settled(page);
      assert.deepEqual(heard.events, []);
      const turns = [ids[0], ids[0], undefined, ids[1]];
      for (const turn of turns) {
        await page.evaluate((id) => /** @type {any} */ (globalThis).masthead.page(id), turn);
      }
      await settled(page);
      assert.deepEqual(heard.events.map(({ article, kind }) => [article, kind]), [
        [ids[0], "view"],
        [ids[1], "view"],
      ]);
    }));

  test("has no sendBeacon", () =>
    asReader("fetch", async (page, heard) => {
      await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "sendBeacon"));
      await page.goto(show("/fetch", `data-article="${ids[0]}"`));
      await hears(heard, 1);
      assert.equal(await page.evaluate(() => "sendBeacon" in navigator), false);
      assert.deepEqual(kinds(heard), ["view"]);
    }));

  test("has another place for events", () =>
    asReader("place", async (page, heard) => {
      const html = `<!doctype html><title>A page</title><link rel="icon" href="data:,">
        <script async src="${base()}/v1/beacon.js" data-article="${ids[0]}" data-endpoint="/events"></script>`;
      elsewhere.told.length = 0;
      const sent = page.waitForResponse((response) => response.url().endsWith("/events"));
      await page.goto(elsewhere.show("/place", html));
      await sent;
      assert.equal(JSON.parse(elsewhere.told[0] ?? "").events[0].article, ids[0]);
      assert.deepEqual(heard.events, []);
    }));
});

describe("time", () => {
  test("counts while something is done, and is said again after half an hour", () =>
    asReader("clock", async (page, heard) => {
      await page.clock.install({ time: NOON });
      await page.goto(show("/clock", `data-article="${ids[0]}"`));
      await loaded(page);
      await page.clock.pauseAt(NOON + 60_000);
      await pass(page, 60, false);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"], "nobody does anything");
      await pass(page, 14, true);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"], "14 seconds are too few");
      await pass(page, 1, true);
      await hears(heard, 2);
      assert.equal(heard.events[1]?.seconds, 15);
      await pass(page, 20, true);
      await page.clock.runFor(29 * 60_000);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view", "engage"], "once in half an hour");
      await page.clock.runFor(60_000);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view", "engage"], "nobody is there");
      await pass(page, 1, true);
      await hears(heard, 3);
      // 20 seconds, the whole ones of the five after, and one
      const { kind, seconds } = heard.events[2] ?? {};
      assert.ok(kind === "engage" && (seconds === 24 || seconds === 25), `${kind} ${seconds}`);
    }));

  test("stops five seconds after the last act", () =>
    asReader("pauses", async (page, heard) => {
      await page.clock.install({ time: NOON });
      await page.goto(show("/pauses", `data-article="${ids[0]}"`));
      await loaded(page);
      await page.clock.pauseAt(NOON + 60_000);
      for (let acts = 0; acts < 2; acts += 1) {
        await pass(page, 1, true);
        await pass(page, 20, false);
      }
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"]);
      await pass(page, 7, true);
      await hears(heard, 2);
      assert.deepEqual(kinds(heard), ["view", "engage"]);
    }));

  test("does not count in a window that somebody left", () =>
    asReader("blurred", async (page, heard) => {
      await page.clock.install({ time: NOON });
      await page.goto(show("/blurred", `data-article="${ids[0]}"`));
      await loaded(page);
      await page.clock.pauseAt(NOON + 60_000);
      await page.evaluate(() => Object.defineProperty(document, "hasFocus", { value: () => false }));
      await pass(page, 30, true);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"]);
    }));
});

describe("silence", () => {
  for (const [member, value] of /** @type {const} */ ([
    ["globalPrivacyControl", true],
    ["doNotTrack", "1"],
  ])) {
    test(`nothing is sent with ${member}`, () =>
      asReader(member, async (page, heard) => {
        await set(page, "navigator", member, value);
        await page.clock.install();
        const body = `<button data-masthead-share>Share</button>
          <div data-masthead-recirc><a href="/near">near</a></div>`;
        await page.goto(show("/silent", `data-article="${ids[0]}"`, body));
        await loaded(page);
        await page.evaluate(() =>
          document.addEventListener("click", (event) => event.preventDefault()),
        );
        await page.click("button");
        await page.click("a");
        await pass(page, 20, true);
        await page.evaluate((id) => /** @type {any} */ (globalThis).masthead.page(id), ids[1] ?? "");
        await page.evaluate(() => /** @type {any} */ (globalThis).masthead.share());
        await settled(page);
        await page.goto("about:blank");
        assert.deepEqual(heard.events, []);
      }));
  }

  test("a hidden tab is viewed when it is shown", () =>
    asReader("hidden", async (page, heard) => {
      await set(page, "document", "visibilityState", "hidden");
      await page.clock.install();
      await page.goto(show("/hidden", `data-article="${ids[0]}"`));
      await loaded(page);
      await pass(page, 20, true);
      await settled(page);
      assert.deepEqual(heard.events, []);
      await page.evaluate(() => {
        Object.defineProperty(document, "visibilityState", { get: () => "visible" });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      });
      await hears(heard, 1);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"]);
    }));

  test("a page that is loaded ahead is viewed when somebody goes there", () =>
    asReader("ahead", async (page, heard) => {
      await set(page, "document", "prerendering", true);
      await page.goto(show("/ahead", `data-article="${ids[0]}"`));
      await loaded(page);
      await settled(page);
      assert.deepEqual(heard.events, []);
      await page.evaluate(() => {
        Object.defineProperty(document, "prerendering", { get: () => false });
        document.dispatchEvent(new Event("prerenderingchange"));
      });
      await hears(heard, 1);
      await settled(page);
      assert.deepEqual(kinds(heard), ["view"]);
    }));
});
