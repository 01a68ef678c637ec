// A merchant's own domain, from the moment it is added: its records, its certificate, and customers on it. The proxy is set up
// as the guide says (docs/guides/custom-domain.md).

import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

import type { Page } from "@playwright/test";

import { type Certificates, startCertificates } from "../support/certificates.ts";
import { startDemo } from "../support/demo.ts";
import { demoKey } from "../support/merchant.ts";
import { type Names, type RecordType, startNames } from "../support/names.ts";
import { expect, failedRequest, test as base } from "../support/test.ts";

const target = "portal.operator.example";

interface Domain {
  id: string;
  host: string;
  status: string;
  missing: { code: string; found: string | null; message: string }[];
  records: { type: RecordType; name: string; value: string }[];
}

interface WorkerFixtures {
  names: Names;
  certificates: Certificates;
  /** Asks the merchant's API about domains. */
  domains(method: string, path: string, form?: Record<string, string>): Promise<Domain>;
}

const test = base.extend<{}, WorkerFixtures>({
  names: [
    async ({}, use) => {
      const names = await startNames();
      names.set(target, "A", "127.0.0.1");
      await use(names);
      await names.stop();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ settings, names }, use) => {
      const server = await startDemo(settings, `[domains]\ntarget = "${target}"\nnameserver = "127.0.0.1:${names.port}"\n`);
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  certificates: [
    async ({ server, names }, use) => {
      const certificates = await startCertificates(server, names);
      await use(certificates);
      await certificates.stop();
    },
    { scope: "worker" },
  ],
  // A browser for which port 443 of every host is the proxy, and that trusts the authority.
  launchOptions: [
    async ({ launchOptions, certificates }, use) => {
      const rules = `--host-resolver-rules=MAP *:443 127.0.0.1:${certificates.port}`;
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), rules], env: { ...environment(), HOME: certificates.home } });
    },
    { scope: "worker" },
  ],
  domains: [
    async ({ server }, use) => {
      await use(async (method, path, form) => {
        const answer = await fetch(`${server.origin}/v1/portico/domains${path}`, {
          method,
          headers: { authorization: `Bearer ${demoKey}` },
          ...(form ? { body: new URLSearchParams(form) } : {}),
        });
        expect(answer.status, await answer.clone().text()).toBe(200);
        return (await answer.json()) as Domain;
      });
    },
    { scope: "worker" },
  ],
});

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What the browser shows beside the address. */
async function padlock(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const state = new Promise<string>((seen) => {
    session.on("Security.visibleSecurityStateChanged", ({ visibleSecurityState }) => seen(visibleSecurityState.securityState));
  });
  await session.send("Security.enable");
  const shown = await state;
  await session.detach();
  return shown;
}

test("the files of deploy/ are ones that the proxy takes", async () => {
  for (const file of ["Caddyfile", "Caddyfile.domains"]) {
    const path = resolve(import.meta.dirname, "../../deploy", file);
    const checked = promisify(execFile)("caddy", ["validate", "--adapter", "caddyfile", "--config", path], {
      env: { ...process.env, PUBLIC_URL: "https://billing.shop.example" },
    });
    expect((await checked).stdout + (await checked).stderr, file).toContain("Valid configuration");
  }
});

test("a host goes from added to a padlocked portal, without a restart", async ({ page, portal, merchant, names, domains, complaints }) => {
  test.slow();
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  const host = "billing.shop.example";
  // The proxy gets no certificate for it, so there is nothing to talk to.
  await expect(page.goto(`https://${host}/`)).rejects.toThrow(/ERR_SSL_PROTOCOL_ERROR/);

  const added = await domains("POST", "", { host });
  expect(added.status).toBe("pending");
  expect(added.missing).toHaveLength(2);
  expect(await merchant.linkFor(customer.id)).toMatch(/^http:\/\/localhost:/);
  for (const { name, type, value } of added.records) names.set(name, type, value);
  const verified = await domains("POST", `/${added.id}/verify`, {});
  expect(verified.missing).toEqual([]);
  expect(verified.status).toBe("active");

  const link = await merchant.linkFor(customer.id);
  expect(link.startsWith(`https://${host}/p/session#`), link).toBe(true);
  const answer = await page.goto(link);
  expect(await answer?.securityDetails()).toMatchObject({ issuer: expect.stringMatching(/^Pebble Intermediate CA/) });
  await expect(portal.paymentMethods).toBeVisible();
  expect(await padlock(page)).toBe("secure");
  const cookies = await page.context().cookies(`https://${host}/`);
  expect(cookies).toMatchObject([{ name: "__Host-portal", domain: host, secure: true, httpOnly: true }]);

  // A change, whose origin is this host's own.
  await portal.remove(portal.method("Mastercard", "4444"));
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
  await page.reload();
  await expect(portal.paymentMethods).toBeVisible();

  // Once it is deleted nobody is served there: an empty page, for which a browser has one of its own.
  await domains("DELETE", `/${added.id}`);
  complaints.expect(failedRequest);
  const gone = page.waitForResponse(`https://${host}/`);
  await expect(page.goto(`https://${host}/`)).rejects.toThrow(/ERR_HTTP_RESPONSE_CODE_FAILURE/);
  expect((await gone).status()).toBe(421);
  expect(await merchant.linkFor(customer.id)).toMatch(/^http:\/\/localhost:/);
});

test("a host in letters of another script is served without anybody asking for it", async ({ page, portal, merchant, names, domains }) => {
  test.slow();
  const customer = await merchant.customerWith();
  // The first look, right after it is added, has to wait until the records are set.
  names.silence(true);
  const added = await domains("POST", "", { host: "Konto.Müller.example" });
  expect(added.host).toBe("konto.xn--mller-kva.example");
  for (const { name, type, value } of added.records) names.set(name, type, value);
  names.silence(false);
  await expect.poll(async () => (await domains("GET", `/${added.id}`)).status).toBe("active");
  await domains("POST", `/${added.id}`, { is_primary: "true" });
  await page.goto(await merchant.linkFor(customer.id));
  await expect(portal.paymentMethods).toBeVisible();
  expect(new URL(page.url()).host).toBe(added.host);
  expect(await padlock(page)).toBe("secure");
  await domains("DELETE", `/${added.id}`);
});
