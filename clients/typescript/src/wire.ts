// What goes over the wire: requests with their headers, and answers as data or errors.

import { address, type Query } from "./address.js";
import { send, type Attempts, type Fetch, type Reply } from "./attempts.js";
import { GRAPHQL_ACCEPT, graphqlData } from "./graphql.js";
import { Memory, isForeignPage } from "./memory.js";
import { AnswerError, answerError } from "./problem.js";
import type { Answer, CallOptions, Revision } from "./types.js";

const RETRIES = 2;
const TIMEOUT_MS = 30_000;
const REMEMBERED = 100;

/** What may be sent twice, for twice does what once does (RFC 9110, section 9.2.2). */
const IDEMPOTENT = new Set(["GET", "PUT", "DELETE"]);
/** A POST that has a name takes effect once, so that it is as good as a PUT. */
const NAMED = "PUT";

export type ClientOptions = {
  /** Where the newsroom is, such as `https://newsroom.example`. */
  baseUrl: string;
  /** An API token or access token, or what gives one: it is asked for each call. */
  token?: string | (() => string | Promise<string>) | undefined;
  /** In place of the platform's own. */
  fetch?: Fetch | undefined;
  /** How often an idempotent call is tried again; 2 unless said otherwise. */
  retries?: number | undefined;
  /** How long one attempt may take; 30 seconds unless said otherwise. */
  timeoutMs?: number | undefined;
  /** How many public answers are remembered with their ETags; 100 unless said otherwise. */
  remember?: number | undefined;
};

/** What a call takes, whatever the path; the types of `Client` say which may come together. */
export type Asked = CallOptions & {
  params?: Readonly<Record<string, string>>;
  query?: Query | undefined;
  ifMatch?: Revision | null;
  idempotencyKey?: string | undefined;
  body?: unknown;
};

/** One newsroom, as it is reached. */
export class Wire {
  readonly #options: ClientOptions;
  readonly #memory: Memory;
  readonly #fetch: Fetch;

  constructor(options: ClientOptions) {
    const { baseUrl, fetch, remember } = options;
    this.#options = options;
    this.#memory = new Memory(remember ?? (isForeignPage(baseUrl) ? 0 : REMEMBERED));
    // Browsers want their fetch called without a receiver.
    this.#fetch = fetch ?? ((url, init) => globalThis.fetch(url, init));
  }

  /** Reads; what is remembered and still holds (304) is not sent again. */
  async read(path: string, asked: Asked): Promise<Answer<unknown>> {
    const url = this.#address(path, asked);
    const headers = await this.#headers("application/json");
    const known = this.#memory.find(url);
    if (known) headers.set("if-none-match", known.etag);
    const reply = await send(url, { headers }, this.#attempts("GET", asked));
    if (known && reply.response.status === 304) return answer({ ...reply, text: known.text });
    if (!reply.response.ok) throw answerError(reply.response, reply.text);
    this.#memory.keep(url, reply.response, reply.text);
    return answer(reply);
  }

  /** Sends what changes something. */
  async write(method: string, path: string, asked: Asked): Promise<Answer<unknown>> {
    const { ifMatch, idempotencyKey: key, body } = asked;
    const headers = await this.#headers("application/json");
    if (ifMatch !== undefined) headers.set("if-match", entityTag(ifMatch));
    if (key !== undefined) headers.set("idempotency-key", key);
    if (body !== undefined) headers.set("content-type", contentType(method, body));
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const attempts = this.#attempts(key === undefined ? method : NAMED, asked);
    const reply = await send(this.#address(path, asked), init, attempts);
    if (!reply.response.ok) throw answerError(reply.response, reply.text);
    return answer(reply);
  }

  /** Asks GraphQL, by POST. */
  async graphql(query: string, variables: object, asked: CallOptions): Promise<unknown> {
    const headers = await this.#headers(GRAPHQL_ACCEPT);
    headers.set("content-type", "application/json");
    const init = { method: "POST", headers, body: JSON.stringify({ query, variables }) };
    const url = this.#address("/graphql", {});
    return graphqlData(await send(url, init, this.#attempts("POST", asked)));
  }

  #address(path: string, { params, query }: Asked): string {
    return address(this.#options.baseUrl, path, params, query);
  }

  async #headers(accept: string): Promise<Headers> {
    const headers = new Headers({ accept });
    const { token } = this.#options;
    const bearer = typeof token === "function" ? await token() : token;
    if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`);
    return headers;
  }

  #attempts(method: string, asked: CallOptions): Attempts {
    const { retries = RETRIES, timeoutMs = TIMEOUT_MS } = this.#options;
    return {
      fetch: this.#fetch,
      timeoutMs: asked.timeoutMs ?? timeoutMs,
      retries: asked.retries ?? (IDEMPOTENT.has(method) ? retries : 0),
      signal: asked.signal,
    };
  }
}

/** A revision is its ETag without the quotation marks. */
function entityTag(revision: Revision | null): string {
  if (revision === null) throw new TypeError("ifMatch is null: the answer had no ETag");
  return typeof revision === "number" ? `"${revision}"` : revision;
}

function contentType(method: string, body: unknown): string {
  if (method !== "PATCH") return "application/json";
  return Array.isArray(body) ? "application/json-patch+json" : "application/merge-patch+json";
}

function answer({ response, text }: Reply): Answer<unknown> {
  return { data: dataOf(response, text), etag: response.headers.get("etag"), response };
}

function dataOf(response: Response, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerError(`status ${response.status} and a body that is no JSON`, response);
  }
}
