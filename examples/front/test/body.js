import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inPage, visit } from "./world.js";

/** @typedef {import("playwright-core").Page} Page */

/** An article's quotes, as far as a body needs them. */
const QUOTES = [
  {
    id: "u1",
    placement: "BODY",
    exactText: "“Yes,” “and no.”",
    parts: [
      { field: "BODY", start: 0, end: 6 },
      { field: "BODY", start: 16, end: 25 },
    ],
    quote: {
      id: "q1",
      saidOn: "2026-03",
      occasion: "COURT",
      descriptor: null,
      expert: { name: "Ada Lane", slug: "ada-lane" },
      attribution: {
        name: "Ada Lane",
        roleTitle: "ferryman",
        organizationName: "Ferries Ltd",
        asWritten: null,
      },
      original: { text: "Ja, und nein.", language: "de" },
      verification: { status: "DISPUTED" },
    },
  },
  {
    id: "u2",
    placement: "PULL",
    exactText: "and no.",
    parts: [{ field: "BODY", start: 0, end: 7 }],
    quote: {
      id: "q2",
      saidOn: null,
      occasion: null,
      descriptor: "a senior official",
      expert: null,
      attribution: null,
      original: null,
      verification: null,
    },
  },
];

/**
 * The markup that the page's own module makes of blocks.
 *
 * @param {object[]} blocks
 * @returns {Promise<string>}
 */
async function rendered(blocks) {
  let markup = "";
  await inPage(async (page) => {
    await visit(page, "/article.html");
    markup = await page.evaluate(async ([all, quotes]) => {
      const from = "/js/";
      const { renderBody } = await import(`${from}body.js`);
      const { citationsOf, whoSaidWhat } = await import(`${from}quotes.js`);
      const calendar = { language: "en", timeZone: "UTC", today: { date: "2026-04-01", text: "" } };
      const citations = citationsOf(quotes);
      const holder = document.createElement("div");
      holder.append(renderBody(all, citations, calendar), whoSaidWhat(citations, calendar, "en"));
      document.querySelector("#main")?.replaceChildren(holder);
      await new Promise((done) => setTimeout(done, 50));
      return holder.innerHTML.slice(0, holder.innerHTML.indexOf('<section class="who-said"'));
    }, /** @type {[object[], object[]]} */ ([blocks, QUOTES]));
  });
  return markup;
}

/**
 * @param {object[]} blocks
 * @param {string} want
 */
async function check(blocks, want) {
  assert.equal(await rendered(blocks), want);
}

/**
 * A text block of spans: a string, or a string with its marks.
 *
 * @param {(string | [string, ...string[]])[]} spans
 * @param {object} [more]
 */
function block(spans, more = {}) {
  const children = spans.map((span, at) => {
    const [text, ...marks] = typeof span === "string" ? [span] : span;
    return { _type: "span", _key: `s${at}`, text, marks };
  });
  return { _type: "block", _key: "b", style: "normal", children, markDefs: [], ...more };
}

