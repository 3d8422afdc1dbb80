// What readers do is told by the newsroom's own script, which keeps nothing on their side.

import { el } from "./dom.js";

/**
 * Counts who reads an article, and what they do on its page.
 *
 * @param {string} article its id
 */
export function countReaders(article) {
  document.head.append(el("script", { src: "/v1/beacon.js", "data-article": article }));
}
