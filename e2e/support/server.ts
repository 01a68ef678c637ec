// Starts the real server on free ports, with the sandbox in it or beside it, and ends it.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../..");
const program = process.env["PORTICO_SERVER"] ?? join(repository, "target/release/portico");
const dist = process.env["PORTICO_DIST"] ?? join(repository, "dist");
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
  /** Where the sandbox is a process of its own: it answers nobody until it is told to go on. */
  pauseSandbox(): void;
  resumeSandbox(): void;
  stop(): Promise<void>;
}

/** Where a server and its sandbox are. */
export interface Ports {
  portal: number;
  sandbox: number;
  /** Where the sandbox takes mail. */
  mail: number;
}

/** How a server is started. */
export interface Wishes {
  /** Writes its configuration file: it runs as in production then. Without one the sandbox is in it. */
  config?: (ports: Ports) => string;
  /** The host it serves, where that is another than this machine: a proxy leads there. */
  host?: string;
  /** Starts the sandbox as a process of its own before it, with the secret that its webhooks are signed with. */
  webhookSecret?: string;
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

async function start({ config, host, webhookSecret }: Wishes): Promise<Server> {
  const [portal = 0, sandboxPort = 0, mail = 0] = await freePorts(3);
  const ports: Ports = { portal, sandbox: sandboxPort, mail };
  const origin = `http://localhost:${ports.portal}`;
  const sandboxOrigin = `http://localhost:${ports.sandbox}`;
  const folder = await mkdtemp(join(tmpdir(), "portico-e2e-"));
  const running: Process[] = [];
  let sandbox: Process | undefined;
  const stop = async () => {
    // The one that asks ends before the one that answers.
    for (const each of running.toReversed()) await each.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    if (webhookSecret) {
      const url = `${origin}/webhooks/stripe`;
      const args = ["sandbox", "--port", `${ports.sandbox}`, "--smtp-port", `${ports.mail}`, "--data", join(folder, "sandbox"), "--webhook-url", url];
      sandbox = new Process(args, { PORTICO_WEBHOOK_SECRET: webhookSecret });
      running.push(sandbox);
      await sandbox.answers(`${sandboxOrigin}/healthz`);
    }
    const args = ["serve", "--port", `${ports.portal}`, "--data", folder, "--dist", dist];
    if (config) {
      const file = join(folder, "portico.toml");
      await writeFile(file, config(ports));
      args.push("--address", "127.0.0.1", "--config", file);
    } else {
      args.push("--sandbox", "--sandbox-port", `${ports.sandbox}`);
    }
    const serving = new Process(args);
    running.push(serving);
    await serving.answers(`${origin}/readyz`, host);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    origin,
    port: ports.portal,
    sandboxOrigin,
    log: () => running.map(({ log }) => log).join(""),
    pauseSandbox: () => sandbox?.signal("SIGSTOP"),
    resumeSandbox: () => sandbox?.signal("SIGCONT"),
    stop,
  };
}

/** The program, running. */
class Process {
  /** What it wrote so far. */
  log = "";
  readonly #child: ChildProcess;
  #failure: Error | undefined;

  constructor(args: string[], environment: Record<string, string> = {}) {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (this.log += text));
    }
    child.on("error", (error) => (this.#failure = error));
    this.#child = child;
  }

  /** Waits until it answers at a URL, asked for as another host. */
  async answers(url: string, host?: string): Promise<void> {
    const deadline = Date.now() + readyWithin;
    // Its own word first: who answers there may be another one, if that took the port.
    while (!this.log.includes('"message":"ready"') || !(await isReady(url, host))) {
      if (this.#failure ?? (this.#child.exitCode !== null || Date.now() > deadline)) {
        const reason = this.#failure?.message ?? this.#child.exitCode ?? "too slow";
        throw new Error(`${program} did not become ready: ${reason}\n${this.log}`);
      }
      await new Promise((tick) => setTimeout(tick, 50));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), stopsWithin);
    await ended;
    clearTimeout(killer);
  }
}

/** Runs a command of the program to its end. */
export function runPortico(args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(program, [...args, "--dist", dist], (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
      done({ code, said: stdout + stderr });
    });
  });
}

function isReady(url: string, host: string | undefined): Promise<boolean> {
  return new Promise((ready) => {
    const asked = get(url, { headers: host ? { host } : {}, agent: false }, (answer) => {
      answer.resume();
      ready(answer.statusCode === 200);
    });
    asked.on("error", () => ready(false));
  });
}

/** Ports that were free a moment ago, all held until all are known. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
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
  return ports;
}