describe("body", () => {
  test("paragraphs, headings, quotations", () =>
    check(
      ["normal", "lead", "h2", "h3", "h4", "blockquote"].map((style) => block(["a\nb"], { style })),
      '<p>a<br>b</p><p class="lead">a<br>b</p><h2>a<br>b</h2><h3>a<br>b</h3><h4>a<br>b</h4><blockquote><p>a<br>b</p></blockquote>',
    ));

  test("lists nest by their level", () =>
    check(
      [
        block(["a"], { listItem: "bullet", level: 1 }),
        block(["b"], { listItem: "number", level: 2 }),
        block(["c"], { listItem: "number", level: 2 }),
        block(["d"], { listItem: "bullet", level: 1 }),
        block(["e"], { listItem: "number", level: 1 }),
        block(["f"], { listItem: "number", level: 3 }),
        block(["g"]),
      ],
      "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>" +
        "<ol><li>e<ol><li><ol><li>f</li></ol></li></ol></li></ol><p>g</p>",
    ));

  test("decorators stand within annotations, and what is shared stands in one element", () =>
    check(
      [
        block([
          ["a", "strong"],
          ["b", "em", "strong"],
          ["c", "code"],
          ["d", "sub"],
          ["e", "sup"],
          ["f", "underline"],
          ["g", "strike"],
        ]),
        block([["a", "em", "x"], ["b", "x"], " c"], {
          markDefs: [{ _type: "link", _key: "x", href: "https://example.org/", rel: "nofollow" }],
        }),
      ],
      "<p><strong>a</strong><em><strong>b</strong></em><code>c</code><sub>d</sub><sup>e</sup><u>f</u><s>g</s></p>" +
        '<p><a href="https://example.org/" rel="noopener nofollow"><em>a</em>b</a> c</p>',
    ));

  test("annotations: an article of ours, a language, a thing, no quote; a link holds no other", () =>
    check(
      [
        block(
          [
            ["a", "i"],
            ["b", "l"],
            ["c", "e"],
            ["d", "n"],
            ["e", "h", "i"],
          ],
          {
            markDefs: [
              { _type: "internalLink", _key: "i", article: "0 &1" },
              { _type: "lang", _key: "l", tag: "de" },
              { _type: "entity", _key: "e", kind: "place", name: "Minsk" },
              { _type: "notAQuote", _key: "n" },
              { _type: "link", _key: "h", href: "mailto:a@example.org" },
            ],
          },
        ),
      ],
      '<p><a href="/article.html?id=0+%261">a</a><span lang="de">b</span>' +
        '<span class="entity" title="Minsk">c</span>d<a href="mailto:a@example.org" rel="noopener">e</a></p>',
    ));

  test("a quote is marked in each part and referred to after the last", () =>
    check(
      [
        block([["“Yes,”", "p"], " she said, ", ["“and ", "q"], ["no", "em", "q"], [".”", "q"]], {
          markDefs: [
            { _type: "quote", _key: "p", use: "u1", part: 0 },
            { _type: "quote", _key: "q", use: "u1", part: 1 },
          ],
        }),
        { _type: "pullQuote", _key: "p", text: "and no.", attribution: "— somebody", use: "u2" },
        { _type: "pullQuote", _key: "p2", text: "So.", attribution: "Ada" },
      ],
      '<p><q class="said" id="use-u1">“Yes,”</q> she said, <q class="said">“and <em>no</em>.”</q>' +
        '<sup class="reference"><a href="#said-1" aria-label="Quote 1: Ada Lane, ferryman, Ferries Ltd"' +
        ' title="Quote 1: Ada Lane, ferryman, Ferries Ltd">1</a></sup></p>' +
        '<figure class="pull-quote" id="use-u2"><blockquote><p>and no.</p></blockquote><figcaption>' +
        '<span class="speaker">a senior official</span><sup class="reference"><a href="#said-2"' +
        ' aria-label="Quote 2: a senior official" title="Quote 2: a senior official">2</a></sup></figcaption></figure>' +
        '<figure class="pull-quote"><blockquote><p>So.</p></blockquote><figcaption>Ada</figcaption></figure>',
    ));

  test("who said what: the occasion, the doubt, the words in their own language", () =>
    inPage(async (page) => {
      await visit(page, "/article.html");
      const told = await page.evaluate(async (quotes) => {
        const from = "/js/quotes.js";
        const { citationsOf, whoSaidWhat } = await import(from);
        const calendar = {
          language: "en",
          timeZone: "UTC",
          today: { date: "2026-04-01", text: "" },
        };
        const section = whoSaidWhat(citationsOf(quotes), calendar, "en");
        return [...section.querySelectorAll("li")].map((one) => ({
          text: one.textContent,
          original: one.querySelector("[lang=de]")?.textContent ?? null,
          more: one.querySelector(".who a")?.getAttribute("href") ?? null,
        }));
      }, QUOTES);
      assert.deepEqual(told, [
        {
          text:
            "Ada Lane, ferryman, Ferries Ltd1“Yes,” “and no.” in court, March 2026 · " +
            "The speaker disputes these words. · in the textJa, und nein.",
          original: "Ja, und nein.",
          more: "/?expert=ada-lane",
        },
        { text: "a senior official2and no. pulled out", original: null, more: null },
      ]);
    }));

  test("a picture, with its words; one that the policy refuses is a link", () =>
    check(
      [
        { _type: "image", _key: "i", url: "http://example.org/b.jpg", alt: "Boats" },
        {
          _type: "image",
          _key: "j",
          url: "data:text/html,x",
          alt: "Boats",
          caption: "A\nB",
          credit: "Ann",
        },
      ],
      '<figure class="picture"><p><a href="http://example.org/b.jpg" rel="noopener">Boats</a></p></figure>' +
        '<figure class="picture"><p>Boats</p><figcaption><span class="caption">A<br>B</span>' +
        ' <span class="credit">Ann</span></figcaption></figure>',
    ));

  test("a picture from https is shown", () =>
    inPage(
      async (page) => {
        await page.route("https://example.org/**", (route) =>
          route.fulfill({
            contentType: "image/svg+xml",
            body: "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>",
          }),
        );
        await visit(page, "/article.html");
        const width = await page.evaluate(async () => {
          const from = "/js/body.js";
          const { renderBody } = await import(from);
          const image = {
            _type: "image",
            _key: "i",
            url: "https://example.org/b.svg",
            alt: "Boats",
          };
          document
            .querySelector("#main")
            ?.replaceChildren(renderBody([image], { all: [], byUse: new Map() }, {}));
          const shown = document.querySelector("img");
          await shown?.decode();
          return { width: shown?.naturalWidth, alt: shown?.alt };
        });
        assert.deepEqual(width, { width: 8, alt: "Boats" });
      },
      { mayComplain: true },
    ));

  test("tables, boxes, code, links, a rule, an entry of a live blog", () =>
    check(
      [
        {
          _type: "table",
          _key: "t",
          caption: "C",
          header: true,
          rows: [
            ["", "n"],
            ["a", "1.5"],
            ["b", "−2"],
          ],
        },
        { _type: "factBox", _key: "f", title: "T", text: "x" },
        { _type: "keyPoints", _key: "k", items: ["x", "y"] },
        { _type: "code", _key: "c", code: "a < b" },
        { _type: "relatedLink", _key: "r", title: "Ours", article: "7" },
        { _type: "relatedLink", _key: "s", title: "Theirs", url: "https://example.org/" },
        {
          _type: "embed",
          _key: "e",
          provider: "vimeo",
          url: "https://vimeo.example/1",
          title: "Film",
        },
        { _type: "divider", _key: "d" },
        { _type: "liveEntry", _key: "l", at: "2026-03-03T02:40:00Z", headline: "H", text: "x" },
      ],
      '<div class="table" role="group" tabindex="0" aria-label="C"><table><caption>C</caption>' +
        '<thead><tr><td></td><th scope="col" class="number">n</th></tr></thead><tbody>' +
        '<tr><td>a</td><td class="number">1.5</td></tr><tr><td>b</td><td class="number">−2</td></tr></tbody></table></div>' +
        '<div class="box fact-box" role="group" aria-labelledby="box-f"><p id="box-f" class="box-title">T</p><p>x</p></div>' +
        '<div class="box key-points" role="group"><ul><li>x</li><li>y</li></ul></div>' +
        '<pre tabindex="0"><code>a &lt; b</code></pre>' +
        '<p class="related-link"><a href="/article.html?id=7">Ours</a></p>' +
        '<p class="related-link"><a href="https://example.org/" rel="noopener">Theirs</a></p>' +
        '<p class="embed"><span class="provider">vimeo</span> <a href="https://vimeo.example/1" rel="noopener">Film</a></p>' +
        "<hr>" +
        '<section class="live-entry"><p class="at"><time datetime="2026-03-03T02:40:00Z">March 3 at 02:40</time></p><h2>H</h2><p>x</p></section>',
    ));

  test("a block of an unknown type is its text", () =>
    check(
      [
        {
          _type: "poll",
          _key: "p",
          question: "Who?",
          answers: [{ _key: "a", label: "Ada" }, { label: "<b>" }],
          votes: 3,
        },
      ],
      '<p class="unknown">Who?<br>Ada<br>&lt;b&gt;</p>',
    ));

  test("nothing hostile becomes markup, a link or a request", () => {
    const evil =
      "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>";
    const escaped =
      "&lt;img src=x onerror=document.title='owned'&gt;&lt;script&gt;document.title='owned'&lt;/script&gt;";
    const links = [
      "javascript:alert(1)",
      " javascript:alert(1)",
      "data:text/html,<script>1</script>",
      "vbscript:x",
      "//example.org",
      "",
    ];
    return check(
      [
        block([evil]),
        ...links.map((href) =>
          block([["a", "x"]], { markDefs: [{ _type: "link", _key: "x", href }] }),
        ),
        block([
          ["a", "<b>"],
          ["b", "constructor"],
        ]),
        { _type: "pullQuote", _key: "p", text: evil, attribution: evil },
        { _type: "image", _key: "i", url: "javascript:alert(1)", alt: evil },
        { _type: "embed", _key: "e", provider: "x", url: "javascript:alert(1)", title: evil },
        { _type: "relatedLink", _key: "r", title: evil, url: "javascript:alert(1)" },
        { _type: evil, _key: "u", text: evil },
      ],
      `<p>${escaped}</p>` +
        links.map(() => "<p>a</p>").join("") +
        "<p>ab</p>" +
        `<figure class="pull-quote"><blockquote><p>${escaped}</p></blockquote><figcaption>${escaped}</figcaption></figure>` +
        `<figure class="picture"><p>${escaped}</p></figure>` +
        `<p class="embed"><span class="provider">x</span> ${escaped}</p>` +
        `<p class="related-link">${escaped}</p>` +
        `<p class="unknown">${escaped}</p>`,
    );
  });
});
