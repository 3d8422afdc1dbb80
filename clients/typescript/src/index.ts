// A client of Masthead: typed by the contract, without dependencies.

export { createClient } from "./client.js";
export type { Client } from "./client.js";
export type { components, operations, paths } from "./contract.js";
export { GraphqlError } from "./graphql.js";
export type { GraphqlFault } from "./graphql.js";
export { AnswerError, NoAnswerError, ProblemError, TimeoutError, isProblem } from "./problem.js";
export type { Fault, Problem } from "./problem.js";
export type { Answer, CallOptions, MergePatch, Revision, Schemas, View } from "./types.js";
export type { ClientOptions } from "./wire.js";
