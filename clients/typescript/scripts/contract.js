// The types of the contract: `node scripts/contract.js` writes them, `--check` fails where they
// differ from what would be written, `--ship` copies them to what is built, for tsc leaves
// declarations that it did not make where they are.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const HERE = resolve(import.meta.dirname, "..");
const CONTRACT = join(HERE, "../../openapi.yaml");
const TYPES = join(HERE, "src/contract.d.ts");
const SHIPPED = join(HERE, "dist/src/contract.d.ts");
const GENERATOR = join(HERE, "node_modules/openapi-typescript/bin/cli.js");

/** @param {string} file */
function write(file) {
  const args = [GENERATOR, CONTRACT, "--output", file];
  execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
}

function check() {
  const folder = mkdtempSync(join(tmpdir(), "masthead-contract-"));
  try {
    const fresh = join(folder, "contract.d.ts");
    write(fresh);
    if (readFileSync(fresh, "utf8") === readFileSync(TYPES, "utf8")) return;
    console.error("src/contract.d.ts is not what openapi.yaml says: npm run codegen");
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [task] = process.argv.slice(2);
if (task === "--check") check();
else if (task === "--ship") copyFileSync(TYPES, SHIPPED);
else write(TYPES);
