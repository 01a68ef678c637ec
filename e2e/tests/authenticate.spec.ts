import { expectAccessible } from "../support/axe.ts";
import { invoiceFor } from "../support/invoices.ts";
import type { Merchant } from "../support/merchant.ts";
import { Portal } from "../support/portal.ts";
import { expect, failedRequest, test } from "../support/test.ts";

/** Pays an invoice with a card whose bank asks. */
async function payUntilTheBankAsks(portal: Portal, merchant: Merchant) {
  const customer = await merchant.customerWith({ methods: ["pm_card_authenticationRequired", "pm_card_visa"] });
  const invoice = await invoiceFor(merchant, customer.id, { amount: 2_000 });
  const { page } = portal;
  await portal.open(merchant, customer.id);
  await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
  await page.getByRole("button", { name: portal.words("invoice.pay", { amount: "€20.00" }), exact: true }).click();
  const question = page.getByRole("dialog", { name: "Authentication" }).getByTitle("Authentication").contentFrame();
  await expect(question.getByRole("button", { name: "Complete authentication" })).toBeVisible();
  await expect(page).toHaveURL(`${merchant.server.origin}/invoices/${invoice.id}/authenticate`);
  return { invoice: invoice.id ?? "", question };
}

test("the bank asks, the customer confirms, and home says that the payment went through", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const { invoice, question } = await payUntilTheBankAsks(portal, merchant);
  await expect(page.getByRole("main")).toContainText("r•••@example.com");
  await question.getByRole("button", { name: "Complete authentication" }).click();
  await expect(portal.said(portal.words("invoices.payment_made"))).toBeVisible();
  await expect(page).toHaveURL(`${merchant.server.origin}/`);
  // What home shows is as new as its message.
  await expect(page.getByRole("region", { name: portal.words("invoices.heading") })).toContainText(portal.words("invoices.status_paid"));
  expect((await merchant.stripe.invoices.retrieve(invoice)).status).toBe("paid");
  await page.goBack();
  expect(page.url()).not.toContain("secret");
});

test("a customer the bank does not know is told what to do, and pays otherwise", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const { invoice, question } = await payUntilTheBankAsks(portal, merchant);
  await question.getByRole("button", { name: "Fail authentication" }).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("authenticate.failed") })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: portal.words("authenticate.invoice") }).click();
  await page.getByRole("radio", { name: /4242/ }).check();
  await page.getByRole("button", { name: portal.words("invoice.pay", { amount: "€20.00" }), exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("invoice.paid") })).toBeVisible();
  expect((await merchant.stripe.invoices.retrieve(invoice)).status).toBe("paid");
});

test("a payment that waits is offered on the invoice, and asked for again", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const { invoice } = await payUntilTheBankAsks(portal, merchant);
  await page.goto(`${merchant.server.origin}/invoices/${invoice}`);
  await expect(page.getByRole("main")).toContainText(portal.words("invoice.action"));
  await page.getByRole("link", { name: portal.words("invoice.confirm") }).click();
  const again = page.getByRole("dialog", { name: "Authentication" }).getByTitle("Authentication").contentFrame();
  await again.getByRole("button", { name: "Complete authentication" }).click();
  await expect(portal.said(portal.words("invoices.payment_made"))).toBeVisible();
});

// Another language built the page anew and the visit with it: a customer whose bank had just refused was asked a second time.
test("another language says the same, and does not ask the bank again", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const { question } = await payUntilTheBankAsks(portal, merchant);
  await question.getByRole("button", { name: "Fail authentication" }).click();
  await expect(page.getByRole("alert").filter({ hasText: portal.words("authenticate.failed") })).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("de");
  const german = new Portal(page, "de");
  await expect(page.getByRole("alert").filter({ hasText: german.words("authenticate.failed") })).toBeVisible();
  expect(asked.filter((path) => path.endsWith("/authentication"))).toEqual([]);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("nothing waits: the page says so and leads back", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith();
  const invoice = await invoiceFor(merchant, customer.id, { amount: 2_000 });
  await portal.open(merchant, customer.id);
  await page.goto(`${merchant.server.origin}/invoices/${invoice.id}/authenticate`);
  await expect(page.getByRole("alert").filter({ hasText: portal.words("authenticate.nothing") })).toBeVisible();
  await expectAccessible(page);
});

test("only the two documents of the processor name it", async ({ page, merchant }) => {
  const { origin, sandboxOrigin } = merchant.server;
  const policyOf = async (path: string) => (await page.request.get(`${origin}${path}`)).headers()["content-security-policy"] ?? "";
  expect(await policyOf("/invoices/in_1/authenticate")).toContain(`frame-src ${sandboxOrigin}`);
  for (const path of ["/", "/invoices", "/invoices/in_1"]) expect(await policyOf(path)).not.toContain(sandboxOrigin);
});
