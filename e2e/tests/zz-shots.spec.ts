import { embedded, expect, shopPage, test } from "../support/embedding.ts";
test("shots", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  const shot = (name: string, full = false) => page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: full });
  shopPage(sites, merchant, "shop.test", customer.id, `<p>Plans, seats and billing for your team.</p><billing-portal session-url="/billing-session"></billing-portal>`);
  await page.goto("https://shop.test/");
  await shot("loading");
  await expect(embedded(page).paymentMethods).toBeVisible();
  await page.waitForTimeout(500);
  await shot("inline", true);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(700);
  await shot("phone-inline");
  for (const display of ["drawer", "dialog"]) {
    for (const [size, scheme] of [["desk", "light"], ["phone", "light"], ["desk", "dark"]] as const) {
      await page.setViewportSize(size === "desk" ? { width: 1280, height: 900 } : { width: 390, height: 844 });
      await page.emulateMedia({ colorScheme: scheme });
      shopPage(sites, merchant, "shop.test", customer.id, `<style>:root{color-scheme:light dark}</style><button onclick="document.querySelector('billing-portal').open()">Billing</button><billing-portal session-url="/billing-session" display="${display}"></billing-portal>`);
      await page.goto("https://shop.test/");
      await page.getByRole("button", { name: "Billing" }).click();
      await expect(embedded(page).paymentMethods).toBeVisible();
      await page.waitForTimeout(600);
      await shot(`${display}-${size}-${scheme}`);
    }
  }
  sites.losesCookies = true;
  await page.emulateMedia({ colorScheme: "light" });
  shopPage(sites, merchant, "shop.test", customer.id, `<billing-portal session-url="/billing-session"></billing-portal>`);
  await page.goto("https://shop.test/");
  await page.waitForTimeout(3000);
  await shot("blocked");
  sites.losesCookies = false;
  sites.pages.delete("shop.test/billing-session");
  await page.goto("https://shop.test/");
  await page.waitForTimeout(1500);
  await shot("failed");
});
