// The proxy that ends TLS as the guide sets it up, an authority that gives it certificates, and a browser's home that trusts
// that authority. All of it on this machine: Caddy, Pebble (an authority for tests), openssl and NSS's certutil.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import type { Names } from "./names.ts";
import { freePorts, type Server } from "./server.ts";

const guide = resolve(import.meta.dirname, "../../docs/guides/custom-domain.md");
const readyWithin = 15_000;
const run = promisify(execFile);

export interface Certificates {
  /** Where the proxy takes what is for port 443. */
  port: number;
  /** A home in which a browser trusts the authority. */
  home: string;
  /** What proxy and authority logged so far. */
  log(): string;
  stop(): Promise<void>;
}

export async function startCertificates(server: Server, names: Names): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), "portico-tls-"));
  const [authority = 0, management = 0, http = 0, https = 0] = await freePorts(4);
  const running: ChildProcess[] = [];
  let log = "";
  const start = (program: string, args: string[], environment: Record<string, string>) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (log += text));
    child.on("error", (error) => (log += error.message));
    running.push(child);
  };
  const stop = async () => {
    for (const child of running) await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const own = await ownCertificate(folder);
    const ports = { listenAddress: `127.0.0.1:${authority}`, managementListenAddress: `127.0.0.1:${management}`, httpPort: http, tlsPort: https };
    const pebble = { ...ports, certificate: own.certificate, privateKey: own.key };
    const config = join(folder, "pebble.json");
    await writeFile(config, JSON.stringify({ pebble }));
    // It asks for what it would otherwise wait for and refuse now and then.
    const steady = { PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" };
    start("pebble", ["-config", config, "-dnsserver", `127.0.0.1:${names.port}`], steady);
    const root = await answered(`https://127.0.0.1:${management}/roots/0`, own.certificate);
    const home = await homeThatTrusts(folder, root);

    const caddyfile = join(folder, "Caddyfile");
    const options = [
      "admin off",
      `http_port ${http}`,
      `https_port ${https}`,
      `acme_ca https://127.0.0.1:${authority}/dir`,
      `acme_ca_root ${own.certificate}`,
      `storage file_system ${join(folder, "caddy")}`,
    ];
    await writeFile(caddyfile, (await guidesCaddyfile(server.port)).replace("{", `{\n\t${options.join("\n\t")}`));
    start("caddy", ["run", "--adapter", "caddyfile", "--config", caddyfile], { HOME: folder, XDG_DATA_HOME: folder });
    return { port: https, home, log: () => log, stop };
  } catch (error) {
    await stop();
    throw new Error(`${error}\n${log}`);
  }
}

/** The whole Caddyfile of the guide, for a server on another port. */
async function guidesCaddyfile(port: number): Promise<string> {
  const text = await readFile(guide, "utf8");
  const [, caddyfile = ""] = /^```\n(\{\n\ton_demand_tls[\s\S]*?)^```$/m.exec(text) ?? [];
  if (!caddyfile) throw new Error(`there is no Caddyfile in ${guide}`);
  return caddyfile.replaceAll("127.0.0.1:4242", `127.0.0.1:${port}`);
}

/** What the authority's own server shows: it is asked over TLS itself. */
async function ownCertificate(folder: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(folder, "own.pem"), join(folder, "own.key")];
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=pebble"];
  await run("openssl", [...made, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]);
  return { certificate, key };
}

/** A home whose browser trusts a root, as one does that an administrator put there. */
async function homeThatTrusts(folder: string, root: string): Promise<string> {
  const home = join(folder, "home");
  const store = join(home, ".pki/nssdb");
  await mkdir(store, { recursive: true });
  const file = join(folder, "root.pem");
  await writeFile(file, root);
  await run("certutil", ["-d", `sql:${store}`, "-N", "--empty-password"]);
  await run("certutil", ["-d", `sql:${store}`, "-A", "-t", "C,,", "-n", "pebble", "-i", file]);
  return home;
}

/** What a URL answers, once it does. */
async function answered(url: string, certificate: string): Promise<string> {
  const ca = await readFile(certificate);
  const deadline = Date.now() + readyWithin;
  for (;;) {
    try {
      return await new Promise((found, failed) => {
        const asked = request(url, { ca }, (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (part: string) => (text += part));
          answer.on("end", () => found(text));
        });
        asked.on("error", failed).end();
      });
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((tick) => setTimeout(tick, 50));
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), readyWithin);
  await ended;
  clearTimeout(killer);
}
