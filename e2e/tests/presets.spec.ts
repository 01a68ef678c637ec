// What each preset looks like: three pages in both schemes, as pictures.
//
// A picture that is no longer the same means that the look of customers' pages has changed: by a preset, by the theme crate or
// by a style sheet. Look at both (Playwright puts them beside each other in test-results/). If the new one is meant, renew it:
//
//   npx playwright test presets --project=browser --update-snapshots
//
// Fonts of the device differ from one machine to the next, so each preset is shown in one that comes with the portal and is
// of the same kind. What differs after that is a pixel here and there, for which there is room.

import type { Page } from "@playwright/test";

import { configurationWith } from "../support/looks.ts";
import { expect, test } from "../support/test.ts";

const fonts: Record<string, string> = {
  pine: "public_sans",
  ink: "inter",
  slate: "work_sans",
  harbour: "outfit",
  meadow: "source_sans",
  clay: "lora",
  folio: "source_serif",
  mint: "nunito_sans",
  lilac: "figtree",
  rose: "dm_sans",
  sunrise: "plus_jakarta_sans",
  midnight: "manrope",
  terminal: "jetbrains_mono",
};

/** The day on all pictures: what the sandbox's clock says, and the browser's. */
const today = new Date("2026-03-02T09:00:00Z");

/** Two fifths of a screen's pixels: enough to see what a designer sees at a glance, and small to keep. */
test.use({ deviceScaleFactor: 0.4, viewport: { width: 1280, height: 960 }, reducedMotion: "reduce" });

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
}

for (const [preset, font] of Object.entries(fonts)) {
  test(`the look of ${preset}`, async ({ page, portal, merchant }) => {
    const clock = await merchant.stripe.testHelpers.testClocks.create({ frozen_time: today.getTime() / 1000 });
    const customer = await merchant.customerWith({
      methods: ["pm_card_visa", "pm_card_mastercard"],
      subscriptions: [{}],
      more: { test_clock: clock.id, invoice_prefix: "ROBIN" },
    });
    const configuration = await configurationWith(merchant, { preset, shared: { font } });
    await page.clock.setFixedTime(today);
    const pictures = async (name: string) => {
      await settled(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await expect(page).toHaveScreenshot(`${preset}-${name}-${colorScheme}.png`, { scale: "device", threshold: 0.03, maxDiffPixelRatio: 0.005 });
      }
    };
    await portal.open(merchant, customer.id, { configuration });
    await pictures("home");
    await page.goto(`${merchant.server.origin}/invoices`);
    await pictures("invoices");
    await page.goto(`${merchant.server.origin}/subscriptions/${customer.subscriptions[0]}/cancel`);
    await pictures("cancel");
  });
}

test("every preset has its pictures", async ({ merchant }) => {
  const answer = await merchant.stripe.rawRequest("GET", "/v1/portico/branding/presets");
  const { data } = answer as unknown as { data: { id: string }[] };
  expect(data.map(({ id }) => id)).toEqual(Object.keys(fonts));
});
