// A way between two programs that can be unkind: it repeats requests, loses answers, or answers itself.

import { type IncomingHttpHeaders, request as send, createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export interface Passing {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Passed {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Decides about one request. `deliver` sends it on, as often as it is called; without an answer the connection breaks. */
export type Course = (request: Passing, deliver: () => Promise<Passed>) => Promise<Passed | undefined>;

export interface Proxy {
  port: number;
  origin: string;
  /** What happens from now on; at first everything passes. */
  course: Course;
  close(): Promise<void>;
}

export const passes: Course = (_, deliver) => deliver();

/** Opens a way to a port on this machine. */
export async function openProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "GET", url: path = "/", headers } = incoming;
      const passing = { method, path, headers, body: Buffer.concat(chunks) };
      proxy.course(passing, () => delivered(target, passing)).then(
        (answer) => {
          if (!answer) return incoming.socket.destroy();
          const { "transfer-encoding": _, ...kept } = answer.headers;
          outgoing.writeHead(answer.status, { ...kept, "content-length": answer.body.length }).end(answer.body);
        },
        () => incoming.socket.destroy(),
      );
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const proxy: Proxy = {
    port,
    origin: `http://127.0.0.1:${port}`,
    course: passes,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}

function delivered(port: number, { method, path, headers, body }: Passing): Promise<Passed> {
  return new Promise((answered, failed) => {
    const outgoing = send({ host: "127.0.0.1", port, method, path, headers: { ...headers, host: `localhost:${port}`, connection: "close" } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", failed);
      response.on("end", () => answered({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    outgoing.on("error", failed).end(body);
  });
}
