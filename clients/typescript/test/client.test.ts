// The client against the real server, and against answers that the real server rarely gives.

import { after, before } from "node:test";
import { startWorld, stopWorld } from "./world.js";

before(startWorld);
after(stopWorld);

await import("./reads.js");
await import("./writes.js");
await import("./problems.js");
await import("./attempts.js");
await import("./graphql.js");
