// The API: one request for a page, by GET while its address is short enough.

const ENDPOINT = "/graphql";
const ACCEPT = "application/graphql-response+json";

/** What proxies commonly let through in a request line. */
const GET_URL_LENGTH_MAX = 7_000;

const TIMEOUT_MS = 15_000;

/** Why there is no answer: in words for a reader, and the API's code if it gave one. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {string | null} code
   */
  constructor(message, code) {
    super(message);
    this.name = "ApiError";
    this.code = code;
  }
}

/**
 * Asks the API. The caller names the type that codegen made for the document.
 *
 * @template Answer
 * @param {string} document
 * @param {object} variables
 * @returns {Promise<Answer>}
 * @throws {ApiError}
 */
export async function ask(document, variables) {
  const { data, errors, detail, code } = await readJson(await send(document, variables));
  const [error] = errors ?? [];
  if (error) throw new ApiError(error.message, error.extensions?.code ?? null);
  if (!data) throw new ApiError(detail ?? "The answer holds no data.", code ?? null);
  return data;
}

/**
 * @param {string} document
 * @param {object} variables
 * @returns {Promise<Response>}
 */
async function send(document, variables) {
  const query = document.replace(/\s+/g, " ").trim();
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const address = `${ENDPOINT}?${parameters}`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    if (address.length <= GET_URL_LENGTH_MAX) {
      return await fetch(address, { headers: { accept: ACCEPT }, signal });
    }
    return await fetch(ENDPOINT, {
      method: "POST",
      headers: { accept: ACCEPT, "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  } catch (cause) {
    throw new ApiError(`The newsroom does not answer. (${reason(cause)})`, null);
  }
}

/**
 * An answer of GraphQL, or the problem (RFC 9457) that kept it from being asked.
 *
 * @typedef {object} Answered
 * @property {any} [data]
 * @property {{ message: string, extensions?: { code?: string } }[]} [errors]
 * @property {string} [detail]
 * @property {string} [code]
 */

/**
 * @param {Response} response
 * @returns {Promise<Answered>}
 */
async function readJson(response) {
  try {
    return await response.json();
  } catch {
    throw new ApiError(`The newsroom answers with status ${response.status} and no data.`, null);
  }
}

/** @param {unknown} cause */
function reason(cause) {
  if (cause instanceof DOMException && cause.name === "TimeoutError") return "it took too long";
  return cause instanceof Error ? cause.message : "unknown reason";
}
