// Corrections: on the article, and for all to see on the front page.

/** @import { FrontCorrection, Article } from "../../types/front.js" */
/** @import { NotePosition } from "../../types/graphql.js" */
/** @import { Calendar } from "./times.js" */
import { articleHrefById } from "./address.js";
import { el, lines } from "./dom.js";
import { dayTime } from "./times.js";
import { CORRECTION } from "./words.js";

/**
 * An article's corrections of one position.
 *
 * @param {Article} article
 * @param {NotePosition} position
 * @param {Calendar} calendar
 * @returns {HTMLElement | null}
 */
export function articleCorrections({ corrections }, position, calendar) {
  const here = corrections.filter((one) => one.position === position);
  if (here.length === 0) return null;
  const notes = here.map(({ kind, text, publishedAt, significance }) =>
    el(
      "p",
      { class: significance === "MATERIAL" && "material" },
      el("strong", {}, CORRECTION[kind]),
      ", ",
      dayTime(publishedAt, calendar),
      ": ",
      lines(text),
    ),
  );
  const name = position === "TOP" ? "Corrections of this article" : "Corrections below the text";
  return el("section", { class: "corrections", "aria-label": name }, ...notes);
}

/**
 * The newest corrections of all articles.
 *
 * @param {FrontCorrection[]} corrections
 * @param {Calendar} calendar
 * @returns {HTMLElement | null}
 */
export function correctionsSection(corrections, calendar) {
  if (corrections.length === 0) return null;
  const items = corrections.map(({ article, kind, text, publishedAt }) =>
    el(
      "li",
      {},
      el("strong", {}, CORRECTION[kind]),
      ", ",
      dayTime(publishedAt, calendar),
      ": ",
      lines(text),
      " ",
      el("a", { href: articleHrefById(article) }, "To the article"),
    ),
  );
  return el(
    "section",
    { class: "corrections-log", "aria-labelledby": "corrections" },
    el("h2", { id: "corrections" }, "Corrections"),
    el("ul", {}, ...items),
  );
}
