import { expectAccessible } from "../support/axe.ts";
import { configurationWith, svg } from "../support/looks.ts";
import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

const texts = {
  headline: { default: "Everything about your plan", de: "Alles zu Ihrem Tarif" },
  support: "Call us on +1 555 0100",
  footer: { default: "Acme Ltd, 1 Main Street", de: "Acme GmbH, Hauptstraße 1" },
  cancel: { default: "We are sorry to see you go.", de: "Schade, dass Sie gehen." },
};

for (const layout of ["columns", "top_bar", "bare"]) {
  for (const width of [320, 1280]) {
    test(`layout ${layout}, ${width} px: everything is there and can be read`, async ({ page, portal, merchant }) => {
      await page.setViewportSize({ width, height: 900 });
      const shared = { layout, logo: svg("#b4532a"), font: "figtree" };
      const configuration = await configurationWith(merchant, { preset: "clay", shared, texts });
      const customer = await merchant.customerWith({ subscriptions: [{}] });
      await portal.open(merchant, customer.id, { configuration });
      const logo = page.getByRole("img", { name: "Fernhill Studio" });
      await expect(logo).toHaveCount(layout === "bare" ? 0 : 1);
      await expect(page.getByText("Everything about your plan")).toBeVisible({ visible: layout !== "bare" && width > 320 });
      await expect(page.getByRole("link", { name: /^Return to/ })).toBeVisible();
      await expect(page.getByText("Acme Ltd, 1 Main Street")).toBeVisible();
      await expect(page.getByText("Call us on +1 555 0100")).toBeVisible();
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, "nothing scrolls sideways").toBeLessThanOrEqual(0);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await expectAccessible(page);
      }
    });
  }
}

test("of a logo for each scheme the one is shown, and only that is fetched", async ({ page, portal, merchant }) => {
  const logo = { light: svg("#101010"), dark: svg("#f0f0f0") };
  const configuration = await configurationWith(merchant, { shared: { logo } });
  const customer = await merchant.customerWith();
  const fetched = new Set<string>();
  page.on("request", (request) => {
    if (request.url().includes("/media/")) fetched.add(request.url());
  });
  await portal.open(merchant, customer.id, { configuration });
  const shown = page.getByRole("img", { name: "Fernhill Studio" });
  await expect(shown).toHaveCount(1);
  const light = await shown.getAttribute("src");
  expect(fetched.size, "one picture").toBe(1);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(shown).toHaveCount(1);
  expect(await shown.getAttribute("src")).not.toBe(light);
  const box = await shown.boundingBox();
  expect(box?.height).toBe(28);
  expect(box?.width).toBe(112);
});

test("the merchant's words are in the customer's language, on the page where they belong", async ({ page, merchant }) => {
  const configuration = await configurationWith(merchant, { texts });
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  const german = new Portal(page, "de");
  await german.open(merchant, customer.id, { configuration, locale: "de" });
  await expect(page.getByText("Alles zu Ihrem Tarif")).toBeVisible();
  await expect(page.getByText("Acme GmbH, Hauptstraße 1")).toBeVisible();
  await expect(page.getByText("Schade, dass Sie gehen.")).toHaveCount(0);
  await page.getByRole("link", { name: german.words("subscriptions.cancel") }).first().click();
  await expect(german.heading("cancel.title")).toBeVisible();
  await expect(page.getByText("Schade, dass Sie gehen.")).toBeVisible();
});

test("a font that comes with the portal is fetched from it, once, and used", async ({ page, portal, merchant }) => {
  const configuration = await configurationWith(merchant, { shared: { font: "lora" } });
  const customer = await merchant.customerWith();
  const fetched: string[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".woff2")) fetched.push(`${response.status()} ${response.headers()["cache-control"]} ${response.url()}`);
  });
  await portal.open(merchant, customer.id, { configuration });
  await page.evaluate(() => document.fonts.ready);
  const loaded = await page.evaluate(() => [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family));
  expect(loaded).toEqual(["Lora"]);
  expect(fetched).toHaveLength(1);
  expect(fetched[0]).toMatch(new RegExp(`^200 .*immutable ${merchant.server.origin}/assets/fonts/lora-latin-`));
});

test("a look of the device's own fonts fetches none", async ({ page, portal, merchant }) => {
  const fonts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "font") fonts.push(request.url());
  });
  await portal.open(merchant, (await merchant.customerWith()).id);
  expect(fonts).toEqual([]);
});
