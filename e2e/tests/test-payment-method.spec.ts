import type { FrameLocator, Locator } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import type { AddPaymentMethod } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";
import { type TestMethod, asks, debits, groupOf, nameOf, offered, refusals, says, statusWhenCharged } from "../support/test-methods.ts";

// The sandbox's form, "Test payment method": every entry does what its name says, when it is saved and when it is charged.

function form(adding: AddPaymentMethod): FrameLocator {
  return adding.portal.page.getByTitle("Test payment method", { exact: true }).contentFrame();
}

/** The bank's question. */
function challenge(adding: AddPaymentMethod): { dialog: Locator; complete: Locator; fail: Locator } {
  const dialog = adding.portal.page.getByRole("dialog", { name: "Authentication", exact: true });
  const frame = dialog.getByTitle("Authentication", { exact: true }).contentFrame();
  return {
    dialog,
    complete: frame.getByRole("button", { name: "Complete authentication", exact: true }),
    fail: frame.getByRole("button", { name: "Fail authentication", exact: true }),
  };
}

function radio(within: FrameLocator | Locator, method: TestMethod): Locator {
  return within.getByRole("radio", { name: nameOf(method), exact: true });
}

/** Shows also what is shown on demand. */
async function openAll(frame: FrameLocator): Promise<void> {
  const more = frame.getByText(/^Show \d+ more$/);
  await expect(more).not.toHaveCount(0);
  for (const summary of await more.all()) await summary.click();
}

/** Saves a method in an open form and waits for the first row to be it. */
async function save(adding: AddPaymentMethod, method: TestMethod): Promise<void> {
  const { portal } = adding;
  await adding.choose(nameOf(method));
  await adding.submit.click();
  if (asks.includes(method.outcome)) await challenge(adding).complete.click();
  if (method.outcome === "redirects") await portal.page.getByRole("button", { name: "Authorize test payment" }).click();
  await expect(portal.paymentMethods).toBeVisible();
  await expect(portal.rows.first()).toContainText(method.last4 ?? method.label);
}

test("every test method stands in its group and says what it does", async ({ portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith({ methods: [] })).id);
  const adding = await portal.startAdding();
  const frame = form(adding);
  await openAll(frame);
  const methods = await offered(merchant);
  await expect(frame.getByRole("radiogroup", { name: "Choose a test payment method" }).getByRole("radio")).toHaveCount(methods.length);
  for (const method of methods) {
    const group = frame.getByRole("group", { name: groupOf(method), exact: true });
    await expect(radio(group, method)).toHaveAccessibleDescription(says[method.outcome] ?? `no words for ${method.outcome}`);
  }
  expect(new Set(methods.map(({ kind }) => kind)).size, "all eleven kinds").toBe(11);
});

const saved: [string, (method: TestMethod) => boolean][] = [
  ["card that works", ({ kind, outcome }) => kind === "card" && ["succeeds", "expires_soon"].includes(outcome)],
  ["bank debit", ({ kind }) => debits.includes(kind)],
  ["wallet and voucher", ({ kind }) => kind !== "card" && !debits.includes(kind)],
  ["card that asks first, or fails later", ({ outcome }) => [...asks, "declines_later"].includes(outcome)],
];
for (const [name, belongs] of saved) {
  test(`every ${name} is saved and becomes the default`, async ({ portal, merchant }) => {
    test.setTimeout(180_000);
    const customer = await merchant.customerWith({ methods: [] });
    const methods = (await offered(merchant)).filter(belongs);
    expect(methods.length).toBeGreaterThan(3);
    await portal.open(merchant, customer.id);
    for (const [before, method] of methods.entries()) {
      await test.step(nameOf(method), async () => {
        await save(await portal.startAdding(), method);
        await expect(portal.rows).toHaveCount(before + 1);
        const soon = portal.words("payment_methods.expires_soon_badge");
        if (method.outcome === "expires_soon") await expect(portal.rows.first()).toContainText(soon);
        else await expect(portal.rows.first()).not.toContainText(soon);
        const [newest] = await merchant.methodsOf(customer.id);
        expect(newest?.type).toBe(method.kind);
        expect(await merchant.defaultOf(customer.id)).toBe(newest?.id);
      });
    }
  });
}

test("what is charged later does what the form said of it", async ({ page, portal, merchant }) => {
  test.setTimeout(180_000);
  const later = [...asks, "declines_later", "debit_fails_later", "expires_soon"];
  const methods = (await offered(merchant)).filter(({ outcome }) => later.includes(outcome));
  expect(new Set(methods.map(({ outcome }) => outcome)).size).toBe(later.length);
  for (const method of methods) {
    await test.step(nameOf(method), async () => {
      const clock = await merchant.stripe.testHelpers.testClocks.create({ frozen_time: Math.floor(Date.now() / 1000) });
      const customer = await merchant.customerWith({ methods: [], more: { test_clock: clock.id } });
      await page.context().clearCookies();
      await portal.open(merchant, customer.id);
      await save(await portal.startAdding(), method);
      const pays = ["authenticates_once", "expires_soon"].includes(method.outcome);
      const fails = debits.includes(method.kind) ? "past_due" : "incomplete";
      expect(await statusWhenCharged(merchant, customer.id, method)).toBe(pays ? "active" : fails);
    });
  }
});

