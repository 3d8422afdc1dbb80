// Tables, which may be wider than the page.

/** @import { Table } from "../../types/news-blocks.js" */
import { el, lines } from "./dom.js";

/** A cell that holds a number, with or without a unit that is written as a sign. */
const NUMBER = /^[+−–-]?\p{Sc}?\d[\d.,\s]*[%‰]?$/u;

/**
 * A table that scrolls within itself where it does not fit.
 *
 * @param {Table} table
 * @returns {HTMLElement}
 */
export function tableFigure({ caption, header, rows }) {
  const [first, ...others] = rows;
  const head = header ? first : undefined;
  const body = header ? others : rows;
  const numeric = columnsOfNumbers(body);
  return el(
    "div",
    { class: "table", role: "group", tabindex: 0, "aria-label": caption ?? "Table" },
    el(
      "table",
      {},
      caption && el("caption", {}, caption),
      head && el("thead", {}, el("tr", {}, ...head.map((text, at) => headCell(text, numeric[at])))),
      el("tbody", {}, ...body.map((row) => el("tr", {}, ...row.map(cell(numeric))))),
    ),
  );
}

/**
 * An empty cell heads nothing.
 *
 * @param {string} text
 * @param {boolean | undefined} isNumeric
 */
function headCell(text, isNumeric) {
  if (text === "") return el("td");
  return el("th", { scope: "col", class: isNumeric && "number" }, lines(text));
}

/** @param {boolean[]} numeric */
function cell(numeric) {
  /**
   * @param {string} text
   * @param {number} at
   */
  return (text, at) => el("td", { class: numeric[at] && "number" }, lines(text));
}

/**
 * Which columns hold nothing but numbers.
 *
 * @param {string[][]} rows
 * @returns {boolean[]}
 */
function columnsOfNumbers(rows) {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, at) => rows.every((row) => NUMBER.test(row[at] ?? "")));
}
