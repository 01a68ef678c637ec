import { expectAccessible } from "../support/axe.ts";
import { places } from "../support/places.ts";
import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

const visa = "Visa ending in 4242";

for (const scheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${scheme}, ${width} px`, () => {
      test.use({ colorScheme: scheme, viewport: { width, height: 900 } });

      for (const { name, go } of places) {
        test(`axe finds nothing: ${name}`, async ({ page, portal, merchant, complaints }) => {
          complaints.expect(/Failed to load resource.*(401|404|409|410)/);
          await go(portal, merchant);
          await expectAccessible(page);
          if (scheme === "light" && width === 1280) {
            await expect(page.locator("body")).toMatchAriaSnapshot({ name: `${name.replaceAll(/\W+/g, "-")}.aria.yml` });
          }
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

test("where lines begin on the right, what the customer and the merchant wrote does so, too", async ({ page, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  await page.setViewportSize({ width: 320, height: 900 });
  await new Portal(page, "ar").open(merchant, customer.id, { locale: "ar" });
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
