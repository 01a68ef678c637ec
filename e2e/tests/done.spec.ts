import { expectAccessible } from "../support/axe.ts";
import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

const message = "Danke, dass Sie bei uns waren.\nIhr Rabattcode: Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test(`in German, ${colorScheme}, ${width} px, with the keyboard alone`, async ({ browser, merchant, complaints }) => {
      const context = await browser.newContext({ locale: "de-DE", colorScheme, viewport: { width, height: 800 } });
      await complaints.listenIn(context);
      const portal = new Portal(await context.newPage(), "de");
      const { page } = portal;
      const customer = await merchant.customerWith({ subscriptions: [{ product: "Teamtarif" }] });
      const subscription = customer.subscriptions[0] ?? "";
      await page.goto(
        await merchant.linkFor(customer.id, {
          flow_data: {
            type: "subscription_cancel",
            subscription_cancel: { subscription },
            after_completion: { type: "hosted_confirmation", hosted_confirmation: { custom_message: message } },
          },
        }),
      );
      const confirm = page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true });
      await expect(confirm).not.toHaveAttribute("aria-disabled", "true");
      await expectAccessible(page);
      await confirm.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: portal.words("cancel.skip") }).focus();
      await page.keyboard.press("Enter");

      await expect(page).toHaveURL(`${merchant.server.origin}/done`);
      await expect(page.getByRole("heading", { level: 1, name: portal.words("done.subscription_cancel") })).toBeVisible();
      expect(await page.locator("html").getAttribute("lang")).toBe("de");
      await expect(page).toHaveTitle(new RegExp(`^${portal.words("done.subscription_cancel")}`));
      await expect(page.getByText("Danke, dass Sie bei uns waren.")).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, "nothing is wider than the window").toBeLessThanOrEqual(0);
      await expectAccessible(page);
      await context.close();
    });
  }
}

test("without a flow there is nothing to confirm", async ({ page, portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith()).id);
  await page.goto(`${merchant.server.origin}/done`);
  await expect(portal.paymentMethods).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/");
});

test("choosing a language keeps the confirmation", async ({ page, portal, merchant }) => {
  const customer = await merchant.customerWith();
  await page.goto(await merchant.linkFor(customer.id, { flow_data: { type: "payment_method_update" } }));
  const adding = await portal.adding();
  await adding.choose(/^Mastercard/);
  await adding.submit.click();
  await expect(portal.heading("done.payment_method_update")).toBeVisible();
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("fr");
  await expect(page.getByRole("heading", { name: new Portal(page, "fr").words("done.payment_method_update") })).toBeVisible();
});
