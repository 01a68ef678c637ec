// Scores of a document's headers, as MDN's HTTP Observatory gives them. It is run on this machine, against a proxy that
// ends TLS, and shows it one document as if it were the first page of a site.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { certificateFor } from "./certificate.ts";

/** xtask fetches it and says where; it is too large for a package of the tests' own. */
const program = process.env["PORTICO_OBSERVATORY"];

/** A document of a server on this machine: which host is asked for which path, and with which headers. */
export interface Document {
  port: number;
  host: string;
  path: string;
  headers?: Record<string, string>;
  /** `Set-Cookie` lines that signing in to it was answered with: they are judged with it. */
  cookies: string[];
}

/** What the Observatory says of one document. */
export interface Scores {
  grade: string;
  score: number;
  /** What cost or earned points: the test's name, its result and the points. */
  points: Record<string, [string, number]>;
  /** The document's content security policy, as it was received. */
  policy: string;
}

interface Answer {
  error?: string;
  scan: { grade: string; score: number; responseHeaders: Record<string, string> };
  tests: Record<string, { result: string; scoreModifier: number }>;
}

/** Lets the Observatory look at a document. Fails where it is not there, or sees none. */
export async function scoresOf(document: Document): Promise<Scores> {
  if (!program) throw new Error("PORTICO_OBSERVATORY says where MDN's HTTP Observatory is; `cargo xtask test` fetches it");
  const { cert, key } = certificateFor(["localhost"]);
  const folder = await mkdtemp(join(tmpdir(), "portico-observatory-"));
  const authority = join(folder, "authority.pem");
  await writeFile(authority, cert);
  const proxy = createServer({ cert, key }, (incoming, outgoing) => {
    const { method, url } = incoming;
    const path = url === "/" ? document.path : url;
    // A request with an origin of the Observatory's own stays one: it looks whether strangers may read.
    const headers = { ...incoming.headers, ...document.headers, host: document.host };
    const onward = request({ host: "127.0.0.1", port: document.port, method, path, headers }, (answer) => {
      const cookies = [...(answer.headers["set-cookie"] ?? []), ...document.cookies];
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, "set-cookie": cookies });
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  try {
    await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
    const { port } = proxy.address() as AddressInfo;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
    const { stdout } = await promisify(execFile)(process.execPath, [program, `localhost:${port}`], { env, timeout: 30_000 });
    const { error, scan, tests } = JSON.parse(stdout) as Answer;
    if (error) throw new Error(`the Observatory saw nothing: ${error}`);
    const points = Object.entries(tests).filter(([, { scoreModifier }]) => scoreModifier !== 0);
    return {
      grade: scan.grade,
      score: scan.score,
      points: Object.fromEntries(points.map(([name, { result, scoreModifier }]) => [name, [result, scoreModifier]])),
      policy: scan.responseHeaders["content-security-policy"] ?? "",
    };
  } finally {
    proxy.closeAllConnections();
    proxy.close();
    await rm(folder, { recursive: true, force: true });
  }
}
