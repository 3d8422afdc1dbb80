// What goes wrong: the server's problems (RFC 9457), other refusals, and no answer at all.

import type { Schemas } from "./types.js";

export type Fault = Schemas["ProblemItem"];

/** A problem, with members that only some codes have. */
export type Problem = Schemas["Problem"] & {
  currentRevision?: number;
  [member: string]: unknown;
};

/** How much of an answer that nobody foresaw is repeated. */
const TOLD_LENGTH_MAX = 200;

/** An answer that is no success: what all such errors have in common. */
export class AnswerError extends Error {
  override readonly name: string = "AnswerError";
  readonly status: number;
  readonly response: Response;
  /** How long the server asks to wait; null where it does not. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, response: Response) {
    super(message);
    this.status = response.status;
    this.response = response;
    this.retryAfterSeconds = retryAfterSeconds(response);
  }
}

/** A problem that the server named. */
export class ProblemError extends AnswerError {
  override readonly name = "ProblemError";
  /** The stable word that programs match. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Each fault with its place. */
  readonly errors: readonly Fault[];
  /** Leads to the entry in the server's log. */
  readonly requestId: string;
  /** The newest revision, where somebody saved in between (412). */
  readonly currentRevision: number | null;
  /** The whole document, with members such as `tombstone`, `candidates`, `referrers`. */
  readonly problem: Problem;

  constructor(problem: Problem, response: Response) {
    super(`${response.status} ${problem.code}: ${inWords(problem)}`, response);
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors;
    this.requestId = problem.requestId;
    this.currentRevision = problem.currentRevision ?? null;
    this.problem = problem;
  }
}

/** No answer came: the network failed, or it took too long. */
export class NoAnswerError extends Error {
  override readonly name: string = "NoAnswerError";
}

/** No answer came in time. */
export class TimeoutError extends NoAnswerError {
  override readonly name = "TimeoutError";

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/** Whether an error is a problem that the server named; with a code, whether it is that one. */
export function isProblem<Code extends string = string>(
  error: unknown,
  code?: Code,
): error is ProblemError & { readonly code: Code } {
  return error instanceof ProblemError && (code === undefined || error.code === code);
}

/** What an answer that is no success is thrown as. */
export function answerError(response: Response, text: string): AnswerError {
  const problem = readProblem(response, text);
  if (problem) return new ProblemError(problem, response);
  const told = text.replace(/\s+/g, " ").trim().slice(0, TOLD_LENGTH_MAX);
  const says = told === "" ? "nothing more" : told;
  return new AnswerError(`status ${response.status} and no problem document: ${says}`, response);
}

function readProblem(response: Response, text: string): Problem | null {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json")) return null;
  try {
    return withAllMembers(JSON.parse(text), response);
  } catch {
    return null;
  }
}

/** A proxy's problem may be without the members that ours always have. */
function withAllMembers(read: unknown, response: Response): Problem | null {
  if (typeof read !== "object" || read === null || Array.isArray(read)) return null;
  return {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    detail: "",
    instance: "",
    code: "unknown",
    requestId: response.headers.get("x-request-id") ?? "",
    errors: [],
    ...read,
  };
}

/** The faults with their places if there are any, for the detail alone says that there are. */
function inWords({ title, detail, errors }: Problem): string {
  const faults = errors.map((fault) => `${place(fault)} ${fault.detail}`.trim());
  return faults.length > 0 ? faults.join("; ") : detail || title;
}

function place({ pointer, parameter, header }: Fault): string {
  return pointer ?? parameter ?? header ?? "";
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterSeconds({ headers }: Response): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  if (/^[0-9]+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
