import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import { expect, failedRequest, test } from "../support/test.ts";

test("a session is found by its customer and ended, and then all of them", async ({ browser, complaints, merchant, page }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith({});
  const context = await browser.newContext();
  const portal = await context.newPage();
  await portal.goto(await merchant.linkFor(customer.id));
  await expect(portal.getByRole("heading", { name: "Payment methods" })).toBeVisible();
  await merchant.linkFor(customer.id);

  await signIn(page, merchant, "merchant", "/dashboard/sessions");
  await expect(page.getByRole("heading", { name: "Sessions", level: 1 })).toBeVisible();
  await page.getByLabel("Customer", { exact: true }).fill(customer.id);
  await page.keyboard.press("Enter");
  const list = page.getByRole("list", { name: "Customers’ sessions" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list.getByText("Signed in")).toHaveCount(1);
  await expectSound(page);

  const active = list.getByRole("listitem").filter({ hasText: "Signed in" });
  await active.getByRole("button", { name: "End session" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(list.getByText("Signed in")).toHaveCount(0);
  await expect(list.getByText("Ended")).toHaveCount(1);
  await portal.reload();
  await expect(portal.getByRole("heading", { name: "Payment methods" })).toHaveCount(0);
  await context.close();

  await page.getByRole("button", { name: `End every session of ${customer.id}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(list.getByText("Ended")).toHaveCount(2);
});
