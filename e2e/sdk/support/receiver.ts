// A merchant's webhook endpoint, as far as receiving goes.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Delivery {
  body: string;
  signature: string;
}

export interface Receiver {
  url: string;
  /** The next delivery that has not been taken yet. */
  next(): Promise<Delivery>;
  close(): Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  const waiting: ((delivery: Delivery) => void)[] = [];
  const arrived: Delivery[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const delivery = { body, signature: `${request.headers["stripe-signature"]}` };
      const taker = waiting.shift();
      if (taker) taker(delivery);
      else arrived.push(delivery);
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    next: () => {
      const delivery = arrived.shift();
      return delivery ? Promise.resolve(delivery) : new Promise((taken) => waiting.push(taken));
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
