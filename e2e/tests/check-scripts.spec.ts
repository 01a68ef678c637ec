// What an operator sees of scripts and headers that somebody changed on the way to customers.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runPortico } from "../support/server.ts";
import { type Passing, startTamperer, type Tamperer } from "../support/tampering.ts";
import { expect, test as base } from "../support/test.ts";

interface Fixtures {
  tamperer: Tamperer;
  /** Runs `portico check-scripts` as if the tamperer's port were the portal's. */
  check(...more: string[]): Promise<{ code: number; said: string }>;
  folder: string;
}

const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "portico-check-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  tamperer: async ({ server }, use) => {
    const tamperer = await startTamperer(server);
    await use(tamperer);
    await tamperer.stop();
  },
  check: async ({ tamperer, server, folder }, use) => {
    const { port } = new URL(server.sandboxOrigin);
    const where = ["--sandbox", "--port", `${tamperer.port}`, "--sandbox-port", port, "--data", folder];
    const browser = process.env["PORTICO_CHROMIUM"];
    const which = browser ? ["--chromium", browser] : [];
    await use((...more) => runPortico(["check-scripts", ...where, ...which, ...more]));
  },
});

test("what this version serves is what is executed, on every page", async ({ check, folder }) => {
  test.slow();
  const report = join(folder, "scripts.inventory.json");
  const { code, said } = await check("--report", report);
  expect(said).not.toContain("✗");
  expect(code, said).toBe(0);
  const { accounts } = JSON.parse(await readFile(report, "utf8"));
  const documents: { path: string; scripts: { owner: string; reason: string }[]; findings: string[] }[] = accounts[0].documents;
  expect(documents.length).toBeGreaterThan(10);
  for (const { path, scripts, findings } of documents) {
    expect(findings, path).toEqual([]);
    const isOfProcessor = path.endsWith("/authenticate") || path === "/add-payment-method";
    expect(scripts.map(({ owner }) => owner).length, path).toBe(isOfProcessor ? 4 : 3);
    expect(scripts.every(({ reason }) => reason.length > 10), path).toBe(true);
  }
});

test("a page that is not there is said to be none", async ({ check }) => {
  const { code, said } = await check("/nowhere");
  expect(said).toContain('there is no document at "/nowhere"');
  expect(code).toBe(1);
});

/** A way to change what goes through, and what is said of it. `random` chooses where, from 0 to below 1. */
interface Tamper {
  what: string;
  change(random: number): (passing: Passing) => void;
  said: RegExp;
}

const isDocument = ({ headers }: Passing) => headers["content-type"]?.startsWith("text/html") ?? false;
const isAsset = ({ path }: Passing, end: string) => path.startsWith("/assets/") && path.endsWith(end);

/** One letter of the body becomes another one. */
function flip(passing: Passing, random: number): void {
  const at = Math.floor(random * passing.body.length);
  passing.body[at] = (passing.body[at] ?? 0) ^ 1;
}

function insert(passing: Passing, before: string, markup: string): void {
  passing.body = Buffer.from(passing.body.toString().replace(before, `${markup}${before}`));
}

const held = [
  "content-security-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
  "referrer-policy",
  "x-content-type-options",
  "x-frame-options",
];
const sources = ["https://evil.example", "'unsafe-inline'", "'unsafe-eval'", "*", "data:"];

const tampers: Tamper[] = [
  {
    what: "a script of one's own in the document, and nothing that forbids it",
    change: (random) => (passing) => {
      if (!isDocument(passing)) return;
      delete passing.headers["content-security-policy"];
      insert(passing, "</head>", `<script>window.taken = ${random}</script>`);
    },
    said: /was executed and is not in the inventory/,
  },
  {
    what: "a script from elsewhere, and a policy that allows it",
    change: (random) => (passing) => {
      if (passing.path === "/robots.txt?script") {
        passing.headers["content-type"] = "text/javascript";
        passing.body = Buffer.from(`window.taken = ${random}`);
      }
      if (!isDocument(passing)) return;
      delete passing.headers["content-security-policy"];
      delete passing.headers["integrity-policy"];
      insert(passing, "</head>", '<script src="/robots.txt?script"></script>');
    },
    said: /robots\.txt\?script was executed and is not in the inventory/,
  },
  {
    what: "a header that is gone",
    change: (random) => (passing) => {
      delete passing.headers[held[Math.floor(random * held.length)] ?? ""];
    },
    said: /the header [\w-]+ is missing/,
  },
  {
    what: "a policy that allows more",
    change: (random) => (passing) => {
      const more = sources[Math.floor(random * sources.length)] ?? "*";
      const policy = passing.headers["content-security-policy"];
      if (policy) passing.headers["content-security-policy"] = policy.replace("script-src", `script-src ${more}`);
    },
    said: /the header content-security-policy is ".*" instead of/,
  },
  {
    what: "another document",
    change: (random) => (passing) => {
      if (isDocument(passing)) insert(passing, "</body>", `<p>${random}</p>`);
    },
    said: /the document is not the one that this version serves/,
  },
  {
    what: "a changed byte of what connects the program",
    change: (random) => (passing) => {
      if (isAsset(passing, ".js")) flip(passing, random);
    },
    said: /\.js is in the inventory and was not executed as it is there/,
  },
  {
    what: "a changed byte of the program",
    change: (random) => (passing) => {
      if (isAsset(passing, ".wasm")) flip(passing, random);
    },
    said: /\.wasm is in the inventory and was not executed as it is there/,
  },
  {
    what: "a changed script that begins everything",
    change: (random) => (passing) => {
      if (isDocument(passing)) insert(passing, "})();</script>", `window.taken=${random};`);
    },
    said: /the script in the document is in the inventory and was not executed/,
  },
  {
    what: "answers that other sites may read",
    change: () => (passing) => {
      passing.headers["access-control-allow-origin"] = "*";
    },
    said: /the header access-control-allow-origin is there/,
  },
  {
    what: "another script instead of the processor's",
    change: (random) => (passing) => {
      if (!isDocument(passing)) return;
      delete passing.headers["content-security-policy"];
      const changed = passing.body.toString().replace(/src="[^"]*\/v3\/"/, `src="/favicon.svg?${random}"`);
      passing.body = Buffer.from(changed);
    },
    said: /\/v3\/ is in the inventory and was not executed/,
  },
];

const full = process.env["PORTICO_LADDER"] === "full";
const rounds = full ? 5 : 1;
const pages = ["/add-payment-method", "/", "/invoices", "/subscriptions/example/cancel", "/activity"];

tampers.forEach(({ what, change, said: expected }, number) => {
  test(`ladder row 15: ${what}`, async ({ tamperer, check }) => {
    test.setTimeout(rounds * 45_000);
    for (let round = 0; round < rounds; round += 1) {
      // The same places each time, or a failure could not be looked into.
      const random = ((number + 1) * (round + 1) * 0.618_034) % 1;
      const isOfProcessor = what.includes("processor");
      const page = (isOfProcessor ? "/add-payment-method" : pages[(number + round) % pages.length]) ?? "/";
      tamperer.does(change(random));
      const { code, said } = await check(page);
      expect(said, `round ${round}`).toMatch(expected);
      expect(code).toBe(1);
    }
  });
});
