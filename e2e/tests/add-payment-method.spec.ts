import { expect, failedRequest, test } from "../support/test.ts";

test("a new card is saved, becomes the default and is announced", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa"] });
  await portal.open(merchant, customer.id);
  await portal.add(/^Mastercard/);

  await expect(portal.rows).toHaveCount(2);
  await expect(portal.rows.first()).toContainText("Default");
  await expect(page.getByText(/Mastercard.* was added and is now your default\./)).toBeVisible();
  const [newest] = await merchant.methodsOf(customer.id);
  expect(newest?.card?.brand).toBe("mastercard");
  expect(await merchant.defaultOf(customer.id)).toBe(newest?.id);
});

test("the page names whose account the method is saved for", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ email: "jamie@example.com" });
  await portal.open(merchant, customer.id);
  await portal.startAdding();
  await expect(page.getByText(/It will be saved for .*example\.com/)).toBeVisible();
});

test("a bank that asks who it is gets its answer", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.frame.getByRole("group", { name: "Cards that need authentication" }).getByRole("radio").first().check({ force: true });
  await adding.submit.click();
  const challenge = page.frameLocator("dialog iframe, iframe[title='Authentication']");
  await challenge.getByRole("button", { name: "Complete authentication" }).click();
  await expect(portal.paymentMethods).toBeVisible();
  await expect(portal.rows).toHaveCount(1);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("a failed authentication is explained, and another method can be tried", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.frame.getByRole("group", { name: "Cards that need authentication" }).getByRole("radio").first().check({ force: true });
  await adding.submit.click();
  const challenge = page.frameLocator("dialog iframe, iframe[title='Authentication']");
  await challenge.getByRole("button", { name: "Fail authentication" }).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.not_authenticated") })).toBeVisible();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);

  await adding.choose(/^Visa ending in 4242/);
  await adding.submit.click();
  await expect(portal.paymentMethods).toBeVisible();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("a declined card is explained and nothing is saved", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*402/);
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.frame
    .getByRole("radio")
    .and(adding.frame.locator("[aria-describedby]"))
    .and(adding.frame.getByRole("group", { name: "Cards that fail" }).getByRole("radio"))
    .first()
    .waitFor();
  const declined = adding.frame.locator("label").filter({ hasText: "Is declined" }).first();
  const more = adding.frame.locator("details:not([open]) > summary");
  while (!(await declined.isVisible()) && (await more.count()) > 0) await more.first().click();
  await declined.click();
  await adding.submit.click();
  await expect(page.getByRole("alert").filter({ hasText: /declined/i })).toBeVisible();
  await expect(adding.submit).toBeEnabled();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);
});

test("two quick clicks save one method", async ({ portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.choose(/^Visa ending in 4242/);
  await adding.submit.dblclick();
  await expect(portal.paymentMethods).toBeVisible();
  await expect(portal.rows).toHaveCount(1);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("no field anywhere takes a card number", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  await portal.startAdding();
  for (const frame of page.frames()) {
    expect(await frame.locator("input:not([type=radio]):not([type=hidden]), textarea, [contenteditable]").count()).toBe(0);
  }
});

test("the processor is named by this document's policy alone", async ({ page, portal, merchant }) => {
  const { origin, sandboxOrigin } = merchant.server;
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  const policyOf = async (path: string) => (await page.request.get(`${origin}${path}`)).headers()["content-security-policy"] ?? "";
  expect(await policyOf("/")).not.toContain(sandboxOrigin);
  expect(await policyOf("/add-payment-method")).toContain(`frame-src ${sandboxOrigin}`);
});

test("leaving without adding changes nothing", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  await portal.startAdding();
  await page.getByRole("link", { name: portal.words("add_payment_method.cancel"), exact: true }).click();
  await expect(portal.paymentMethods).toBeVisible();
  await expect(portal.rows).toHaveCount(1);
});

test("a method that leads to its provider's page comes back and is saved", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.choose(/^Amazon Pay/);
  await adding.submit.click();
  await page.getByRole("button", { name: "Authorize test payment" }).click();
  await expect(portal.paymentMethods).toBeVisible();
  await expect(page.getByText(/Amazon Pay.* was added and is now your default\./)).toBeVisible();
  const [newest] = await merchant.methodsOf(customer.id);
  expect(newest?.type).toBe("amazon_pay");
  expect(await merchant.defaultOf(customer.id)).toBe(newest?.id);
  // Where the secret was, going back must not lead.
  await page.goBack();
  expect(page.url()).not.toContain("secret");
});

test("a provider that says no leads back to the form, with words", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.choose(/^Amazon Pay/);
  await adding.submit.click();
  await page.getByRole("button", { name: "Fail test payment" }).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.not_authenticated") })).toBeVisible();
  await expect(page).toHaveURL(`${merchant.server.origin}/add-payment-method`);
  const again = await portal.adding();
  await again.choose(/^Visa ending in 4242/);
  await again.submit.click();
  await expect(portal.paymentMethods).toBeVisible();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(2);
});

test("the way back is tried again when the portal could not be reached", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.choose(/^Amazon Pay/);
  await page.route("**/api/payment-methods", (route) => route.fulfill({ status: 503, contentType: "application/json", body: '{"error":{"code":"upstream_unavailable","message":"provoked by a test"}}' }));
  await adding.submit.click();
  await page.getByRole("button", { name: "Authorize test payment" }).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("errors.upstream") })).toBeVisible();
  await page.unroute("**/api/payment-methods");
  await adding.submit.click();
  await expect(page.getByText(/Amazon Pay.* was added and is now your default\./)).toBeVisible();
});

test("light or dark: the processor's form follows", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await page.emulateMedia({ colorScheme: "light" });
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  const colour = () => adding.frame.getByRole("radio").first().evaluate((radio) => getComputedStyle(radio.ownerDocument.body).color);
  const light = await colour();
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(colour).not.toBe(light);
  const own = await page.getByRole("heading", { level: 1 }).evaluate((heading) => getComputedStyle(heading).color);
  expect(await colour()).toBe(own);
});
