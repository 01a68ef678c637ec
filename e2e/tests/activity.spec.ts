import { expectAccessible } from "../support/axe.ts";
import type { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

const visa = "Visa ending in 4242";
const mastercard = "Mastercard ending in 4444";

function changes(portal: Portal) {
  return portal.page.getByRole("main").getByRole("listitem");
}

/** The link in the foot of every page. */
async function goThere(portal: Portal): Promise<void> {
  await portal.page.getByRole("link", { name: portal.words("shell.activity") }).click();
  await expect(portal.heading("activity.title")).toBeVisible();
}

test("what was changed is listed with when and from where, newest first", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({
    methods: ["pm_card_visa", "pm_card_mastercard"],
    subscriptions: [{ product: "Team plan" }],
  });
  await portal.open(merchant, customer.id);
  await goThere(portal);
  await expect(page.getByText(portal.words("activity.none"), { exact: true })).toBeVisible();
  await page.getByRole("link", { name: portal.words("add_payment_method.back") }).click();

  await portal.makeDefault(mastercard);
  await portal.remove(visa);
  await portal.add(/^Visa ending in 4242/);
  await page.getByRole("link", { name: `${portal.words("subscriptions.cancel")} (Team plan)` }).click();
  await page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
  await expect(portal.heading("cancel.done_title")).toBeVisible();
  await goThere(portal);

  await expect(changes(portal)).toHaveCount(4);
  const [canceled, added, removed, made] = await changes(portal).all();
  await expect(canceled!).toContainText("Subscription canceled");
  await expect(canceled!).toContainText(/Team plan · Takes effect on \d+ \w+ \d{4}/);
  await expect(added!).toContainText(`Payment method added`);
  await expect(added!).toContainText(visa);
  await expect(removed!).toContainText("Payment method removed");
  await expect(made!).toContainText("Default payment method changed");
  await expect(made!).toContainText(mastercard);
  for (const change of await changes(portal).all()) {
    await expect(change).toContainText(/Chrome on Linux/);
    await expect(change).toContainText("This session");
    await expect(change).toContainText(/\d+ \w+ \d{4} at \d+:\d+/);
  }
  await expect(page.getByRole("main")).toContainText(/What .+ changes for you is not listed here\./);
  await expect(page.getByRole("main")).toMatchAriaSnapshot({ name: "activity.aria.yml" });
});

test("another session sees it, and knows that it was another", async ({ browser, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  await portal.makeDefault(mastercard);

  const elsewhere = await browser.newContext({ userAgent: "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0" });
  const { Portal } = await import("../support/portal.ts");
  const other = new Portal(await elsewhere.newPage());
  await other.open(merchant, customer.id);
  await goThere(other);
  await expect(changes(other)).toHaveCount(1);
  await expect(changes(other)).not.toContainText("This session");
  await elsewhere.close();
});

test("older changes come on demand, with the keyboard alone", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  await portal.open(merchant, customer.id);
  // As many as a page holds and three more, made the way the portal makes them.
  const session = await page.evaluate(async (methods) => {
    const first = (await (await fetch("/api/session")).json()) as { session: { id: string } };
    for (let number = 0; number < 23; number++) {
      await fetch(`/api/payment-methods/${methods[(number + 1) % 2]}/default`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "X-Portal-Session": first.session.id },
        body: "{}",
      });
    }
    return first.session.id;
  }, customer.methods);
  expect(session).toMatch(/^ses_/);
  await page.goto(`${merchant.server.origin}/activity`);
  await expect(changes(portal)).toHaveCount(20);
  const more = page.getByRole("button", { name: portal.words("activity.more") });
  for (let presses = 0; presses < 40 && !(await more.evaluate((button) => button === document.activeElement)); presses++) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(changes(portal)).toHaveCount(23);
  await expect(portal.said("23 changes shown")).toHaveCount(1);
  await expect(more).toHaveCount(0);
});

test("a list that cannot be loaded says so and can be asked for again", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*503/);
  const customer = await merchant.customerWith();
  await portal.open(merchant, customer.id);
  await page.route("**/api/activity", (route) =>
    route.fulfill({ status: 503, contentType: "application/json", body: '{"error":{"code":"upstream_unavailable","message":"provoked by a test"}}' }),
  );
  await page.goto(`${merchant.server.origin}/activity`);
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await page.unroute("**/api/activity");
  await page.getByRole("button", { name: portal.words("way.retry") }).click();
  await expect(page.getByText(portal.words("activity.none"), { exact: true })).toBeVisible();
});

test("in German", async ({ page, merchant }) => {
  const { Portal } = await import("../support/portal.ts");
  const portal = new Portal(page, "de");
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], languages: ["de"] });
  await portal.open(merchant, customer.id);
  await portal.makeDefault(portal.method("Mastercard", "4444"));
  await goThere(portal);
  await expect(changes(portal)).toContainText("Standard-Zahlungsmethode geändert");
  await expect(changes(portal)).toContainText("Chrome unter Linux");
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${scheme}, ${width} px`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: 900 } });

      test("axe finds nothing, with changes and without", async ({ page, portal, merchant }) => {
        const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
        await portal.open(merchant, customer.id);
        await goThere(portal);
        await expect(page.getByText(portal.words("activity.none"), { exact: true })).toBeVisible();
        await expectAccessible(page);
        await page.goto(merchant.server.origin);
        await portal.makeDefault(mastercard);
        await goThere(portal);
        await expect(changes(portal)).toHaveCount(1);
        await expectAccessible(page);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
      });
    });
  }
}
