// Starts the real server with the sandbox on free ports, and ends it.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../..");
const program = process.env["PORTICO_SERVER"] ?? join(repository, "target/release/portico");
const readyWithin = 30_000;
const stopsWithin = 15_000;

export interface Server {
  /** Where customers and merchants go. */
  origin: string;
  port: number;
  /** Where the sandbox's browser script and frames come from. */
  sandboxOrigin: string;
  /** What it logged so far. */
  log(): string;
  stop(): Promise<void>;
}

/** How it is started. */
export interface Wishes {
  /** Writes a configuration file for the server's origin: it runs as in production then, without the sandbox. */
  config?: (origin: string) => string;
  /** Arguments beside those that every test has. */
  more?: string[];
}

export async function startServer(wishes: Wishes = {}): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(wishes);
    } catch (error) {
      // Another worker may have taken a port that was free a moment ago.
      if (attempt === 3 || !`${error}`.includes("already in use")) throw error;
    }
  }
}

async function start({ config, more = [] }: Wishes): Promise<Server> {
  const [port, sandboxPort] = await freePorts();
  const origin = `http://localhost:${port}`;
  const data = await mkdtemp(join(tmpdir(), "portico-e2e-"));
  const args = ["serve", "--port", `${port}`, "--data", data, "--dist", process.env["PORTICO_DIST"] ?? join(repository, "dist")];
  if (config) {
    const file = join(data, "portico.toml");
    await writeFile(file, config(origin));
    args.push("--address", "127.0.0.1", "--config", file);
  } else {
    args.push("--sandbox", "--sandbox-port", `${sandboxPort}`);
  }
  args.push(...more);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  }
  let failure: Error | undefined;
  child.on("error", (error) => (failure = error));
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  const deadline = Date.now() + readyWithin;
  while (!(await isReady(origin))) {
    if (failure ?? (child.exitCode !== null || Date.now() > deadline)) {
      await stop();
      throw new Error(`${program} did not become ready: ${failure?.message ?? child.exitCode ?? "too slow"}\n${log}`);
    }
    await new Promise((tick) => setTimeout(tick, 50));
  }
  return { origin, port, sandboxOrigin: `http://localhost:${sandboxPort}`, log: () => log, stop };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), stopsWithin);
  await ended;
  clearTimeout(killer);
}

/** Two ports that were free a moment ago, both held until both are known. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const;
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((found, failed) => {
          server.once("error", failed).listen(0, "127.0.0.1", () => {
            const address = server.address();
            found(typeof address === "object" && address ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}
