import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";

import type { BillingPortal } from "../../public/embed/v1.js";
import { expectAccessible } from "../support/axe.ts";
import { allow, embedded, expect, isPortal, listen, shopPage, test } from "../support/embedding.ts";

// What the page around and a page in a frame say where they are refused.
const refused = /frame-ancestors|Refused to frame|ERR_BLOCKED_BY_RESPONSE|Framing/;

const inline = `<billing-portal session-url="/billing-session"></billing-portal>`;

test("a merchant's page shows the portal, and a customer removes and adds a card in it", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  shopPage(sites, merchant, "shop.test", customer.id, inline);
  await page.goto("https://shop.test/");
  const heard = await listen(page);
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();

  await portal.remove("Mastercard ending in 4444");
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
  await expect.poll(async () => (await heard()).map(([event]) => event)).toContain("payment_method.updated");

  await portal.add(/American Express/);
  await expect(portal.rows).toHaveCount(2);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(2);
});

test("the frame is as tall as what it shows", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  shopPage(sites, merchant, "shop.test", customer.id, inline);
  await page.goto("https://shop.test/");
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();
  const frame = page.locator("billing-portal iframe");
  const inside = page.frames().find(isPortal);
  const scrolls = () => inside?.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  await expect.poll(scrolls).toBe(0);
  const before = (await frame.boundingBox())?.height ?? 0;
  expect(before).toBeGreaterThan(300);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(async () => (await frame.boundingBox())?.height).toBeGreaterThan(before);
  await expect.poll(scrolls).toBe(0);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect.poll(async () => (await frame.boundingBox())?.height).toBeLessThan(before + 2);
});

test("a page that is not on the list shows nothing of it", async ({ page, sites, merchant, complaints }) => {
  complaints.expect(refused);
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "evil.test", customer.id, inline);
  await page.goto("https://evil.test/");
  await expect.poll(() => page.frames().map((frame) => frame.url())).toContain("chrome-error://chromewebdata/");
  // As soon as it is on the list it does.
  await allow(merchant, "https://evil.test");
  await page.reload();
  await expect(embedded(page).paymentMethods).toBeVisible();
  const list = (await merchant.stripe.rawRequest("GET", "/v1/portico/embed_origins")) as unknown as { data: { id: string; origin: string }[] };
  const { id = "" } = list.data.find(({ origin }) => origin === "https://evil.test") ?? {};
  await merchant.stripe.rawRequest("DELETE", `/v1/portico/embed_origins/${id}`);
});

test("one page alone, in another language, look and scheme", async ({ page, sites, merchant, complaints }) => {
  const customer = await merchant.customerWith({ subscriptions: [{}] });
  const content = `<billing-portal session-url="/billing-session" path="/invoices" locale="nl" color-scheme="dark"></billing-portal>
    <script type="module">document.querySelector("billing-portal").appearance = { theme: "stripe", variables: { colorPrimary: "#0f766e", spacingUnit: "4px" }, rules: { ".Input": { color: "red" } } };</script>`;
  shopPage(sites, merchant, "shop.test", customer.id, content);
  await page.goto("https://shop.test/");
  const heard = await listen(page);
  const portal = embedded(page, "nl");
  await expect(portal.heading("invoice_search.title")).toBeVisible();
  const inside = () => page.frames().find((each) => new URL(each.url()).pathname === "/invoices");
  const look = () =>
    inside()?.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      return [document.documentElement.dataset["scheme"], style.getPropertyValue("--color-brand").trim(), style.colorScheme];
    });
  await expect.poll(look).toEqual(["dark", "#0f766e", "dark"]);
  await expect(page.locator("billing-portal iframe")).toHaveAttribute("title", /Fernhill Studio/);
  const paths = (await heard()).filter(([event]) => event === "navigate").map(([, { path }]) => path);
  expect(paths.at(-1)).toBe("/invoices");

  await page.locator("billing-portal").evaluate((element: BillingPortal) => element.update({ locale: "de", colorScheme: "light" }));
  await expect(embedded(page, "de").heading("invoice_search.title")).toBeVisible();
  await expect.poll(look).toEqual(["light", "#0f766e", "light"]);

  await page.locator("billing-portal").evaluate((element: BillingPortal) => {
    element.appearance = { variables: { colorPrimary: "nonsense" } };
  });
  complaints.expect(/Failed to load resource.*422/);
  await expect.poll(async () => (await heard()).filter(([event]) => event === "error")).toEqual([["error", { code: "appearance" }]]);
});

