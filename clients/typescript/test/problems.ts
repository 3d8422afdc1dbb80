import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AnswerError, ProblemError, isProblem } from "../src/index.js";
import { page, problem, withFaulty } from "./faulty.js";
import { editor, reader } from "./world.js";

describe("problems", () => {
  test("a document's faults are named with their places", async () => {
    const body = { headline: "", kicker: "k".repeat(300) };
    const error = await problemOf(editor().post("/v1/articles", { body }));
    assert.equal(error.status, 422);
    assert.equal(error.code, "invalid_document");
    assert.deepEqual(
      error.errors.map(({ pointer, code }) => [pointer, code]),
      [
        ["/headline", "empty"],
        ["/kicker", "too_long"],
      ],
    );
    assert.match(error.message, /^422 invalid_document: \/headline .+; \/kicker .+300/);
    assert.equal(error.currentRevision, null);
  });

  test("what is not there is a problem with its request's id", async () => {
    const params = { article: "no-such-article" };
    const error = await problemOf(reader().get("/v1/articles/{article}", { params }));
    assert.equal(error.status, 404);
    assert.ok(isProblem(error));
    assert.ok(isProblem(error, "not_found"));
    assert.ok(!isProblem(error, "stale_revision"));
    assert.equal(error.title, "There is no such thing");
    assert.equal(error.detail, "There is no such thing");
    assert.equal(error.requestId, error.response.headers.get("x-request-id"));
    assert.equal(error.retryAfterSeconds, null);
  });

  test("a credential that is missing or wrong is 401", async () => {
    const missing = await problemOf(reader().get("/v1/me"));
    assert.deepEqual([missing.status, missing.code], [401, "unauthenticated"]);
    const wrong = await problemOf(reader({ token: "mh_api_wrong" }).get("/v1/site"));
    assert.deepEqual([wrong.status, wrong.code], [401, "invalid_token"]);
  });

  test("a parameter that is not valid is named", async () => {
    const error = await problemOf(reader().get("/v1/articles", { query: { limit: 1000 } }));
    assert.equal(error.status, 400);
    assert.equal(error.errors[0]?.parameter, "limit");
  });

  test("a refusal that is no problem is told with its status and its words", () =>
    withFaulty([page(502, "<h1>Bad\n  gateway</h1>")], async ({ client }) => {
      await assert.rejects(client().get("/v1/site"), (error) => {
        assert.ok(error instanceof AnswerError && !isProblem(error));
        assert.equal(error.status, 502);
        assert.match(error.message, /502 .*<h1>Bad gateway<\/h1>/);
        return true;
      });
    }));

  test("a success that is no JSON is told so", () =>
    withFaulty([page(200, "<h1>Hello</h1>")], async ({ client }) => {
      const expected = { name: "AnswerError", status: 200, message: /no JSON/ };
      await assert.rejects(client().get("/v1/site"), expected);
    }));

  test("a problem that lacks members has them empty", () =>
    withFaulty([problem(500)], async ({ client }) => {
      const error = await problemOf(client().get("/v1/site"));
      assert.equal(error.message, "500 not_now: Later");
      assert.deepEqual(error.errors, []);
      assert.equal(error.requestId, "");
    }));
});

async function problemOf(asked: Promise<unknown>): Promise<ProblemError> {
  try {
    await asked;
  } catch (error) {
    assert.ok(error instanceof ProblemError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "there was no problem" });
}
