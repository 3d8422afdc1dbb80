// GraphQL over HTTP: the audits of graphql-http against a running server. Each has to be "ok": a
// warning or a notice fails too.
import { auditServer } from "graphql-http";

const [url] = process.argv.slice(2);
if (!url) {
  throw new Error("usage: audit.js URL");
}
const results = await auditServer({ url });
const wrong = results.filter((result) => result.status !== "ok");
for (const { id, name, status, reason } of wrong) {
  console.error(`${status} ${id} ${name}: ${reason}`);
}
console.log(`${results.length - wrong.length} of ${results.length} audits ok`);
process.exitCode = wrong.length === 0 && results.length >= 61 ? 0 : 1;
