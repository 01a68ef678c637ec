import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";

// The account where methods are entered on the processor's page; the sandbox's stands for it.
test.use({ settings: { add_payment_method: "redirect" } });

/** Our page, which leads to the processor's. */
class Elsewhere {
  readonly portal: Portal;

  constructor(portal: Portal) {
    this.portal = portal;
  }

  get leave() {
    return this.portal.page.getByRole("button", { name: this.portal.words("add_payment_method.continue_there"), exact: true });
  }

  get retry() {
    return this.portal.page.getByRole("button", { name: this.portal.words("way.retry"), exact: true });
  }

  /** Goes there from home. */
  async start(): Promise<void> {
    await this.portal.addLink.first().click();
    await expect(this.leave).toBeVisible();
  }

  /** Goes to the processor's page and waits for its form. */
  async go(): Promise<Hosted> {
    await this.leave.click();
    const hosted = new Hosted(this.portal.page);
    await expect(hosted.form.getByRole("radio").first()).toBeVisible();
    return hosted;
  }
}

/** The processor's page. Each of its words is the sandbox's. */
class Hosted {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get form() {
    return this.page.locator("iframe").first().contentFrame();
  }

  get save() {
    return this.page.getByRole("button").first();
  }

  get back() {
    return this.page.getByRole("link");
  }

  /** By the keyboard: what unfolds moves away under a pointer. */
  async choose(name: RegExp): Promise<void> {
    const choice = this.form.getByRole("radio", { name }).first();
    const folded = this.form.locator("details:not([open])", { has: this.page.getByRole("radio", { name, includeHidden: true }) }).first();
    if (await folded.count()) await folded.locator("summary").click();
    await choice.focus();
    await choice.press("Space");
    await expect(choice).toBeChecked();
  }
}

test("a method saved on the processor's page comes back, becomes the default and is announced", async ({ page, portal, merchant }) => {
  const { origin, sandboxOrigin } = merchant.server;
  const customer = await merchant.customerWith({ methods: ["pm_card_visa"] });
  await portal.open(merchant, customer.id);
  const elsewhere = new Elsewhere(portal);
  await elsewhere.start();
  await expect(page.getByText(portal.words("add_payment_method.elsewhere"))).toBeVisible();
  await expect(page.getByText(/It will be saved for .*example\.com/)).toBeVisible();
  const hosted = await elsewhere.go();
  expect(new URL(page.url()).origin).toBe(sandboxOrigin);
  await hosted.choose(/^Mastercard ending in 4444/);
  await hosted.save.click();

  await expect(page.getByText(/Mastercard.* was added and is now your default\./)).toBeVisible();
  await expect(portal.rows).toHaveCount(2);
  expect(new URL(page.url()).origin).toBe(origin);
  const [newest] = await merchant.methodsOf(customer.id);
  expect(newest?.card?.brand).toBe("mastercard");
  expect(await merchant.defaultOf(customer.id)).toBe(newest?.id);
  // Neither the page of the processor's nor the address that led back is in the history.
  await page.goBack();
  expect(page.url()).not.toContain("cs_");
});

test("no document names the processor to add a method, and none asks it for anything", async ({ page, portal, merchant }) => {
  const { origin, sandboxOrigin } = merchant.server;
  const strangers: string[] = [];
  page.on("request", (request) => {
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (page.url().startsWith(origin) && !request.url().startsWith(origin) && !isPage) strangers.push(request.url());
  });
  await portal.open(merchant, (await merchant.customerWith()).id);
  const policyOf = async (path: string) => (await page.request.get(`${origin}${path}`)).headers()["content-security-policy"] ?? "";
  expect(await policyOf("/add-payment-method")).toBe(await policyOf("/"));
  expect(await policyOf("/add-payment-method")).not.toContain("http");
  const elsewhere = new Elsewhere(portal);
  await elsewhere.start();
  expect(await page.content()).not.toContain(sandboxOrigin);
  await elsewhere.go();
  console.log(`redirect mode: ${strangers.length} requests to the processor from our documents`);
  expect(strangers).toEqual([]);
});

test("who goes back without a method is told that nothing was added", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const elsewhere = new Elsewhere(portal);
  await elsewhere.start();
  const hosted = await elsewhere.go();
  await hosted.back.click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.canceled") })).toBeVisible();
  await expect(page).toHaveURL(`${merchant.server.origin}/add-payment-method`);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);
  // And may try again.
  const again = await elsewhere.go();
  await again.choose(/^Visa ending in 4242/);
  await again.save.click();
  await expect(portal.rows).toHaveCount(1);
});

test("the browser's own way back leads to a page that works", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const elsewhere = new Elsewhere(portal);
  await elsewhere.start();
  await elsewhere.go();
  await page.goBack();
  const hosted = await elsewhere.go();
  await hosted.choose(/^Visa ending in 4242/);
  await hosted.save.click();
  await expect(portal.rows).toHaveCount(1);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("a declined card and a failed authentication are explained there, and another method can be tried", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*402/);
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const elsewhere = new Elsewhere(portal);
  await elsewhere.start();
  const hosted = await elsewhere.go();
  await hosted.choose(/^Visa ending in 0002/);
  await hosted.save.click();
  await expect(page.getByRole("alert").filter({ hasText: "Your card was declined." })).toBeVisible();
  await hosted.choose(/^Visa ending in 3155/);
  await hosted.save.click();
  const question = page.getByRole("dialog", { name: "Authentication" }).getByTitle("Authentication").contentFrame();
  await question.getByRole("button", { name: "Fail authentication" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "could not be authenticated" })).toBeVisible();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);
  await hosted.choose(/^Visa ending in 3155/);
  await hosted.save.click();
  await question.getByRole("button", { name: "Complete authentication" }).click();
  await expect(portal.rows).toHaveCount(1);
});

