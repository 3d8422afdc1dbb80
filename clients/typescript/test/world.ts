// What the tests share: one server on a fresh demo, and an editor's token.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { createClient, type Client, type ClientOptions } from "../src/index.js";

const BINARY = resolve(
  process.env["MASTHEAD_BIN"] ??
    join(import.meta.dirname, "../../../../target/debug/masthead"),
);

/** A debug build takes its time to load the demo. */
const START_TIMEOUT_MS = 120_000;
/** While it is built anew, there is no binary. */
const BINARY_WAIT_MS = 1_000;
/** How much of a server that fails is repeated. */
const TOLD_LENGTH_MAX = 2_000;

type World = { baseUrl: string; token: string; stop: () => Promise<void> };

let world: World | null = null;

/** Starts the server. */
export async function startWorld(): Promise<void> {
  await binaryIsThere();
  const folder = await mkdtemp(join(tmpdir(), "masthead-client-"));
  const data = join(folder, "data");
  const args = ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", data];
  const env = plainEnvironment();
  const server = spawn(BINARY, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => server.once("close", done));
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    world = { baseUrl: await printedBase(server), token: await newToken(data), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ends what `startWorld` began. */
export async function stopWorld(): Promise<void> {
  await world?.stop();
  world = null;
}

function running(): World {
  if (!world) throw new Error("the server is not running");
  return world;
}

/** A client without a credential. */
export function reader(options: Partial<ClientOptions> = {}): Client {
  return createClient({ baseUrl: running().baseUrl, ...options });
}

/** A client of an editor. */
export function editor(options: Partial<ClientOptions> = {}): Client {
  return reader({ token: running().token, ...options });
}

/** The editor's token. */
export function token(): string {
  return running().token;
}

type Sent = { url: string; method: string; headers: Headers; status: number };

/** A fetch that writes down what is sent, and what came back. */
export function recorder() {
  const sent: Sent[] = [];
  const record = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    const { method = "GET", headers } = init;
    sent.push({ url, method, headers: new Headers(headers), status: response.status });
    return response;
  };
  return { sent, fetch: record };
}

/** The environment without settings of the server but these: all may ask without a limit. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const all = Object.entries(process.env);
  const others = all.filter(([name]) => !name.startsWith("MASTHEAD_"));
  return {
    ...Object.fromEntries(others),
    MASTHEAD_READER_REQUESTS_PER_MINUTE: "0",
    MASTHEAD_MEMBER_REQUESTS_PER_MINUTE: "0",
  };
}

async function binaryIsThere(): Promise<void> {
  const latest = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await access(BINARY);
    } catch (error) {
      if (Date.now() > latest) throw error;
      await wait(BINARY_WAIT_MS);
    }
  }
}

async function newToken(data: string): Promise<string> {
  const account = ["--email", "ed@example.org", "--role", "editor"];
  const args = ["token", "create", ...account, "--data", data];
  const { stdout } = await promisify(execFile)(BINARY, args, { env: plainEnvironment() });
  return stdout.trim();
}

function printedBase(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let told = "";
    const late = setTimeout(
      () => fail(new Error("the server did not start in time")),
      START_TIMEOUT_MS,
    );
    server.once("error", fail);
    server.once("exit", (code) => {
      clearTimeout(late);
      fail(new Error(`the server ended with ${code}: ${told}`));
    });
    server.stderr?.on("data", (piece) => (told = (told + piece).slice(0, TOLD_LENGTH_MAX)));
    if (!server.stdout) return fail(new Error("the server has no output"));
    createInterface({ input: server.stdout }).on("line", (line) => {
      const found = /^Reference +(http:\/\/[^/]+)\/docs$/.exec(line)?.[1];
      if (!found) return;
      clearTimeout(late);
      done(found);
    });
  });
}
