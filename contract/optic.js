// What is breaking for those who use the REST contract of the baseline, by Optic.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import YAML from "yaml";

// nothing is sent, nothing is asked for
const QUIET = { OPTIC_TELEMETRY_LEVEL: "off", NO_UPDATE_NOTIFIER: "1", CI: "true" };

const read = (path) => {
  const contract = YAML.parse(readFileSync(path, "utf8"));
  // Optic's schema of OpenAPI 3.1 does not have them
  delete contract.jsonSchemaDialect;
  delete contract.info.license.identifier;
  return contract;
};

// A path with all that it refers to.
const whole = (contract, path) => {
  const seen = new Map();
  const walk = (value) => {
    if (Array.isArray(value)) {
      value.forEach(walk);
    } else if (value && typeof value === "object") {
      if (typeof value.$ref === "string" && !seen.has(value.$ref)) {
        const found = value.$ref.slice(2).split("/").reduce((at, key) => at?.[key], contract);
        seen.set(value.$ref, found);
        walk(found);
      }
      Object.values(value).forEach(walk);
    }
  };
  walk(contract.paths[path]);
  return [contract.paths[path], seen];
};

const before = read("baseline/openapi.yaml");
const after = read("../openapi.yaml");
const paths = new Set([...Object.keys(before.paths), ...Object.keys(after.paths)]);
// Optic takes a minute for all of them: those that are the same are left out
for (const path of paths) {
  const isSame = path in before.paths && path in after.paths &&
    isDeepStrictEqual(whole(before, path), whole(after, path));
  if (isSame) {
    delete before.paths[path];
    delete after.paths[path];
    paths.delete(path);
  }
}
console.log(`${paths.size} paths differ from the baseline`);
const dir = mkdtempSync(join(tmpdir(), "masthead-optic-"));
const files = ["baseline.yaml", "contract.yaml"];
[before, after].forEach((contract, at) => writeFileSync(join(dir, files[at]), YAML.stringify(contract)));
const optic = resolve("node_modules", ".bin", "optic");
// it leaves a file where it runs
const options = { cwd: dir, stdio: "inherit", env: { ...process.env, ...QUIET } };
const { status } = spawnSync(optic, ["diff", ...files, "--check"], options);
rmSync(dir, { recursive: true });
process.exitCode = status ?? 1;
