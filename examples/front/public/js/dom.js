// Elements are made here and nowhere from text: markup never comes out of an article.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with its attributes and children. An attribute that is `null`, `undefined` or
 * `false` is left out, one that is `true` is empty.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...present(children));
  return element;
}

/**
 * Children in a fragment.
 *
 * @param {...Child} children
 * @returns {DocumentFragment}
 */
export function fragment(...children) {
  const made = document.createDocumentFragment();
  made.append(...present(children));
  return made;
}

/**
 * Text whose line breaks are kept.
 *
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function lines(text) {
  const made = fragment();
  text.split("\n").forEach((line, at) => made.append(...(at > 0 ? [el("br"), line] : [line])));
  return made;
}

/**
 * Parts with a separator between them; parts that are absent leave none behind.
 *
 * @param {string} separator
 * @param {Child[]} parts
 * @returns {DocumentFragment}
 */
export function joined(separator, parts) {
  const made = fragment();
  present(parts).forEach((part, at) => made.append(...(at > 0 ? [separator, part] : [part])));
  return made;
}

/** @param {Child[]} children */
function present(children) {
  return children.filter(isPresent);
}

/**
 * @param {Child} child
 * @returns {child is Node | string}
 */
function isPresent(child) {
  return child instanceof Node || (typeof child === "string" && child !== "");
}
