import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import { invoiceFor } from "../support/invoices.ts";
import type { Merchant } from "../support/merchant.ts";
import type { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

interface Place {
  name: string;
  go: (portal: Portal, merchant: Merchant, page: Page) => Promise<void>;
}

const visa = "Visa ending in 4242";

const places: Place[] = [
  {
    name: "home",
    go: async (portal, merchant) => {
      const customer = await merchant.customerWith({
        methods: ["pm_card_visa", "pm_card_mastercard", "pm_sepaDebit"],
        subscriptions: [{ product: "Team plan" }, { product: "Trial plan", trialDays: 10 }],
      });
      await portal.open(merchant, customer.id);
    },
  },
  {
    name: "home of a customer with nothing",
    go: async (portal, merchant) => portal.open(merchant, (await merchant.customerWith({ methods: [] })).id),
  },
  {
    name: "menu of a method that is held",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith({ subscriptions: [{}] })).id);
      await portal.openOptions(visa);
    },
  },
  {
    name: "dialog that explains why it is held",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith({ subscriptions: [{}] })).id);
      await portal.openOptions(visa);
      await portal.menuItem("remove").click({ force: true });
      await expect(portal.heldDialog).toBeVisible();
    },
  },
  {
    name: "dialog before removing",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.openOptions(visa);
      await portal.menuItem("remove").click();
      await expect(portal.removeDialog).toBeVisible();
    },
  },
  {
    name: "add payment method",
    go: async (portal, merchant) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await portal.startAdding();
    },
  },
  {
    name: "all invoices",
    go: async (portal, merchant, page) => {
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      await invoiceFor(merchant, customer.id, { amount: 4_900 });
      await portal.open(merchant, customer.id);
      await page.goto(`${merchant.server.origin}/invoices`);
      await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(2);
    },
  },
  {
    name: "no invoice found",
    go: async (portal, merchant, page) => {
      await portal.open(merchant, (await merchant.customerWith({ subscriptions: [{}] })).id);
      await page.goto(`${merchant.server.origin}/invoices?search=nothing`);
      await expect(page.getByText(portal.words("invoice_search.none"), { exact: true })).toBeVisible();
    },
  },
  {
    name: "an open invoice",
    go: async (portal, merchant, page) => {
      const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
      const invoice = await invoiceFor(merchant, customer.id, { amount: 4_900 });
      await portal.open(merchant, customer.id);
      await page.goto(`${merchant.server.origin}/invoices/${invoice.id}`);
      await expect(page.getByRole("button", { name: portal.words("invoice.pay", { amount: "€49.00" }) })).toBeVisible();
    },
  },
  {
    name: "cancel subscription",
    go: async (portal, merchant, page) => {
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      await portal.open(merchant, customer.id);
      await page.goto(`${merchant.server.origin}/subscriptions/${customer.subscriptions[0]}/cancel`);
      await expect(page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true })).toBeVisible();
    },
  },
  {
    name: "why a subscription was cancelled",
    go: async (portal, merchant, page) => {
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      await portal.open(merchant, customer.id);
      await page.goto(`${merchant.server.origin}/subscriptions/${customer.subscriptions[0]}/cancel`);
      await page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
      await expect(page.getByRole("group", { name: portal.words("cancel.why") })).toBeVisible();
    },
  },
  {
    name: "billing information, with what is wrong",
    go: async (portal, merchant, page) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await page.goto(`${merchant.server.origin}/billing-information`);
      await page.getByRole("textbox", { name: portal.words("billing_information.email") }).fill("nobody");
      await page.getByRole("button", { name: portal.words("details.save"), exact: true }).click();
      await expect(page.getByRole("textbox", { name: portal.words("billing_information.email") })).toHaveAttribute("aria-invalid", "true");
    },
  },
  {
    name: "a link that no longer works",
    go: async (portal, merchant, page) => {
      await page.goto(`${merchant.server.origin}/p/session#pcs_invented`);
      await expect(page.getByRole("heading", { name: portal.words("ended.link_title") })).toBeVisible();
    },
  },
  {
    name: "no session",
    go: async (portal, merchant, page) => {
      await page.goto(merchant.server.origin);
      await expect(page.getByRole("heading", { name: portal.words("ended.expired_title") })).toBeVisible();
    },
  },
  {
    name: "signed out",
    go: async (portal, merchant, page) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await page.getByRole("button", { name: portal.words("shell.sign_out") }).click();
      await expect(page.getByRole("heading", { name: portal.words("ended.signed_out_title") })).toBeVisible();
    },
  },
  {
    name: "dialog over a page whose session ended",
    go: async (portal, merchant, page) => {
      await portal.open(merchant, (await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] })).id);
      await page.context().clearCookies();
      await portal.openOptions("Mastercard ending in 4444");
      await portal.menuItem("make_default").click();
      await expect(page.getByRole("dialog", { name: portal.words("ended.expired_title") })).toBeVisible();
    },
  },
  {
    name: "switching accounts",
    go: async (portal, merchant, page) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await page.goto(await merchant.linkFor((await merchant.customerWith()).id));
      await expect(page.getByRole("heading", { name: portal.words("switch.title") })).toBeVisible();
    },
  },
  {
    name: "page not found",
    go: async (portal, merchant, page) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await page.goto(`${merchant.server.origin}/no-such-page`);
      await expect(page.getByRole("heading", { name: portal.words("not_found.title") })).toBeVisible();
    },
  },
  {
    name: "failure panel of the document",
    go: async (portal, merchant, page) => {
      await portal.open(merchant, (await merchant.customerWith()).id);
      await page.evaluate(() => (window as unknown as { portico: { fail(kind: string): void } }).portico.fail("crash"));
      await expect(page.getByText(portal.words("trouble.crash"))).toBeVisible();
    },
  },
];

