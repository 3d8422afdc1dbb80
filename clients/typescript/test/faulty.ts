// A server that answers what a test tells it to, one answer after the other.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient, type Client, type ClientOptions } from "../src/index.js";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export type Faulty = {
  client: (options?: Partial<ClientOptions>) => Client;
  /** What was asked, and when. */
  asked: { method: string; path: string; at: number }[];
};

/** Runs a test with such a server; the last answer is given to all that ask later. */
export async function withFaulty(
  answers: readonly [Listener, ...Listener[]],
  act: (faulty: Faulty) => Promise<void>,
): Promise<void> {
  const asked: Faulty["asked"] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    asked.push({ method, path: url, at: performance.now() });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? answers[0];
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await act({ asked, client: (options) => createClient({ baseUrl, ...options }) });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

/** A JSON answer. */
export function json(data: unknown): Listener {
  return (_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(data));
  };
}

/** A problem, with headers of its own. */
export function problem(status: number, headers: Record<string, string> = {}): Listener {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/problem+json", ...headers });
    response.end(JSON.stringify({ status, code: "not_now", title: "Not now", detail: "Later" }));
  };
}

/** A page of a proxy that stands before the server. */
export function page(status: number, html: string): Listener {
  return (_, response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end(html);
  };
}

/** The connection ends without an answer. */
export const hangUp: Listener = (request) => request.socket.destroy();

/** Nothing is ever answered. */
export const silence: Listener = () => {};

/** An answer begins and does not end. */
export const halfAnAnswer: Listener = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"data": [');
};
