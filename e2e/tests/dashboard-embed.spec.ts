import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import { expect, failedRequest, test } from "../support/test.ts";

test("an origin is added and removed, and what to paste is copied", async ({ complaints, context, merchant, page }) => {
  complaints.expect(failedRequest);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, merchant, "merchant", "/dashboard/embed");
  const field = page.getByLabel("Origin", { exact: true });
  await field.fill("https://app.example.com/path");
  await page.getByRole("button", { name: "Add origin" }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field, "nothing typed is lost").toHaveValue("https://app.example.com/path");
  await expect(field).toBeFocused();

  await field.fill("https://dashboard.app.example.com");
  await page.keyboard.press("Enter");
  const list = page.getByRole("list", { name: "Pages that may show the portal" });
  const row = list.getByRole("listitem").filter({ hasText: "https://dashboard.app.example.com" });
  await expect(row).toBeVisible();
  await expectSound(page);

  await page.getByRole("button", { name: "Copy HTML" }).click();
  await expect(page.getByText("Copied")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`src="${merchant.server.origin}/embed/v1.js"`);

  await row.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toHaveCount(0);
});
