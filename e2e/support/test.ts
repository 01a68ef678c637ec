// The test every spec imports: a server and its sandbox per worker, a merchant, and a page that may not complain.

import { type BrowserContext, type ConsoleMessage, test as base, expect } from "@playwright/test";

import { type Settings, startDemo } from "./demo.ts";
import { Merchant } from "./merchant.ts";
import { Portal } from "./portal.ts";
import type { Server } from "./server.ts";
import { keys } from "./words.ts";

/** Collects what pages complain about. A test that provokes a complaint says which. */
export class Complaints {
  readonly #heard: string[] = [];
  readonly #expected: RegExp[] = [];

  /** What the test provokes on purpose. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Listens to all pages of a context. */
  async listenIn(context: BrowserContext): Promise<void> {
    context.on("console", (message) => this.#hear(message));
    context.on("weberror", (error) => this.#heard.push(`uncaught: ${error.error().message}`));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }

  /** Everything that was not provoked. */
  unexpected(): string[] {
    return this.#heard.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() === "error" || message.type() === "warning") {
      this.#heard.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  }
}

interface WorkerFixtures {
  /** Settings of the account beside those that every test has; a file that uses others gets a server of its own. */
  settings: Settings;
  server: Server;
  merchant: Merchant;
}

interface TestFixtures {
  complaints: Complaints;
  /** The portal in the test's page, in English. */
  portal: Portal;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  settings: [{}, { scope: "worker", option: true }],
  server: [
    async ({ settings }, use) => {
      const server = await startDemo(settings);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  merchant: [async ({ server }, use) => use(new Merchant(server)), { scope: "worker" }],
  complaints: async ({}, use, info) => {
    const complaints = new Complaints();
    await use(complaints);
    if (info.status === info.expectedStatus) {
      expect(complaints.unexpected(), "nothing on the console, no policy violation").toEqual([]);
    }
  },
  context: async ({ context, complaints }, use) => {
    await complaints.listenIn(context);
    await use(context);
    // Each program is sent only the words it uses; one that was forgotten would show its key.
    for (const page of context.pages()) {
      const text = await page.evaluate(() => document.body.innerText).catch(() => "");
      const seen = new Set(text.match(/[a-z_]+(?:\.[a-z_]+)+/g));
      expect(keys().filter((key) => seen.has(key)), "words that did not come").toEqual([]);
    }
  },
  portal: async ({ page }, use) => use(new Portal(page)),
});

export { expect };

/** Requests the browser answers with an error also appear on the console. */
export const failedRequest = /Failed to load resource/;
