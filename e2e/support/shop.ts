// The merchant's own site, where customers are led back to.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Shop {
  origin: string;
  /** The addresses customers came to, in order. */
  visits: string[];
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    if (request.url !== "/favicon.ico") visits.push(request.url ?? "");
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end("<!doctype html><html lang=en><title>Shop</title><h1>Welcome back to the shop</h1></html>");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    visits,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
