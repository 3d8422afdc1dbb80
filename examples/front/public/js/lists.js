// Lists: a body is flat, its items say how deep they stand.

/** @import { ListBlock, ListKind } from "../../types/news-blocks.js" */
import { el, fragment } from "./dom.js";

/** How deep the newsroom lets lists nest. */
const LEVEL_MAX = 6;

/**
 * Items that follow each other as nested lists.
 *
 * @param {ListBlock[]} items
 * @param {(item: ListBlock) => Node} content
 * @returns {DocumentFragment}
 */
export function nestedLists(items, content) {
  const made = fragment();
  /** @type {{ kind: ListKind, list: HTMLElement }[]} */
  const open = [];
  for (const item of items) {
    const level = Math.min(Math.max(item.level ?? 1, 1), LEVEL_MAX);
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1)?.kind !== item.listItem) open.pop();
    while (open.length < level) {
      const list = el(item.listItem === "number" ? "ol" : "ul");
      place(list, open.at(-1)?.list, made);
      open.push({ kind: item.listItem, list });
    }
    open.at(-1)?.list.append(el("li", {}, content(item)));
  }
  return made;
}

/**
 * Puts a list into the last item of the list around it.
 *
 * @param {HTMLElement} list
 * @param {HTMLElement | undefined} around
 * @param {DocumentFragment} outermost
 */
function place(list, around, outermost) {
  if (!around) return outermost.append(list);
  if (!around.lastElementChild) around.append(el("li"));
  around.lastElementChild?.append(list);
}
