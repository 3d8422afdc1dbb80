// What is breaking for those who use the GraphQL schema of the baseline, by graphql-inspector.
import { readFileSync } from "node:fs";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const schema = (path) => buildSchema(readFileSync(path, "utf8"));
const changes = await diff(schema("baseline/schema.graphql"), schema("../schema.graphql"));
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
for (const { path, message } of breaking) {
  console.error(`breaking: ${path}: ${message}`);
}
console.log(`${changes.length} changes since the baseline, ${breaking.length} of them breaking`);
process.exitCode = breaking.length === 0 ? 0 : 1;
