import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { editor, reader, recorder } from "./world.js";

const ARTICLES_IN_DEMO = 58;
const STRIKE = { article: "ferry-crews-vote-to-strike" };

describe("reads", () => {
  test("a list and an article come with their ETag", async () => {
    const list = await reader().get("/v1/articles", { query: { limit: 3 } });
    assert.equal(list.data.data.length, 3);
    assert.equal(list.data.page.limit, 3);
    assert.match(list.etag ?? "", /^"[\w-]+"$/);

    const { data, response } = await reader().get("/v1/articles/{article}", { params: STRIKE });
    assert.equal(data.slug, STRIKE.article);
    assert.ok(data.body?.text.length);
    assert.equal(response.status, 200);
  });

  test("members are picked, and the types know no others", async () => {
    const { data } = await reader().pick("/v1/articles/{article}", ["headline"], { params: STRIKE });
    assert.deepEqual(Object.keys(data).sort(), ["headline", "id"]);
    const page = await reader().pick("/v1/authors", ["slug", "name"], { query: { limit: 2 } });
    assert.deepEqual(Object.keys(page.data.data[0] ?? {}).sort(), ["id", "name", "slug"]);
    assert.equal(page.data.page.limit, 2);
    // @ts-expect-error: not a member that was picked
    assert.equal(data.slug, undefined);
    // @ts-expect-error: no member at all
    await assert.rejects(reader().pick("/v1/authors", ["nmae"]), { status: 400 });
  });

  test("a parameter that is a list repeats: both have to hold", async () => {
    const all = await reader().get("/v1/articles", { query: { limit: 100 } });
    const filed = all.data.data.map(({ topics }) => topics.map(({ topic }) => topic.slug));
    const pair = filed.find(([a, b]) => a && b && isParted(filed, a, b));
    const [one, other] = pair ?? [];
    assert.ok(one && other);
    const query = { topic: [one, other], limit: 100 };
    const { data } = await reader().get("/v1/articles", { query });
    const expected = all.data.data.filter((_, at) =>
      [one, other].every((slug) => filed[at]?.includes(slug)),
    );
    assert.deepEqual(ids(data.data), ids(expected));
  });

  test("what stands in a path is escaped, and never leads elsewhere", async () => {
    const { sent, fetch } = recorder();
    const client = reader({ fetch });
    for (const article of ["", ".", ".."]) {
      const asked = client.get("/v1/articles/{article}", { params: { article } });
      await assert.rejects(asked, TypeError);
    }
    assert.equal(sent.length, 0);
    const asked = client.get("/v1/articles/{article}", { params: { article: "../site?a=b#c" } });
    await assert.rejects(asked, { name: "ProblemError" });
    const [path] = sent.map(({ url }) => new URL(url).pathname);
    assert.equal(path, "/v1/articles/..%2Fsite%3Fa%3Db%23c");
  });

  test("pages give each article of the demo once, in the order of the list", async () => {
    const { sent, fetch } = recorder();
    const seen: { id: string }[] = [];
    const query = { limit: 7 };
    for await (const article of reader({ fetch }).pages("/v1/articles", { query })) {
      seen.push(article);
    }
    assert.equal(new Set(ids(seen)).size, ARTICLES_IN_DEMO);
    assert.equal(sent.length, Math.ceil(ARTICLES_IN_DEMO / query.limit));
    const { data } = await reader().get("/v1/articles", { query: { limit: 100 } });
    assert.deepEqual(ids(seen), ids(data.data));
  });

  test("pages keep their filter, and ask for no page that nobody wants", async () => {
    const { sent, fetch } = recorder();
    const kinds = new Set<string>();
    const query = { kind: "opinion", limit: 1 };
    for await (const { kind } of reader({ fetch }).pages("/v1/articles", { query })) {
      kinds.add(kind);
      if (sent.length === 2) break;
    }
    assert.deepEqual([...kinds], ["opinion"]);
    assert.equal(sent.length, 2);
  });

  test("what is remembered and still holds is not sent again", async () => {
    const { sent, fetch } = recorder();
    const client = reader({ fetch });
    const first = await client.get("/v1/articles/{article}", { params: STRIKE });
    const headline = first.data.headline;
    first.data.headline = "Changed by the caller";
    const again = await client.get("/v1/articles/{article}", { params: STRIKE });
    assert.deepEqual(statuses(sent), [200, 304]);
    assert.equal(sent[1]?.headers.get("if-none-match"), first.etag);
    assert.equal(again.data.headline, headline);
    assert.equal(again.etag, first.etag);
  });

  test("only so many answers are remembered: those that were used last", async () => {
    const { sent, fetch } = recorder();
    const client = reader({ fetch, remember: 2 });
    for (const limit of [1, 2, 1, 3, 1, 2]) await client.get("/v1/articles", { query: { limit } });
    assert.deepEqual(statuses(sent), [200, 200, 304, 200, 304, 200]);
  });

  test("nothing is remembered where that is not wanted", async () => {
    const { sent, fetch } = recorder();
    const client = reader({ fetch, remember: 0 });
    for (let time = 0; time < 2; time += 1) await client.get("/v1/site");
    assert.deepEqual(statuses(sent), [200, 200]);
  });

  test("the working view is not remembered", async () => {
    const { sent, fetch } = recorder();
    const client = editor({ fetch });
    const query = { view: "working" } as const;
    for (let time = 0; time < 2; time += 1) {
      const { etag } = await client.get("/v1/articles/{article}", { params: STRIKE, query });
      assert.ok(etag);
    }
    assert.deepEqual(statuses(sent), [200, 200]);
    assert.equal(sent[1]?.headers.get("if-none-match"), null);
  });
});

/** Whether something is filed under one of two topics and not under both. */
function isParted(filed: readonly string[][], one: string, other: string): boolean {
  return filed.some((slugs) => slugs.includes(one) !== slugs.includes(other));
}

function ids(things: readonly { id: string }[]): string[] {
  return things.map(({ id }) => id);
}

function statuses(sent: readonly { status: number }[]): number[] {
  return sent.map(({ status }) => status);
}
