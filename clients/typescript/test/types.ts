// What has to compile, and what must not. This is checked by tsc and never run.

import type { Client, Schemas } from "../src/index.js";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile unless the two types are the same. */
function same<A, B>(_: Same<A, B>): void {}

export async function reads(client: Client, anyView: "public" | "working"): Promise<void> {
  const page = await client.get("/v1/articles", { query: { limit: 3, topic: ["a,b", "-c"] } });
  same<typeof page.data, Schemas["ArticlePage"]>(true);

  const drafts = await client.get("/v1/articles", { query: { view: "working", state: "draft" } });
  same<typeof drafts.data, Schemas["WorkingPage"]>(true);

  const article = await client.get("/v1/articles/{article}", { params: { article: "a" } });
  same<typeof article.data, Schemas["Article"]>(true);

  const working = await client.get("/v1/articles/{article}", {
    params: { article: "a" },
    query: { view: "working" },
  });
  same<typeof working.data, Schemas["WorkingArticle"]>(true);

  const either = await client.get("/v1/quotes/{id}", {
    params: { id: "a" },
    query: { view: anyView },
  });
  same<typeof either.data, Schemas["Quote"] | Schemas["WorkingQuote"]>(true);

  const me = await client.get("/v1/me");
  same<typeof me.data, Schemas["AccountAnswer"]>(true);
}

export async function pages(client: Client): Promise<void> {
  for await (const article of client.pages("/v1/articles")) {
    same<typeof article, Schemas["ArticleSummary"]>(true);
  }
  for await (const author of client.pages("/v1/authors", { query: { view: "working" } })) {
    same<typeof author, Schemas["WorkingAuthor"]>(true);
  }
  for await (const correction of client.pages("/v1/corrections", { query: { limit: 5 } })) {
    same<typeof correction, Schemas["Correction"]>(true);
  }
}

export async function writes(client: Client): Promise<void> {
  const params = { article: "a" };
  const draft = await client.post("/v1/articles", { body: { headline: "A" } });
  same<typeof draft.data, Schemas["WorkingArticle"]>(true);

  const body = { ...draft.data.content, kicker: "Energy" };
  await client.put("/v1/articles/{article}", { params, ifMatch: draft.etag, body });
  await client.patch("/v1/articles/{article}", { params, ifMatch: 2, body: { kicker: null } });
  await client.patch("/v1/articles/{article}", {
    params,
    ifMatch: 2,
    body: [{ op: "replace", path: "/kicker", value: "Energy" }],
  });

  const gone = await client.delete("/v1/articles/{article}", { params, ifMatch: 3 });
  same<typeof gone.data, undefined>(true);
}

export async function refused(client: Client): Promise<void> {
  const params = { article: "a" };
  // @ts-expect-error: there is no such path
  await client.get("/v1/artikel");
  // @ts-expect-error: there is no such method on it
  await client.post("/v1/trending");
  // @ts-expect-error: an article's path needs the article
  await client.get("/v1/articles/{article}");
  // @ts-expect-error: the parameter has another name
  await client.get("/v1/articles/{article}", { params: { id: "a" } });
  // @ts-expect-error: there is no such parameter beside one that there is
  await client.get("/v1/articles", { query: { limit: 3, lmit: 3 } });
  // @ts-expect-error: a limit is a number
  await client.get("/v1/articles", { query: { limit: "3" } });
  // @ts-expect-error: there is no such view
  await client.get("/v1/articles", { query: { view: "secret" } });
  // @ts-expect-error: corrections have one view only
  await client.get("/v1/corrections", { query: { view: "working" } });
  // @ts-expect-error: a whole document needs its headline
  await client.post("/v1/articles", { body: { kicker: "Energy" } });
  // @ts-expect-error: a change names the revision that was changed
  await client.patch("/v1/articles/{article}", { params, body: { kicker: "Energy" } });
  // @ts-expect-error: a member that documents have not
  await client.patch("/v1/articles/{article}", { params, ifMatch: 1, body: { kickre: "Energy" } });
  // @ts-expect-error: beginning an article takes no If-Match
  await client.post("/v1/articles", { body: { headline: "A" }, ifMatch: 1 });
  // @ts-expect-error: one thing is not a page
  client.pages("/v1/site");
  // @ts-expect-error: what readers see has no content to edit
  (await client.get("/v1/articles/{article}", { params })).data.content;
}