test("every card that is refused says why, and the next one can be tried", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*402/);
  const customer = await merchant.customerWith({ methods: [] });
  const methods = (await offered(merchant)).filter(({ outcome }) => outcome in refusals);
  expect(methods).toHaveLength(Object.keys(refusals).length);
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  for (const method of methods) {
    await test.step(nameOf(method), async () => {
      await adding.choose(nameOf(method));
      await adding.submit.click();
      await expect(page.getByRole("alert").filter({ hasText: refusals[method.outcome] ?? "no words" })).toBeVisible();
      // That it is this refusal and not the one before: the processor keeps the reason of the last.
      const [setup] = (await merchant.stripe.setupIntents.list({ customer: customer.id, limit: 1 })).data;
      const { code, decline_code } = setup?.last_setup_error ?? {};
      expect([code, decline_code]).toContain(method.outcome);
      expect(setup?.last_setup_error?.payment_method?.card?.last4).toBe(method.last4);
    });
  }
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);
  const works = (await offered(merchant)).find(({ id }) => id === "pm_card_visa");
  if (works) await save(adding, works);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("a debit asks for its mandate before it is saved, a card does not", async ({ portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith({ methods: [] })).id);
  const adding = await portal.startAdding();
  const mandate = form(adding).getByText(/^By saving this account you authorise/);
  await expect(mandate).toHaveCount(0);
  await adding.choose("SEPA Direct Debit ending in 3000");
  await expect(mandate).toContainText("payments by SEPA Direct Debit");
  await adding.choose("Bacs Direct Debit ending in 2345");
  await expect(mandate).toContainText("payments by Bacs Direct Debit");
  await adding.choose("Visa ending in 4242");
  await expect(mandate).toHaveCount(0);
});

test("nothing chosen: the form says so, and the focus goes there", async ({ portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith({ methods: [] })).id);
  const adding = await portal.startAdding();
  await adding.submit.click();
  await expect(form(adding).getByRole("alert")).toHaveText("Choose a payment method to continue.");
  await expect(form(adding).getByRole("radio").first()).toBeFocused();
});

test("who does not agree on the provider's page comes back to words and the form", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  await adding.choose("PayPal");
  await adding.submit.click();
  await expect(page.getByRole("heading", { name: "Authorize a test payment method" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Fail test payment" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.not_authenticated") })).toBeVisible();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);
  const again = (await offered(merchant)).find(({ id }) => id === "pm_amazonPay");
  if (again) await save(await portal.adding(), again);
  expect((await merchant.methodsOf(customer.id)).map(({ type }) => type)).toEqual(["amazon_pay"]);
});

test("with the keyboard alone: a method out of sight is chosen, the bank refused by Escape, then answered", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: [] });
  await portal.open(merchant, customer.id);
  const adding = await portal.startAdding();
  const frame = form(adding);
  const { keyboard } = page;

  await portal.tabTo(frame.getByText(/^Show \d+ more$/).first());
  await keyboard.press("Enter");
  await expect(frame.getByRole("radio", { name: "UnionPay ending in 0005" })).toBeVisible();
  await keyboard.press("Shift+Tab");
  await keyboard.press("Space");
  const wanted = frame.getByRole("radio", { name: "Visa ending in 3155" });
  for (let presses = 0; presses < 30 && !(await wanted.isChecked()); presses += 1) await keyboard.press("ArrowDown");
  await expect(wanted).toBeChecked();
  await portal.tabTo(adding.submit);
  await keyboard.press("Enter");

  const { dialog, complete } = challenge(adding);
  await expect(complete).toBeVisible();
  await keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("alert").filter({ hasText: portal.words("add_payment_method.not_authenticated") })).toBeVisible();
  await expect(adding.submit).toBeFocused();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(0);

  await keyboard.press("Enter");
  await expect(complete).toBeVisible();
  await portal.tabTo(complete);
  await keyboard.press("Enter");
  await expect(portal.paymentMethods).toBeVisible();
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test("axe finds nothing in the form, however it looks, nor on the bank's and the provider's pages", async ({ page, portal, merchant }) => {
        await portal.open(merchant, (await merchant.customerWith({ methods: [] })).id);
        const adding = await portal.startAdding();
        await openAll(form(adding));
        await adding.submit.click();
        await expect(form(adding).getByRole("alert")).toBeVisible();
        await expectAccessible(page);
        await adding.choose("SEPA Direct Debit ending in 3000");
        await expectAccessible(page);
        for (const frame of page.frames()) {
          const wider = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
        }
        await adding.choose("Visa ending in 3184");
        await adding.submit.click();
        await expect(challenge(adding).complete).toBeVisible();
        await expectAccessible(page);
        await challenge(adding).fail.click();
        await adding.choose("PayPal");
        await adding.submit.click();
        await expect(page.getByRole("button", { name: "Authorize test payment" })).toBeVisible();
        await expectAccessible(page);
      });
    });
  }
}
