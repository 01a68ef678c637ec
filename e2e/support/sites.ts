// Several sites on https, as a browser on the internet finds them: merchants' shops, the portal, and others who mean no
// good. One proxy answers for all of them and ends TLS; the browser is told that every name is there.

import { readFileSync } from "node:fs";
import { type IncomingMessage, type ServerResponse, createServer as createHttpServer, request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

import { certificateFor } from "./certificate.ts";

/** What a site answers at a path. */
export interface Page {
  type?: string;
  body: string | ((headers: IncomingMessage["headers"]) => string | Promise<string>);
  headers?: Record<string, string>;
}

export interface Sites {
  /** What the browser has to be started with to find them. */
  args: string[];
  /** Where the proxy takes https. */
  port: number;
  /** Pages by host and path, such as `shop.test/account`. */
  pages: Map<string, Page>;
  /** Whether cookies in frames of the portal get lost on the way, as in a browser that keeps none there. */
  losesCookies: boolean;
  stop(): Promise<void>;
}

/** Begins to answer. Requests for `portal` go on to a server on this port of the machine. */
export async function startSites(portal: { host: string; port: number }): Promise<Sites> {
  const pages = new Map<string, Page>();
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const host = (incoming.headers.host ?? "").replace(/:\d+$/, "");
    const path = incoming.url ?? "/";
    if (host === portal.host) {
      const isFramed = incoming.headers["sec-fetch-dest"] === "iframe" || "x-portal-frame" in incoming.headers;
      if (sites.losesCookies && isFramed) delete incoming.headers.cookie;
      return pass(portal.port, incoming, outgoing);
    }
    if (path === "/favicon.ico") return void outgoing.writeHead(204).end();
    void tell(pages.get(host + path.replace(/\?.*/, "")), incoming, outgoing);
  };
  const secure = createServer(certificateFor(["*.test", "*.shop.test"]), answer);
  const plain = createHttpServer(answer);
  const [port, plainPort] = await Promise.all([secure, plain].map(listen));
  const sites: Sites = {
    args: [`--host-resolver-rules=MAP *.test:80 127.0.0.1:${plainPort}, MAP *.test 127.0.0.1:${port}`],
    port: port ?? 0,
    pages,
    losesCookies: false,
    stop: async () => {
      for (const server of [secure, plain]) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    },
  };
  return sites;
}

function listen(server: ReturnType<typeof createHttpServer>): Promise<number> {
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready((server.address() as AddressInfo).port)));
}

async function tell(page: Page | undefined, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (!page) return void outgoing.writeHead(404, { "Content-Type": "text/plain" }).end("nothing here");
  const body = typeof page.body === "string" ? page.body : await page.body(incoming.headers);
  outgoing.writeHead(200, { "Content-Type": page.type ?? "text/html; charset=utf-8", "Cache-Control": "no-store", ...page.headers });
  outgoing.end(body);
}

function pass(port: number, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

/** A file of a package, to be served. */
export const fileOf = (path: string): string => readFileSync(new URL(`../node_modules/${path}`, import.meta.url), "utf8");
