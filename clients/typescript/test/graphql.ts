import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GraphqlError, isProblem } from "../src/index.js";
import { json, page, withFaulty } from "./faulty.js";
import { editor, reader } from "./world.js";

describe("GraphQL", () => {
  test("a document and its variables give data", async () => {
    type Headlines = { articles: { nodes: { headline: string }[] } };
    const document = "query ($first: Int!) { articles(first: $first) { nodes { headline } } }";
    const { articles } = await reader().graphql<Headlines>(document, { first: 2 });
    const { data } = await reader().get("/v1/articles", { query: { limit: 2 } });
    const expected = data.data.map(({ headline }) => ({ headline }));
    assert.deepEqual(articles.nodes, expected);
  });

  test("a credential goes along", async () => {
    const document = "{ workingArticles(first: 1) { nodes { id } } }";
    await assert.rejects(reader().graphql(document), { code: "unauthenticated" });
    assert.ok("workingArticles" in (await editor().graphql(document)));
  });

  test("an error has its code, and what is wrong in words", async () => {
    await assert.rejects(reader().graphql("{ nonsense }"), (error) => {
      assert.ok(error instanceof GraphqlError);
      assert.equal(error.code, "graphql_validation");
      assert.match(error.message, /Unknown field "nonsense"/);
      assert.deepEqual(error.errors[0]?.locations, [{ line: 1, column: 3 }]);
      return true;
    });
  });

  test("what is refused before GraphQL begins is a problem", async () => {
    const asked = reader({ token: "mh_api_wrong" }).graphql("{ site { publicationName } }");
    await assert.rejects(asked, (error) => isProblem(error, "invalid_token"));
  });

  test("data beside an error are kept", () => {
    const errors = [{ message: "No weather", path: ["site", "weather"] }];
    const answer = { data: { site: { publicationName: "The Faulty Times", weather: null } }, errors };
    return withFaulty([json(answer)], async ({ client }) => {
      await assert.rejects(client().graphql("{ site { publicationName weather { text } } }"), (error) => {
        assert.ok(error instanceof GraphqlError);
        assert.equal(error.code, null);
        assert.deepEqual(error.data, answer.data);
        return true;
      });
    });
  });

  test("an answer that is none of GraphQL is told with its status", () =>
    withFaulty([page(502, "Bad gateway")], async ({ client }) => {
      const expected = { name: "AnswerError", status: 502 };
      await assert.rejects(client().graphql("{ site { publicationName } }"), expected);
    }));
});
