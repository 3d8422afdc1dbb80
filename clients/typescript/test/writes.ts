import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isProblem } from "../src/index.js";
import { editor, reader, recorder, token } from "./world.js";

describe("writes", () => {
  test("an article is begun, replaced, changed, published, unpublished", async () => {
    const { sent, fetch } = recorder();
    const client = editor({ fetch });
    const draft = await client.post("/v1/articles", { body: await document("Ferry returns") });
    const params = { article: draft.data.id };
    assert.equal(draft.etag, '"1"');

    const body = { ...draft.data.content, kicker: "Harbour" };
    const put = await client.put("/v1/articles/{article}", { params, ifMatch: draft.etag, body });
    assert.equal(put.data.content.kicker, "Harbour");

    const merged = await client.patch("/v1/articles/{article}", {
      params,
      ifMatch: put.data.revision,
      body: { kicker: null, standfirst: "It is back." },
    });
    assert.equal(merged.data.content.kicker, null);
    assert.equal(merged.data.content.standfirst, "It is back.");

    const stepped = await client.patch("/v1/articles/{article}", {
      params,
      ifMatch: merged.etag,
      body: [{ op: "replace", path: "/headline", value: "Ferry returns at last" }],
    });
    assert.equal(stepped.data.content.headline, "Ferry returns at last");

    const options = { params, ifMatch: stepped.etag };
    const shown = await client.post("/v1/articles/{article}/publish", options);
    assert.equal(shown.data.state, "published");
    const { data } = await reader().get("/v1/articles/{article}", { params });
    assert.equal(data.headline, "Ferry returns at last");

    const ifMatch = shown.etag;
    await client.post("/v1/articles/{article}/unpublish", { params, ifMatch });
    await assert.rejects(reader().get("/v1/articles/{article}", { params }), (error) => {
      assert.ok(isProblem(error, "gone"));
      assert.deepEqual(Object.keys(error.problem["tombstone"] ?? {}).sort(), ["at", "id", "kind"]);
      return true;
    });
    const matches = sent.map(({ headers }) => headers.get("if-match"));
    assert.deepEqual(matches.slice(-5), ['"1"', '"2"', '"3"', '"4"', '"4"']);
  });

  test("a POST that has a name takes effect once", async () => {
    const client = editor();
    const body = { name: "Slack water" };
    const idempotencyKey = crypto.randomUUID();
    const first = await client.post("/v1/topics", { body, idempotencyKey });
    const again = await client.post("/v1/topics", { body, idempotencyKey });
    assert.deepEqual(again.data, first.data);
    assert.equal(again.response.headers.get("idempotency-replayed"), "true");
    const other = client.post("/v1/topics", { body: { name: "Ebb" }, idempotencyKey });
    await assert.rejects(other, (error) => isProblem(error, "idempotency_key_reused"));
  });

  test("events have ids of their own, and take no key", async () => {
    const idempotencyKey = crypto.randomUUID();
    // @ts-expect-error: nothing keeps the answer to events
    const take = () => reader().post("/v1/events", { body: { events: [] }, idempotencyKey });
    await take();
    const { response } = await take();
    assert.equal(response.headers.get("idempotency-replayed"), null);
  });

  test("a draft is put into the trash, which answers nothing", async () => {
    const client = editor();
    const { data, etag } = await client.post("/v1/articles", { body: { headline: "Never mind" } });
    const params = { article: data.id };
    const gone = await client.delete("/v1/articles/{article}", { params, ifMatch: etag });
    assert.equal(gone.data, undefined);
    assert.equal(gone.response.status, 204);
    await assert.rejects(client.post("/v1/articles/{article}/submit", { params, ifMatch: etag }), {
      code: "conflicting_state",
    });
  });

  test("somebody saved in between: the newest revision is named", async () => {
    const client = editor();
    const { data } = await client.post("/v1/articles", { body: { headline: "Saved twice" } });
    const save = (ifMatch: number, kicker: string) =>
      client.patch("/v1/articles/{article}", {
        params: { article: data.id },
        ifMatch,
        body: { kicker },
      });
    await save(1, "One");
    await assert.rejects(save(1, "Other"), (error) => {
      assert.ok(isProblem(error, "stale_revision"));
      assert.equal(error.status, 412);
      assert.equal(error.currentRevision, 2);
      return true;
    });
    assert.equal((await save(2, "Other")).data.content.kicker, "Other");
  });

  test("an ETag that is missing is refused before anything is sent", async () => {
    const { sent, fetch } = recorder();
    const params = { article: "0190f5c0-0000-7000-8000-000000000001" };
    const asked = editor({ fetch }).delete("/v1/articles/{article}", { params, ifMatch: null });
    await assert.rejects(asked, TypeError);
    assert.equal(sent.length, 0);
  });

  test("a token may be asked for with each call", async () => {
    let times = 0;
    const client = reader({
      token: async () => {
        times += 1;
        return token();
      },
    });
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await client.get("/v1/me")).data.role, "editor");
    }
    assert.equal(times, 2);
  });
});

/** What can be published. */
async function document(headline: string) {
  const [sections, authors] = await Promise.all([
    reader().get("/v1/sections", { query: { limit: 1 } }),
    reader().get("/v1/authors", { query: { limit: 1 } }),
  ]);
  const [section] = sections.data.data;
  const [author] = authors.data.data;
  assert.ok(section && author);
  const body = { markdown: "It is *back*." };
  return { headline, section: section.id, credits: [{ author: author.id }], body };
}
