// The body of every article of a running server, rendered by @portabletext/to-html: its blocks are
// Portable Text to others too.
import { toHTML } from "@portabletext/to-html";

const [url] = process.argv.slice(2);
if (!url) {
  throw new Error("usage: render.js URL");
}
const text = (html) =>
  html.replace(/<[^>]*>/g, " ").replace(/&quot;/g, '"').replace(/&#39;|&#x27;/g, "'").replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(/\s+/g, "");
const span = ({ children }) => children;
const words = (value) => (Array.isArray(value) ? value.map(words).join("") : (value?.text ?? ""));
// the blocks and marks that Portable Text leaves to each profile
const components = {
  types: {
    pullQuote: ({ value }) => `<blockquote>${words(value.children ?? value.text)}</blockquote>`,
    table: () => "<table></table>",
    divider: () => "<hr/>",
  },
  marks: Object.fromEntries(
    ["quote", "notAQuote", "internalLink", "entity", "lang", "sub", "sup"].map((mark) => [mark, span]),
  ),
  block: { lead: span },
};

const page = await (await fetch(`${url}/v1/articles?limit=100`)).json();
let rendered = 0;
for (const { id } of page.data) {
  const article = await (await fetch(`${url}/v1/articles/${id}`)).json();
  const unknown = [];
  const onMissingComponent = (message) => unknown.push(message);
  const html = toHTML(article.body.blocks, { components, onMissingComponent });
  const missing = article.body.blocks
    .filter((block) => block._type === "block")
    .map((block) => block.children.map((child) => child.text).join("").replace(/\s+/g, ""))
    .filter((paragraph) => !text(html).includes(paragraph));
  if (unknown.length > 0 || missing.length > 0) {
    console.error(article.slug, unknown, missing);
    process.exitCode = 1;
  }
  rendered += 1;
}
console.log(`${rendered} bodies rendered`);
if (rendered === 0) {
  process.exitCode = 1;
}
