// Pages of another origin than the API's, as a front end has them, and what they are sent.

import { createServer } from "node:http";

/**
 * @typedef {object} Elsewhere
 * @property {string} origin
 * @property {(path: string, html: string, policy?: string) => string} show the page's address
 * @property {string[]} told bodies that were sent to `/events`
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Elsewhere>} */
export async function openElsewhere() {
  /** @type {Map<string, { html: string, policy: string | undefined }>} */
  const pages = new Map();
  /** @type {string[]} */
  const told = [];
  const server = createServer(async (request, response) => {
    if (request.method === "POST" && request.url === "/events") {
      let body = "";
      for await (const piece of request) body += piece;
      told.push(body);
      response.writeHead(202).end();
      return;
    }
    const page = pages.get(request.url ?? "");
    if (!page) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    if (page.policy) response.setHeader("content-security-policy", page.policy);
    response.end(page.html);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(null)));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    told,
    show(path, html, policy) {
      pages.set(path, { html, policy });
      return origin + path;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
