import { expect, test } from "../support/test.ts";

const visa = "Visa ending in 4242";

test("the only method of a live subscription is held, with its reason and the way on", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  await portal.open(merchant, customer.id);
  const changes: string[] = [];
  page.on("request", (request) => request.method() !== "GET" && changes.push(`${request.method()} ${request.url()}`));

  await portal.openOptions(visa);
  const remove = portal.menuItem("remove");
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await expect(remove).toHaveAccessibleDescription(portal.words("payment_methods.held"));
  await remove.click({ force: true });
  await expect(portal.heldDialog).toContainText(portal.words("payment_methods.held"));
  await expect(portal.heldDialog.getByRole("button", { name: "Remove", exact: true })).toHaveCount(0);
  expect(changes).toEqual([]);

  await portal.heldDialog.getByRole("link", { name: portal.words("payment_methods.add_another") }).click();
  const adding = await portal.adding();
  await adding.choose(/^Mastercard ending in 4444/);
  await adding.submit.click();
  await expect(portal.paymentMethods).toBeVisible();

  // In the same visit, what was held is free.
  await portal.openOptions(visa);
  await expect(portal.menuItem("remove")).not.toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
  await portal.remove(visa);
  const methods = await merchant.methodsOf(customer.id);
  expect(methods.map((method) => method.card?.last4)).toEqual(["4444"]);
});

test("without a live subscription the last method may go", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  await portal.remove(visa);
  await expect(page.getByText(portal.words("payment_methods.none"))).toBeVisible();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);
});

test("of two methods one may go, then the other is held at once", async ({ portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  await portal.open(merchant, customer.id);
  await portal.remove(visa);
  await portal.openOptions("Mastercard ending in 4444");
  await expect(portal.menuItem("remove")).toHaveAttribute("aria-disabled", "true");
  expect(await merchant.defaultOf(customer.id)).toBe(customer.methods[1]);
});

test("a trial is live as well", async ({ portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{ trialDays: 30 }] });
  await portal.open(merchant, customer.id);
  await portal.openOptions(visa);
  await expect(portal.menuItem("remove")).toHaveAttribute("aria-disabled", "true");
});

test("the server refuses what a client would not ask", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*409/);
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  await portal.open(merchant, customer.id);
  const answer = await page.evaluate(async (method) => {
    const session = await (await fetch("/api/session")).json();
    const response = await fetch(`/api/payment-methods/${method}`, {
      method: "DELETE",
      headers: {
        "Content-Type": "application/json",
        "X-Portal-Session": session.session.id,
        "If-Match": `"${session.version}"`,
        "Idempotency-Key": crypto.randomUUID(),
      },
      body: "{}",
    });
    return { status: response.status, body: await response.json() };
  }, customer.methods[0] ?? "");
  expect(answer.status).toBe(409);
  expect(answer.body.error.code).toBe("payment_method_required");
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("two tabs that each remove another method leave one", async ({ context, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*409/);
  const { Portal } = await import("../support/portal.ts");
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  await portal.open(merchant, customer.id);
  const other = new Portal(await context.newPage());
  await other.page.goto(merchant.server.origin);
  await expect(other.paymentMethods).toBeVisible();

  await portal.openOptions(visa);
  await portal.menuItem("remove").click();
  await other.openOptions("Mastercard ending in 4444");
  await other.menuItem("remove").click();
  await Promise.all(
    [portal, other].map((tab) => tab.removeDialog.getByRole("button", { name: "Remove", exact: true }).click()),
  );
  await expect.poll(async () => (await merchant.methodsOf(customer.id)).length).toBe(1);
  // Each tab ends with the truth: one row, and the tab that came too late says why.
  for (const tab of [portal, other]) await expect(tab.rows).toHaveCount(1);
});
