// GraphQL: a document and its variables to the data, or an error with the server's code.

import type { Reply } from "./attempts.js";
import { AnswerError, answerError } from "./problem.js";

export const GRAPHQL_ACCEPT = "application/graphql-response+json, application/json;q=0.9";

/** One thing that went wrong, as the server tells it. */
export type GraphqlFault = {
  message: string;
  path?: readonly (string | number)[];
  locations?: readonly { line: number; column: number }[];
  extensions?: { code?: string; [member: string]: unknown };
};

/** The server answered with errors; what it found all the same is in `data`. */
export class GraphqlError extends AnswerError {
  override readonly name = "GraphqlError";
  /** The code of the first error. */
  readonly code: string | null;
  readonly errors: readonly GraphqlFault[];
  readonly data: unknown;

  constructor(errors: readonly GraphqlFault[], data: unknown, response: Response) {
    super(errors.map(({ message }) => message).join("; "), response);
    this.code = errors[0]?.extensions?.code ?? null;
    this.errors = errors;
    this.data = data;
  }
}

/** The data of an answer. */
export function graphqlData({ response, text }: Reply): unknown {
  const { data, errors } = readAnswer(response, text);
  if (errors && errors.length > 0) throw new GraphqlError(errors, data ?? null, response);
  if (!response.ok || !data) throw answerError(response, text);
  return data;
}

type Answered = { data?: unknown; errors?: readonly GraphqlFault[] };

/** What refuses before GraphQL begins is a problem, with `errors` of another kind. */
function readAnswer(response: Response, text: string): Answered {
  const type = response.headers.get("content-type") ?? "";
  if (!/^application\/(graphql-response\+)?json\b/.test(type)) throw answerError(response, text);
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw answerError(response, text);
  }
}
