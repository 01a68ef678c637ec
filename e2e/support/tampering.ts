// Somebody between the portal and its customers, who changes what goes through.

import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

import type { Server } from "./server.ts";

/** An answer on its way. */
export interface Passing {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Tamperer {
  port: number;
  /** What is done to each answer from now on. */
  does(change: (passing: Passing) => void): void;
  stop(): Promise<void>;
}

export async function startTamperer(server: Server): Promise<Tamperer> {
  let change: (passing: Passing) => void = () => {};
  const proxy = createServer((asked, answered) => {
    const path = asked.url ?? "/";
    // Compressed, nothing could be changed.
    const headers = { ...asked.headers, host: `localhost:${server.port}`, "accept-encoding": "identity" };
    const onward = request({ port: server.port, host: "127.0.0.1", path, method: asked.method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        const plain = Object.entries(answer.headers).map(([name, value]) => [name, `${value}`] as const);
        const passing: Passing = { path, headers: Object.fromEntries(plain), body: Buffer.concat(parts) };
        change(passing);
        delete passing.headers["content-length"];
        delete passing.headers["transfer-encoding"];
        answered.writeHead(answer.statusCode ?? 502, passing.headers).end(passing.body);
      });
    });
    onward.on("error", () => answered.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  return {
    port: (proxy.address() as AddressInfo).port,
    does: (next) => (change = next),
    stop: () => {
      proxy.closeAllConnections();
      return new Promise((closed) => proxy.close(() => closed()));
    },
  };
}
