// One exchange with the server, and when and how often it is tried again.

import { NoAnswerError, TimeoutError, retryAfterSeconds } from "./problem.js";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** An answer with its body read. */
export type Reply = { response: Response; text: string };

/** Too much was asked, or the server is not ready: the same request may do later. */
const LATER = new Set([429, 503]);
/** The first attempt of a request that has a name is not finished; other conflicts have no time. */
const CONFLICT = 409;

const BACKOFF_FIRST_MS = 200;
const BACKOFF_MAX_MS = 5_000;

/** Who is to wait longer is told so, rather than kept waiting. */
const RETRY_AFTER_MAX_SECONDS = 60;

export type Attempts = {
  fetch: Fetch;
  timeoutMs: number;
  retries: number;
  signal: AbortSignal | undefined;
};

/** Sends a request until there is an answer to keep, or no attempt is left. */
export async function send(url: string, init: RequestInit, attempts: Attempts): Promise<Reply> {
  for (let made = 0; ; made += 1) {
    const outcome = await exchange(url, init, attempts);
    const wait = made < attempts.retries ? waitMs(outcome, made) : null;
    if (wait !== null) await sleep(wait, attempts.signal);
    else if (outcome instanceof NoAnswerError) throw outcome;
    else return outcome;
  }
}

/** One attempt. What the caller ended is thrown as the caller's reason; that is no failure. */
async function exchange(
  url: string,
  init: RequestInit,
  { fetch, timeoutMs, signal }: Attempts,
): Promise<Reply | NoAnswerError> {
  const ending = new AbortController();
  const stop = () => ending.abort(signal?.reason);
  const late = setTimeout(() => ending.abort(new TimeoutError(timeoutMs)), timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    signal?.throwIfAborted();
    const response = await fetch(url, { ...init, signal: ending.signal });
    return { response, text: await response.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    if (ending.signal.aborted) return ending.signal.reason;
    return new NoAnswerError(`no answer from ${url}: ${reason(cause)}`, { cause });
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", stop);
  }
}

/** How long to wait before the next attempt; null if there is to be none. */
function waitMs(outcome: Reply | NoAnswerError, made: number): number | null {
  if (outcome instanceof NoAnswerError) return backoffMs(made);
  const asked = retryAfterSeconds(outcome.response);
  const isUnderWay = outcome.response.status === CONFLICT && asked !== null;
  if (!LATER.has(outcome.response.status) && !isUnderWay) return null;
  if (asked === null) return backoffMs(made);
  return asked <= RETRY_AFTER_MAX_SECONDS ? asked * 1000 : null;
}

/** Doubles each time; half of it by chance, so that those who failed together come apart. */
function backoffMs(made: number): number {
  const whole = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** made);
  return whole * (0.5 + Math.random() / 2);
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, fail) => {
    if (signal?.aborted) return fail(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Node's fetch says only that it failed; why stands in its cause. */
function reason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