for (const display of ["drawer", "dialog"]) {
  test(`the keyboard goes into a ${display} and out of it`, async ({ page, sites, merchant }) => {
    const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
    const content = `<button onclick="document.querySelector('billing-portal').open()">Billing</button>
      <billing-portal session-url="/billing-session" display="${display}"></billing-portal>`;
    shopPage(sites, merchant, "elsewhere.test", customer.id, content);
    await page.goto("https://elsewhere.test/");
    const heard = await listen(page);
    const portal = embedded(page);
    const opener = page.getByRole("button", { name: "Billing" });
    const dialog = page.getByRole("dialog", { name: "Billing" });
    await opener.focus();
    await page.keyboard.press("Enter");
    await expect(portal.paymentMethods).toBeVisible();
    await expectAccessible(page);

    // Escape in the frame: first what is open there, then what is around it.
    const options = portal.options("Mastercard ending in 4444");
    await portal.tabTo(options);
    await page.keyboard.press("Enter");
    await expect(portal.menuItem("remove")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(portal.menuItem("remove")).toBeHidden();
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();

    // Once more: the session goes on, and the button closes it too.
    await page.keyboard.press("Enter");
    await expect(portal.paymentMethods).toBeVisible();
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
    expect((await heard()).filter(([event]) => event === "close")).toHaveLength(2);
  });
}

for (const [dir, locale] of [["ltr", "en"], ["rtl", "ar"]] as const) {
  for (const display of ["drawer", "dialog"] as const) {
    test(`a ${display} stands where lines of the page end, and so does its button: ${dir}`, async ({ page, sites, merchant }) => {
      const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
      const content = `<button onclick="document.querySelector('billing-portal').open()">Open</button>
        <billing-portal session-url="/billing-session" display="${display}" locale="${locale}"></billing-portal>`;
      shopPage(sites, merchant, "elsewhere.test", customer.id, content, `lang="${locale}" dir="${dir}"`);
      await page.goto("https://elsewhere.test/");
      const portal = embedded(page, locale);
      const opener = page.getByRole("button", { name: "Open" });
      await opener.click();
      await expect(portal.paymentMethods).toBeVisible();
      const outside = page.getByRole("dialog", { name: portal.words("document.title"), exact: true });
      // It moves into its place.
      await outside.evaluate(async (element) => void (await Promise.all(element.getAnimations().map(({ finished }) => finished))));
      const close = outside.getByRole("button").first();
      const box = async (element: typeof close) => (await element.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const distances = async () => {
        const [around, button] = [await box(outside), await box(close)];
        const width = await page.evaluate(() => document.documentElement.clientWidth);
        const fromLeft = { window: around.x, button: button.x - around.x };
        const fromRight = { window: width - around.x - around.width, button: around.x + around.width - button.x - button.width };
        return dir === "rtl" ? { end: fromLeft, start: fromRight } : { end: fromRight, start: fromLeft };
      };
      const { end, start } = await distances();
      expect(end.button).toBeLessThan(16);
      if (display === "drawer") {
        expect(end.window).toBe(0);
        expect(start.window).toBeGreaterThan(600);
      } else {
        expect(Math.abs(end.window - start.window)).toBeLessThanOrEqual(1);
      }
      await expect(portal.root.locator("html")).toHaveAttribute("dir", dir);
      await expectAccessible(page);

      // On a phone it is the whole window, whichever way lines are read.
      await page.setViewportSize({ width: 390, height: 740 });
      await expect.poll(() => box(outside)).toEqual({ x: 0, y: 0, width: 390, height: 740 });

      // The focus goes from the button into the portal, and back to where it was.
      await close.focus();
      await portal.tabTo(portal.options(portal.method("Mastercard", "4444")));
      await close.click();
      await expect(outside).toBeHidden();
      await expect(opener).toBeFocused();
    });
  }
}

test("a page that prevents an event decides itself what comes of it", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith();
  const content = `<button onclick="document.querySelector('billing-portal').open()">Billing</button>
    <billing-portal session-url="/billing-session" display="dialog"></billing-portal>
    <script type="module">document.querySelector("billing-portal").addEventListener("close", (event) => event.preventDefault());</script>`;
  shopPage(sites, merchant, "shop.test", customer.id, content);
  await page.goto("https://shop.test/");
  await page.getByRole("button", { name: "Billing" }).click();
  await expect(embedded(page).paymentMethods).toBeVisible();
  const dialog = page.getByRole("dialog", { name: "Billing" });
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeVisible();
});

test("a session that is over begins anew where the customer was", async ({ page, context, sites, merchant, complaints }) => {
  complaints.expect(/Failed to load resource.*401/);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  shopPage(sites, merchant, "elsewhere.test", customer.id, `<billing-portal session-url="/billing-session" path="/invoices"></billing-portal>`);
  await page.goto("https://elsewhere.test/");
  const portal = embedded(page);
  await expect(portal.heading("invoice_search.title")).toBeVisible();
  const heard = await listen(page);
  await context.clearCookies({ name: "__Host-portal-e" });
  // One begun less than five seconds ago would not be asked for again.
  await expect
    .poll(
      async () => {
        await page.locator("billing-portal").evaluate((element: BillingPortal) => element.navigate("/invoices"));
        const events = (await heard()).map(([event]) => event);
        return events.includes("session.expired") && events.includes("ready");
      },
      { timeout: 20_000, intervals: [6000] },
    )
    .toBe(true);
  await expect(portal.heading("invoice_search.title")).toBeVisible();
});

test("a dialog in a tall frame opens where it can be seen", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}, { product: "Second" }, { product: "Third" }] });
  shopPage(sites, merchant, "shop.test", customer.id, `<div style="block-size:60rem"></div>${inline}<div style="block-size:60rem"></div>`);
  await page.setViewportSize({ width: 1000, height: 600 });
  await page.goto("https://shop.test/");
  const portal = embedded(page);
  await page.locator("billing-portal").evaluate((element) => element.scrollIntoView());
  await expect(portal.paymentMethods).toBeVisible();
  await page.locator("billing-portal").evaluate((element) => element.scrollIntoView({ block: "end" }));
  await portal.openOptions("Mastercard ending in 4444");
  await portal.menuItem("remove").click();
  await expect(portal.removeDialog.locator(":focus")).toBeVisible();
  const box = await portal.removeDialog.boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(600);
  await expectAccessible(page);
});

