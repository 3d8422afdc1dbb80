// The front end against the real server in a real browser.

import { after, before } from "node:test";
import { startWorld, stopWorld } from "./world.js";

before(startWorld);
after(stopWorld);

await import("./front-page.js");
await import("./article-page.js");
await import("./body.js");
await import("./looks.js");
await import("./trouble.js");
