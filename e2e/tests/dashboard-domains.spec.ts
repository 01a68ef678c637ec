import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import { expect, failedRequest, test } from "../support/test.ts";

test("a domain says which records it needs, is looked at again and removed", async ({ complaints, merchant, page }) => {
  complaints.expect(failedRequest);
  await signIn(page, merchant, "merchant", "/dashboard/domains");
  const field = page.getByLabel("Host", { exact: true });
  await field.fill("not a host");
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveValue("not a host");

  await field.fill("billing.dashboard.example");
  await page.keyboard.press("Enter");
  const row = page.getByRole("list", { name: "Your domains" }).getByRole("listitem").filter({ hasText: "billing.dashboard.example" });
  await expect(row.getByText("Records to be set")).toBeVisible();
  for (const kind of ["CNAME record", "TXT record"]) await expect(row.getByText(kind, { exact: true })).toBeVisible();
  await expect(row.getByRole("button", { name: "Copy Value" })).toHaveCount(2);
  await expect(row.getByText("_portico-verify.billing.dashboard.example has no TXT record yet. Set the one below.")).toBeVisible();
  await expect(row.getByText("billing.dashboard.example leads nowhere yet. Set the CNAME record below.", { exact: true })).toBeVisible();
  await expectSound(page);

  await row.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toHaveCount(0);
});