for (const [answer, saved] of [["Authorize test payment", 1], ["Fail test payment", 0]] as const) {
  test(`a method with a provider's page of its own: ${answer}`, async ({ page, portal, merchant }) => {
    const customer = await merchant.customerWith({ methods: [] });
    await portal.open(merchant, customer.id);
    const elsewhere = new Elsewhere(portal);
    await elsewhere.start();
    const hosted = await elsewhere.go();
    await hosted.choose(/^Amazon Pay/);
    await hosted.save.click();
    await page.getByRole("button", { name: answer }).click();
    if (saved) {
      await expect(page.getByText(/Amazon Pay.* was added and is now your default\./)).toBeVisible();
    } else {
      await expect(page.getByRole("alert").filter({ hasText: "could not be authenticated" })).toBeVisible();
      expect(new URL(page.url()).search, "the secret left the address").toBe("");
    }
    expect(await merchant.methodsOf(customer.id)).toHaveLength(saved);
  });
}

test("when the portal cannot be reached on the way back, keeping the method is tried again", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const elsewhere = new Elsewhere(portal);
  await elsewhere.start();
  const hosted = await elsewhere.go();
  await hosted.choose(/^Visa ending in 4242/);
  const answer = { status: 503, contentType: "application/json", body: '{"error":{"code":"upstream_unavailable","message":"provoked by a test"}}' };
  await page.route("**/api/payment-methods", (route) => route.fulfill(answer));
  await hosted.save.click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("errors.upstream") })).toBeVisible();
  await page.unroute("**/api/payment-methods");
  await elsewhere.retry.click();
  await expect(page.getByText(/Visa.* was added and is now your default\./)).toBeVisible();
});

test("addresses of nobody's, of strangers and of before add nothing", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*(404|409)/);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_amex"] });
  await portal.open(merchant, customer.id);
  const elsewhere = new Elsewhere(portal);
  await elsewhere.start();
  const hosted = await elsewhere.go();
  await hosted.choose(/^Mastercard ending in 4444/);
  let used = "";
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.url().includes("checkout=cs_")) used = request.url();
  });
  await hosted.save.click();
  await expect(portal.rows).toHaveCount(3);
  await portal.makeDefault("Visa ending in 4242");

  // Its own, a second time: home shows that the method is there, and what was chosen since stays.
  await page.goto(used);
  await expect(portal.paymentMethods).toBeVisible();
  await expect(portal.defaultBadge("Visa ending in 4242")).toBeVisible();
  await page.goto(`${merchant.server.origin}/add-payment-method?checkout=cs_test_none`);
  await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.not_finished") })).toBeVisible();
  await expect(elsewhere.leave).toBeVisible();
  expect(await merchant.defaultOf(customer.id)).toBe(customer.methods[0]);
});

test("a link that was made for adding a method is done by it", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  const after_completion = { type: "hosted_confirmation" as const, hosted_confirmation: { custom_message: "Thank you." } };
  await page.goto(await merchant.linkFor(customer.id, { flow_data: { type: "payment_method_update", after_completion } }));
  const elsewhere = new Elsewhere(portal);
  const left = await elsewhere.go();
  await left.back.click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.canceled") })).toBeVisible();
  const hosted = await elsewhere.go();
  await hosted.choose(/^Visa ending in 4242/);
  await hosted.save.click();
  await expect(page.getByText("Thank you.")).toBeVisible();
  await expect(page).toHaveURL(`${merchant.server.origin}/done`);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("in German, by the keyboard alone", async ({ browser, merchant, complaints }) => {
  const context = await browser.newContext({ locale: "de-DE" });
  await complaints.listenIn(context);
  const page = await context.newPage();
  const portal = new Portal(page, "de");
  const customer = await merchant.customerWith({ methods: ["pm_card_visa"] });
  await portal.open(merchant, customer.id);
  await portal.tabTo(portal.addLink.first());
  await page.keyboard.press("Enter");
  const elsewhere = new Elsewhere(portal);
  await portal.tabTo(elsewhere.leave);
  await page.keyboard.press("Enter");
  const hosted = new Hosted(page);
  // The language goes along.
  await expect(page.getByRole("heading", { name: "Eine Zahlungsmethode speichern" })).toBeFocused();
  const first = hosted.form.getByRole("radio").first();
  await portal.tabTo(first);
  await page.keyboard.press("Space");
  await portal.tabTo(hosted.save);
  await page.keyboard.press("Enter");
  await expect(portal.paymentMethods).toBeVisible();
  await expect(portal.rows).toHaveCount(2);
  await context.close();
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${scheme}, ${width} px`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: 900 } });

      test("axe finds nothing on our page, after cancelling, and on the processor's", async ({ page, portal, merchant }) => {
        await portal.open(merchant, (await merchant.customerWith()).id);
        const elsewhere = new Elsewhere(portal);
        const isWhole = async () => {
          await expectAccessible(page);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
        };
        await elsewhere.start();
        await isWhole();
        const hosted = await elsewhere.go();
        await isWhole();
        await hosted.back.click();
        await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.canceled") })).toBeVisible();
        await isWhole();
      });
    });
  }
}
