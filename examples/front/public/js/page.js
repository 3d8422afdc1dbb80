// A page's frame: it waits, is drawn, or says why it is not.

import { ApiError } from "./api.js";
import { el, fragment } from "./dom.js";

/**
 * Asks, then draws; what goes wrong is told with a way to try again.
 *
 * @template Answer
 * @param {() => Promise<Answer>} load
 * @param {(answer: Answer) => void} draw
 */
export async function openPage(load, draw) {
  byId("page").setAttribute("aria-busy", "true");
  try {
    draw(await load());
    returnToFragment();
  } catch (error) {
    if (!(error instanceof ApiError)) reportError(error);
    drawFailure(error, () => openPage(load, draw));
  } finally {
    byId("page").removeAttribute("aria-busy");
  }
}

/**
 * Puts the parts of a page into its frame.
 *
 * @param {{ title: string, language: string | null, kind: "front" | "article" | "note" }} page
 * @param {...(Node | null)} parts
 */
export function fillPage({ title, language, kind }, ...parts) {
  document.title = title;
  document.documentElement.lang = language ?? "en";
  const page = byId("page");
  page.className = `page page-${kind}`;
  page.replaceChildren(fragment(...parts));
}

/**
 * A page that has only something to say.
 *
 * @param {string} title
 * @param {...Node} parts
 * @returns {HTMLElement}
 */
export function note(title, ...parts) {
  return el("main", { id: "main", class: "note" }, el("h1", {}, title), ...parts);
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * @param {unknown} error
 * @param {() => void} retry
 */
function drawFailure(error, retry) {
  const words = error instanceof ApiError ? error.message : "Something on this page went wrong.";
  const code = error instanceof ApiError ? error.code : null;
  const again = el("button", { type: "button" }, "Try again");
  again.addEventListener("click", () => {
    again.disabled = true;
    retry();
  });
  const title = "The page cannot be shown";
  const told = el("p", { role: "alert" }, words, code && fragment(" ", el("code", {}, code)));
  const front = el("a", { href: "/" }, "To the front page");
  const ways = el("p", { class: "ways" }, again, " ", front);
  fillPage({ title, language: null, kind: "note" }, note(title, told, ways));
}

/** An address may point into what was not there when the browser looked for it. */
function returnToFragment() {
  if (location.hash) location.replace(location.hash);
}
