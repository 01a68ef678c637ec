import { createServer } from "node:http";

import { probes } from "../support/probes.ts";
import { expect, failedRequest, test } from "../support/test.ts";

const full = process.env["PORTICO_LADDER"] === "full";

test("every document carries the policy, and nothing unsafe is in it", async ({ page, portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith()).id);
  for (const path of ["/", "/p/session", "/add-payment-method", "/no-such-page"]) {
    const headers = (await page.request.get(`${merchant.server.origin}${path}`)).headers();
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.replaceAll("'wasm-unsafe-eval'", "")).not.toContain("unsafe");
    expect(policy).not.toMatch(/\*|data:|https?:(?!\/\/)/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cache-control"]).toMatch(/no-(cache|store)/);
  }
});

test("answers of the API are never stored", async ({ page, portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith()).id);
  const headers = (await page.request.get(`${merchant.server.origin}/api/session`)).headers();
  expect(headers["cache-control"]).toContain("no-store");
});

test("ladder row 9: every injected probe is blocked", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/./);
  const hits: string[] = [];
  const stranger = createServer((request, response) => {
    hits.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((listening) => stranger.listen(0, "127.0.0.1", listening));
  const address = stranger.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  try {
    await portal.open(merchant, (await merchant.customerWith()).id);
    let blocked = 0;
    for (const [name, [expected, probe]] of Object.entries(probes)) {
      await page.evaluate(`globalThis.probe = ${probe.toString()}; undefined`);
      const outcome = await page.evaluate(async (origin) => {
        const blocked = new Promise<string>((found) => {
          addEventListener("securitypolicyviolation", (event) => found(`blocked by ${event.effectiveDirective}`), { once: true });
        });
        const { probe } = globalThis as unknown as { probe: (origin: string) => void };
        // From a task of the page's own: what the debugger calls itself may use eval.
        const refused = new Promise<string>((done) => {
          setTimeout(() => {
            try {
              probe(origin);
            } catch (error) {
              done(`refused: ${String(error)}`);
            }
          });
        });
        const ran = new Promise<string>((done) => setTimeout(done, 2000, "nothing happened"));
        const outcome = await Promise.race([blocked, refused, ran]);
        return { outcome, hit: (window as unknown as { hit?: string }).hit ?? "" };
      }, origin);
      expect.soft(outcome.hit, `${name} ran`).toBe("");
      expect.soft(outcome.outcome, name).toMatch(expected);
      blocked += Number(outcome.hit === "" && expected.test(outcome.outcome));
    }
    expect(hits, "requests that reached a stranger").toEqual([]);
    console.log(`row 9: ${blocked} of ${Object.keys(probes).length} probes blocked`);
  } finally {
    stranger.close();
  }
});

test("ladder row 9: the Trusted Types policy accepts no string", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/./);
  await portal.open(merchant, (await merchant.customerWith()).id);
  const { accepted, tried } = await page.evaluate((count) => {
    const { defaultPolicy } = (window as unknown as { trustedTypes: { defaultPolicy: Record<string, (text: string, ...rest: string[]) => unknown> } })
      .trustedTypes;
    const alphabet = "abc<>/\"'= {}();:.&#!-scriptonload";
    const random = (length: number) =>
      Array.from({ length }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join("");
    const { origin, host } = location;
    const attempts: [string, string][] = [];
    for (let round = 0; attempts.length < count; round += 1) {
      attempts.push(["createHTML", random(1 + (round % 60))], ["createScript", random(1 + (round % 60))]);
      attempts.push(["createScriptURL", random(1 + (round % 60))], ["createScriptURL", `https://${random(8)}/assets/${random(8)}.js`]);
    }
    attempts.push(["createHTML", "<b>x</b>"], ["createScript", "1"]);
    // Close to what is allowed, and yet elsewhere.
    const near = [
      "data:text/javascript,1",
      "blob:x",
      `blob:${origin}/assets/x.js`,
      "//evil.example/assets/x.js",
      `https://evil.example/${origin}/assets/x.js`,
      `${origin}.evil.example/assets/x.js`,
      `${origin}@evil.example/assets/x.js`,
      `http://${host}:pass@evil.example/assets/x.js`,
      `${origin}/assets/../api/session`,
      `${origin}/assets/%2e%2e/api/session`,
      `${origin}\\assets\\..\\api`,
      `${origin}/ASSETS/x.js`,
      "/media/logo.svg",
      "/locales/en.json",
    ];
    attempts.push(...near.map((url): [string, string] => ["createScriptURL", url]));
    const accepted = attempts.filter(([kind, text]) => {
      try {
        const made = defaultPolicy[kind]?.(text, "", "");
        return made !== null && made !== undefined && String(made) !== "null" && String(made) !== "";
      } catch {
        return false;
      }
    });
    return { accepted, tried: attempts.length };
  }, full ? 10_000 : 1_000);
  console.log(`row 9: ${accepted.length} of ${tried} strings accepted`);
  expect(accepted).toEqual([]);
});

test("ladder row 9: a whole visit violates no policy", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(failedRequest, /stranger\.example/);
  const violations: string[] = [];
  await context.exposeBinding("violated", (_, directive: string) => violations.push(directive));
  // In the page and in the processor's frames.
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
      (window as unknown as { violated(directive: string): void }).violated(effectiveDirective);
    });
  });
  const customer = await merchant.customerWith({ methods: ["pm_card_visa"], subscriptions: [{}] });
  await portal.open(merchant, customer.id);
  await portal.openOptions("Visa ending in 4242");
  await portal.menuItem("remove").click({ force: true });
  await portal.heldDialog.getByRole("link", { name: portal.words("payment_methods.add_another") }).click();
  const adding = await portal.adding();
  await adding.choose("Visa ending in 0002");
  await adding.submit.click();
  await expect(page.getByRole("alert").filter({ hasText: /declined/ })).toBeVisible();
  await adding.choose("Visa ending in 3155");
  await adding.submit.click();
  const question = page.getByRole("dialog", { name: "Authentication" }).getByTitle("Authentication").contentFrame();
  await question.getByRole("button", { name: "Complete authentication" }).click();
  await expect(portal.rows).toHaveCount(2);
  await portal.remove("Visa ending in 4242");
  await page.getByRole("button", { name: portal.words("shell.sign_out") }).click();
  await expect(page.getByRole("heading", { name: portal.words("ended.signed_out_title") })).toBeVisible();
  console.log(`row 9: ${violations.length} violations in a visit`);
  expect(violations).toEqual([]);

  // It would have been heard.
  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: "https://stranger.example/provoked" }));
  });
  await expect.poll(() => violations).toEqual(["img-src"]);
});

test("nothing is asked of a stranger, and nobody is told where from", async ({ page, portal, merchant }) => {
  const { origin, sandboxOrigin } = merchant.server;
  const strangers: string[] = [];
  const referrers: string[] = [];
  page.on("request", (request) => {
    const target = new URL(request.url()).origin;
    if (target !== origin && target !== sandboxOrigin) strangers.push(request.url());
    if (target !== origin && request.headers()["referer"]) referrers.push(request.url());
  });
  await portal.open(merchant, (await merchant.customerWith()).id);
  await portal.add(/^Mastercard ending in 4444/);
  expect(strangers).toEqual([]);
  expect(referrers.filter((url) => !url.startsWith(sandboxOrigin))).toEqual([]);
});