test("what cannot be undone is not done while something lies over it", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  const veil = `<div id="veil" style="position:fixed;inset:0;background:#fff;opacity:.01;pointer-events:none"></div>`;
  shopPage(sites, merchant, "shop.test", customer.id, inline + veil);
  await page.goto("https://shop.test/");
  const heard = await listen(page);
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();
  await portal.openOptions("Mastercard ending in 4444");
  await portal.menuItem("remove").click();
  const remove = portal.removeDialog.getByRole("button", { name: portal.words("payment_methods.remove"), exact: true });
  await remove.click();
  await expect.poll(async () => (await heard()).filter(([event]) => event === "error")).toEqual([["error", { code: "covered" }]]);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(2);
  // The customer was told nothing, and pressed again and again.
  const told = portal.removeDialog.getByRole("status").filter({ hasText: portal.words("document.covered") });
  await expect(told).toBeVisible();
  await expectAccessible(page);
  await page.locator("#veil").evaluate((element) => element.remove());
  await remove.click();
  await expect(told).toBeHidden();
  await expect(portal.options("Mastercard ending in 4444")).toHaveCount(0);
  expect(await merchant.methodsOf(customer.id)).toHaveLength(1);
});

test("what a page loads is small, and so is what a frame loads more", async ({ page, sites, merchant }) => {
  const sizes = new Map<string, { bytes: number; headers: Record<string, string> }>();
  page.on("response", async (response) => {
    const headers = await response.allHeaders();
    sizes.set(new URL(response.url()).pathname, { bytes: Number(headers["content-length"]), headers });
  });
  shopPage(sites, merchant, "shop.test", (await merchant.customerWith()).id, inline);
  await page.goto("https://shop.test/");
  await expect(embedded(page).paymentMethods).toBeVisible();
  const script = sizes.get("/embed/v1.js");
  expect(script?.headers["content-encoding"]).toBe("br");
  expect(script?.headers["set-cookie"]).toBeUndefined();
  const scripts = [...sizes].filter(([path]) => path.startsWith("/assets/") && path.endsWith(".js"));
  console.log([...scripts, ["/embed/v1.js", script] as const].map(([path, found]) => `${path} ${found?.bytes}`).join("\n"));
  expect(script?.bytes).toBeLessThanOrEqual(4000);
  expect(scripts.reduce((sum, [, { bytes }]) => sum + bytes, 0)).toBeLessThanOrEqual(12_000);
});

test("the folder is a package of npm's", async () => {
  const folder = resolve(import.meta.dirname, "../../public/embed");
  const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--offline"], { cwd: folder });
  const [made] = JSON.parse(stdout) as { name: string; files: { path: string }[] }[];
  expect(made?.name).toBe("portico-embed");
  expect(made?.files.map(({ path }) => path).sort()).toEqual(["README.md", "package.json", "v1.d.ts", "v1.js"]);
});