for (const scheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${scheme}, ${width} px`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: 900 } });

      for (const { name, go } of places) {
        test(`axe finds nothing: ${name}`, async ({ page, portal, merchant, complaints }) => {
          complaints.expect(/Failed to load resource.*(401|404|409|410)/);
          await go(portal, merchant, page);
          await expectAccessible(page);
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
        });
      }
    });
  }
}

test("at 400 % zoom nothing is lost", async ({ page, portal, merchant }) => {
  // 1280 px at 400 % are 320 px; WCAG 1.4.10 asks for the same content and functions.
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  await page.setViewportSize({ width: 320, height: 256 });
  await portal.open(merchant, customer.id);
  await portal.makeDefault("Mastercard ending in 4444");
  await page.getByRole("button", { name: portal.words("shell.dismiss") }).click();
  await portal.remove(visa);
});

test("where lines begin on the right, what the customer and the merchant wrote does so, too", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  await page.setViewportSize({ width: 320, height: 900 });
  await portal.open(merchant, customer.id);
  // No language of the portal is written from the right yet; a merchant's words may be.
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  for (const text of ["Robin Example", "robin@example.com"]) {
    const value = page.getByRole("definition").filter({ hasText: text });
    const gap = await value.evaluate((element) => {
      const range = document.createRange();
      range.selectNode(document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() ?? element);
      return element.getBoundingClientRect().right - range.getBoundingClientRect().right;
    });
    expect(Math.abs(gap)).toBeLessThan(1);
  }
});

test("without motion nothing moves", async ({ page, portal, merchant }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await portal.open(merchant, (await merchant.customerWith()).id);
  await portal.openOptions(visa);
  const longest = await page.evaluate(() =>
    Math.max(0, ...document.getAnimations().map((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0))),
  );
  expect(longest).toBeLessThanOrEqual(1);
});

test("in forced colours what is drawn by a fill gets an edge", async ({ page, portal, merchant }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await portal.open(merchant, (await merchant.customerWith()).id);
  const edge = await portal.addLink.first().evaluate((link) => getComputedStyle(link).borderBlockStartStyle);
  expect(edge).toBe("solid");
  // axe reads the page's own colours, which are not the ones on the screen.
  await expectAccessible(page, ["color-contrast"]);
});
