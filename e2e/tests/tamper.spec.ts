import { expect, test } from "../support/test.ts";

// One flipped bit in what a customer downloads must never run, and must never end in a blank page.
const rounds = process.env["PORTICO_LADDER"] === "full" ? 100 : 3;

const assets = { js: "**/assets/*.js", wasm: "**/assets/*.wasm", css: "**/assets/*.css" } as const;

for (const [kind, pattern] of Object.entries(assets)) {
  test(`ladder row 10: a flipped bit in the ${kind} is not used and is explained`, async ({ browser, portal, merchant, complaints }) => {
    test.setTimeout(20_000 + rounds * 8_000);
    complaints.expect(/./);
    const customer = await merchant.customerWith();
    for (let round = 0; round < rounds; round += 1) {
      const context = await browser.newContext({ locale: "en-GB" });
      const page = await context.newPage();
      let delivered = 0;
      await page.route(pattern, async (route) => {
        const response = await route.fetch();
        const body = await response.body();
        const at = Math.floor((body.length * (round + Math.random())) / rounds);
        body[at] = (body[at] ?? 0) ^ (1 << (round % 8));
        delivered += 1;
        const { "content-encoding": _, "content-length": __, ...headers } = response.headers();
        await route.fulfill({ response, headers, body });
      });
      await page.goto(await merchant.linkFor(customer.id));
      await expect(page.getByRole("alert").or(page.locator("#trouble")).first()).toBeVisible();
      await expect(page.getByRole("button", { name: portal.words("trouble.reload") }).or(page.getByRole("link", { name: portal.words("trouble.reload") })).first()).toBeVisible();
      await expect(portal.paymentMethods).toHaveCount(0);
      expect(await page.getByRole("heading", { name: portal.words("payment_methods.heading") }).count()).toBe(0);
      expect(delivered).toBeGreaterThan(0);
      await context.close();
    }
  });
}
