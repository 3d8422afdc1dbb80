// One revision of an article, for whoever has the link. Its text is never put in as markup: what may
// stand in it is built anew, element by element.

const ELEMENTS = new Set([
  "a", "aside", "b", "blockquote", "br", "caption", "cite", "code", "del", "div", "em", "figcaption",
  "figure", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "pre", "q", "s", "section", "span",
  "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "time", "tr", "u", "ul",
]);
const ADDRESSES = { href: ["http:", "https:", "mailto:", "tel:"], src: ["https:"] };
const TEXTS = ["alt", "colspan", "datetime", "lang", "rowspan", "scope", "title"];

const secret = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const byId = (id) => document.getElementById(id);
const show = (id) => { byId(id).hidden = false; };
const write = (id, text) => { byId(id).textContent = text ?? ""; };

function addressOf(raw, schemes) {
  const address = raw && URL.canParse(raw) ? new URL(raw) : undefined;
  return address && schemes.includes(address.protocol) ? address.href : undefined;
}

// The same nodes, of those that are known; of others what stands in them.
function rebuilt(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const within = [...node.childNodes].flatMap(rebuilt);
  const name = node.localName;
  if (!ELEMENTS.has(name)) return name === "script" || name === "style" ? [] : within;
  const made = document.createElement(name);
  for (const text of TEXTS) {
    if (node.hasAttribute(text)) made.setAttribute(text, node.getAttribute(text));
  }
  for (const [attribute, schemes] of Object.entries(ADDRESSES)) {
    const address = addressOf(node.getAttribute(attribute), schemes);
    if (address) made.setAttribute(attribute, address);
  }
  if (name === "a") made.rel = "noopener noreferrer";
  made.append(...within);
  return [made];
}

function bylineOf(article) {
  const names = article.credits.filter(({ role }) => role === "author").map(({ author }) => author.name);
  return article.byline ?? (names.length > 0 ? `By ${names.join(", ")}` : "");
}

function print(article) {
  document.title = `Preview: ${article.headline}`;
  document.documentElement.lang = article.language;
  write("revision", article.revision);
  write("kicker", article.kicker);
  write("headline", article.headline);
  write("standfirst", article.standfirst);
  write("byline", bylineOf(article));
  const parsed = new DOMParser().parseFromString(article.body.html, "text/html");
  byId("body").replaceChildren(...[...parsed.body.childNodes].flatMap(rebuilt));
  show("banner");
  show("article");
}

async function open() {
  const answer = await fetch("/v1/previews/exchange", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secret }),
  });
  if (answer.ok) print(await answer.json());
  else show("missing");
}

if (secret) open().catch(() => show("missing"));
else show("missing");
