// The test every spec here imports: a server per worker, and Stripe's SDK as a merchant uses it.

import { test as base, expect } from "@playwright/test";
import { Stripe } from "stripe";

import { demoKey } from "../../support/merchant.ts";
import { type Server, startServer } from "../../support/server.ts";
import { Answers } from "./answers.ts";

interface TestFixtures {
  answers: Answers;
  /** The SDK as the README shows it: a key and where Portico is. */
  stripe: Stripe;
}

export const test = base.extend<TestFixtures, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  answers: async ({}, use, info) => {
    const answers = new Answers();
    await use(answers);
    if (info.status === info.expectedStatus) {
      expect(answers.faults(), "answers that are not what the SDK's types say").toEqual([]);
    }
  },
  stripe: async ({ server, answers }, use) => use(answers.watch(sdkFor(server))),
});

export { expect };

/** Stripe's SDK, unchanged, with another host. */
export function sdkFor(server: Pick<Server, "port">, key = demoKey, more: Stripe.StripeConfig = {}): Stripe {
  return new Stripe(key, { host: "localhost", port: server.port, protocol: "http", ...more });
}
