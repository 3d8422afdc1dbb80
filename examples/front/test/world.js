// What the tests share: one server on a fresh demo, one browser, and the API to compare with.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").BrowserContextOptions} Look */
/** @typedef {import("playwright-core").Page} Page */

const BINARY = resolve(
  process.env["MASTHEAD_BIN"] ?? join(import.meta.dirname, "../../../target/debug/masthead"),
);
const CHROMIUM = process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A debug build takes its time to load the demo. */
const START_TIMEOUT_MS = 120_000;
/** How much of a server that fails is repeated. */
const TOLD_LENGTH_MAX = 2_000;

const DRAWN_TIMEOUT_MS = 10_000;

/** What stands there once a page is drawn, whatever it says. */
const DRAWN = "#page:not([aria-busy]) #main:not(.wait)";

/** @type {{ base: string, browser: Browser, stop: () => Promise<void> } | null} */
let world = null;

/** Starts the server and the browser. */
export async function startWorld() {
  const folder = await mkdtemp(join(tmpdir(), "masthead-front-"));
  const args = ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", join(folder, "data")];
  const server = spawn(BINARY, args, {
    cwd: folder,
    env: plainEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((done) => server.once("exit", done));
  const stopServer = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const base = await printedBase(server);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const stop = async () => {
      await browser.close();
      await stopServer();
    };
    world = { base, browser, stop };
  } catch (error) {
    await stopServer();
    throw error;
  }
}

/** Ends what `startWorld` began. */
export async function stopWorld() {
  await world?.stop();
  world = null;
}

/** Where the server is. */
export function base() {
  if (!world) throw new Error("the server is not running");
  return world.base;
}

/**
 * Runs a test in a page of a browser context of its own, and fails on a console message, an
 * error, a breach of the content security policy or a request elsewhere.
 *
 * @param {(page: Page) => Promise<void>} act
 * @param {Look & { mayComplain?: boolean, origins?: string[] }} [look] `mayComplain` where the
 *   test breaks a request, `origins` that may be asked beside the server
 */
export async function inPage(act, { mayComplain = false, origins = [], ...look } = {}) {
  if (!world) throw new Error("the browser is not running");
  const context = await world.browser.newContext({
    viewport: { width: 1280, height: 900 },
    ...look,
  });
  /** @type {string[]} */
  const complaints = [];
  const page = await context.newPage();
  page.setDefaultTimeout(DRAWN_TIMEOUT_MS);
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    const isKnown = origin === base() || origins.includes(origin) || protocol === "data:";
    if (!isKnown) complaints.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  try {
    await act(page);
    if (!mayComplain && complaints.length > 0) throw new Error(complaints.join("\n"));
  } finally {
    await context.close();
  }
}

/**
 * Opens a page and waits until it is drawn.
 *
 * @param {Page} page
 * @param {string} path
 */
export async function visit(page, path) {
  await page.goto(base() + path);
  await drawn(page);
}

/**
 * Waits until a page is drawn.
 *
 * @param {Page} page
 */
export async function drawn(page) {
  await page.waitForSelector(DRAWN);
}

/**
 * Asks the API, past the pages.
 *
 * @template Answer
 * @param {string} query
 * @param {object} [variables]
 * @returns {Promise<Answer>}
 */
export async function ask(query, variables = {}) {
  const response = await fetch(`${base()}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

/**
 * The texts of all elements that match, in the order of the document, without spaces around
 * them.
 *
 * @param {Page} page
 * @param {string} selector
 * @returns {Promise<string[]>}
 */
export function texts(page, selector) {
  return page.$$eval(selector, (found) => found.map((one) => (one.textContent ?? "").trim()));
}

/**
 * Which of the selectors' first elements stand in which order; a selector that matches nothing
 * is missing.
 *
 * @param {Page} page
 * @param {string[]} selectors
 * @returns {Promise<string[]>}
 */
export function orderOf(page, selectors) {
  return page.evaluate((all) => {
    const found = all.flatMap((selector) => {
      const element = document.querySelector(selector);
      return element ? [{ selector, element }] : [];
    });
    found.sort(({ element: one }, { element: other }) =>
      one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    );
    return found.map(({ selector }) => selector);
  }, selectors);
}

/** The environment without settings of the server but one: readers may ask without a limit. */
function plainEnvironment() {
  const all = Object.entries(process.env);
  const others = all.filter(([name]) => !name.startsWith("MASTHEAD_"));
  return { ...Object.fromEntries(others), MASTHEAD_READER_REQUESTS_PER_MINUTE: "0" };
}

/**
 * @param {import("node:child_process").ChildProcess} server
 * @returns {Promise<string>}
 */
function printedBase(server) {
  return new Promise((done, fail) => {
    let told = "";
    const late = setTimeout(
      () => fail(new Error("the server did not start in time")),
      START_TIMEOUT_MS,
    );
    server.once("error", fail);
    server.once("exit", (code) => {
      clearTimeout(late);
      fail(new Error(`the server ended with ${code}: ${told}`));
    });
    server.stderr?.on("data", (piece) => (told = (told + piece).slice(0, TOLD_LENGTH_MAX)));
    if (!server.stdout) return fail(new Error("the server has no output"));
    createInterface({ input: server.stdout }).on("line", (line) => {
      const found = /^Reference +(http:\/\/[^/]+)\/docs$/.exec(line)?.[1];
      if (!found) return;
      clearTimeout(late);
      done(found);
    });
  });
}
