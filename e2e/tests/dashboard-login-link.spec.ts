import { readFile } from "node:fs/promises";

import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import { expect, test } from "../support/test.ts";

// A server of its own: the login link is the default configuration's, which every test shares.
test.use({ settings: { name: "Login Link Ltd" } });

test("the login link is activated, copied, saved as a code, and deactivated", async ({ context, merchant, page }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, merchant, "merchant", "/dashboard/login-link");
  await expectSound(page);
  await page.getByRole("button", { name: "Activate login link" }).click();
  const link = page.getByRole("link", { name: /\/p\/login\// });
  await expect(link).toBeVisible();
  await expect(page.getByRole("img", { name: "QR code of the login link" })).toBeVisible();
  await expectSound(page);

  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("Copied")).toBeVisible();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  await expect(link).toHaveAttribute("href", address);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save code as SVG" }).click();
  const file = await saving;
  expect(await readFile(await file.path(), "utf8")).toMatch(/^<svg [^]*<\/svg>$/);

  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("There is no login link")).toBeVisible();
  expect((await page.request.get(address)).status()).toBe(404);
});
