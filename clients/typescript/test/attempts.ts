import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TimeoutError, isProblem } from "../src/index.js";
import {
  halfAnAnswer,
  hangUp,
  json,
  page,
  problem,
  silence,
  withFaulty,
  type Faulty,
} from "./faulty.js";

const SITE = json({ publicationName: "The Faulty Times" });
const ID = { id: "0190f5c0-0000-7000-8000-000000000001" };

describe("attempts", () => {
  for (const [what, failure] of [
    ["a problem with 503", problem(503)],
    ["a problem with 429", problem(429)],
    ["a proxy's 503", page(503, "down")],
    ["a connection that ends", hangUp],
  ] as const) {
    test(`${what} is tried again, twice at most`, async () => {
      await withFaulty([failure, failure, SITE], async ({ asked, client }) => {
        assert.equal((await client().get("/v1/site")).data.publicationName, "The Faulty Times");
        assert.equal(asked.length, 3);
      });
      await withFaulty([failure], async ({ asked, client }) => {
        await assert.rejects(client().get("/v1/site"));
        assert.equal(asked.length, 3);
      });
    });
  }

  test("what will not be otherwise later is not tried again", async () => {
    for (const status of [400, 401, 404, 500]) {
      await withFaulty([problem(status), SITE], async ({ asked, client }) => {
        await assert.rejects(client().get("/v1/site"), { status });
        assert.equal(asked.length, 1);
      });
    }
  });

  test("PUT and DELETE are tried again, POST and PATCH only where the caller says so", () =>
    withFaulty([problem(503)], async ({ asked, client }) => {
      const faulty = client({ retries: 1 });
      const body = { name: "Trade" };
      const times = async (call: Promise<unknown>) => {
        const before = asked.length;
        await assert.rejects(call, { status: 503 });
        return asked.length - before;
      };
      const changed = { params: ID, ifMatch: 1, body };
      assert.equal(await times(faulty.put("/v1/topics/{id}", changed)), 2);
      assert.equal(await times(faulty.delete("/v1/topics/{id}", { params: ID, ifMatch: 1 })), 2);
      assert.equal(await times(faulty.post("/v1/topics", { body })), 1);
      assert.equal(await times(faulty.patch("/v1/topics/{id}", changed)), 1);
      assert.equal(await times(faulty.graphql("{ site { publicationName } }")), 1);
      assert.equal(await times(faulty.post("/v1/topics", { body, retries: 1 })), 2);
      assert.equal(await times(faulty.post("/v1/topics", { body, idempotencyKey: "k" })), 2);
      assert.equal(await times(faulty.get("/v1/site", { retries: 0 })), 1);
    }));

  test("an attempt comes not before the server asks for it", () =>
    withFaulty([problem(429, { "retry-after": "1" }), SITE], async ({ asked, client }) => {
      await client().get("/v1/site");
      const gap = gaps(asked)[0] ?? 0;
      assert.ok(gap >= 990 && gap < 3_000, `${gap} ms`);
    }));

  test("who is to wait too long is told so at once", () =>
    withFaulty([problem(503, { "retry-after": "3600" }), SITE], async ({ asked, client }) => {
      await assert.rejects(client().get("/v1/site"), (error) => {
        assert.ok(isProblem(error, "not_now"));
        assert.equal(error.retryAfterSeconds, 3600);
        return true;
      });
      assert.equal(asked.length, 1);
    }));

  test("a date says how long to wait, too", () => {
    const date = new Date(Date.now() + 600_000).toUTCString();
    return withFaulty([problem(503, { "retry-after": date })], async ({ client }) => {
      await assert.rejects(client().get("/v1/site"), (error) => {
        assert.ok(isProblem(error));
        assert.ok(Math.abs((error.retryAfterSeconds ?? 0) - 600) <= 1);
        return true;
      });
    });
  });

  test("without a word of the server the waits grow", () =>
    withFaulty([hangUp], async ({ asked, client }) => {
      const expected = { name: "NoAnswerError", message: /^no answer from http.+\/v1\/site: / };
      await assert.rejects(client().get("/v1/site"), expected);
      const [first = 0, second = 0] = gaps(asked);
      assert.ok(first >= 95 && second >= 195, `${first} and ${second} ms`);
    }));

  test("an attempt that takes too long is given up, also in the midst of an answer", async () => {
    for (const never of [silence, halfAnAnswer]) {
      await withFaulty([never, SITE], async ({ asked, client }) => {
        const late = client({ timeoutMs: 200 }).get("/v1/site", { retries: 0 });
        await assert.rejects(late, (error) => error instanceof TimeoutError);
        assert.equal(asked.length, 1);
      });
      await withFaulty([never, SITE], async ({ asked, client }) => {
        const { data } = await client().get("/v1/site", { timeoutMs: 200 });
        assert.equal(data.publicationName, "The Faulty Times");
        assert.equal(asked.length, 2);
      });
    }
  });

  test("the caller ends a call, before it, in it, and between two attempts", async () => {
    const reason = new Error("the reader went elsewhere");
    await withFaulty([SITE], async ({ asked, client }) => {
      await assert.rejects(client().get("/v1/site", { signal: AbortSignal.abort(reason) }), reason);
      assert.equal(asked.length, 0);
    });
    const waiting = problem(503, { "retry-after": "30" });
    for (const answer of [silence, halfAnAnswer, waiting]) {
      await withFaulty([answer], async ({ asked, client }) => {
        const ending = new AbortController();
        setTimeout(() => ending.abort(reason), 200);
        const begun = performance.now();
        await assert.rejects(client().get("/v1/site", { signal: ending.signal }), reason);
        assert.ok(performance.now() - begun < 5_000);
        assert.equal(asked.length, 1);
      });
    }
  });
});

function gaps(asked: Faulty["asked"]): number[] {
  return asked.slice(1).map(({ at }, before) => at - (asked[before]?.at ?? 0));
}
