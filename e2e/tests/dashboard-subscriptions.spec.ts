import { readFile } from "node:fs/promises";

import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import { expect, test } from "../support/test.ts";

test("whose payments are not collected is listed, and saved as a file", async ({ merchant, page }) => {
  const customer = await merchant.customerWith({ name: "Paused Pauline", subscriptions: [{ amount: 4200 }] });
  const [subscription = ""] = customer.subscriptions;
  await merchant.stripe.subscriptions.update(subscription, { pause_collection: { behavior: "keep_as_draft" } });

  await signIn(page, merchant, "merchant", "/dashboard/subscriptions");
  const row = page.getByRole("list", { name: "Collection paused" }).getByRole("listitem").filter({ hasText: subscription });
  await expect(row).toContainText("Paused Pauline");
  await expect(row).toContainText("€42.00");
  await expect(row).toContainText("Invoices are kept as drafts");
  await expectSound(page);

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as CSV" }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe("subscriptions.csv");
  expect(await readFile(await file.path(), "utf8")).toContain(subscription);
});
