import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import { expect, failedRequest, test } from "../support/test.ts";

test("an endpoint is added, its secret shown once; an event is sent again", async ({ complaints, merchant, page }) => {
  complaints.expect(failedRequest);
  const customer = await merchant.customerWith({});
  await signIn(page, merchant, "merchant", "/dashboard/webhooks");
  const field = page.getByLabel("URL", { exact: true });
  await field.fill("example.com/hook");
  await page.getByRole("button", { name: "Add endpoint" }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("aria-invalid", "true");

  // Nobody is there: what is sent waits, and says so.
  const url = "http://127.0.0.1:9/dashboard";
  await field.fill(url);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^whsec_/)).toBeVisible();
  const row = page.getByRole("list", { name: "Endpoints" }).getByRole("listitem").filter({ hasText: url });
  await expect(row.getByText("Enabled")).toBeVisible();
  await merchant.linkFor(customer.id);
  await page.reload();
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);

  const events = page.getByRole("list", { name: "Events and their deliveries" });
  const made = events.getByRole("listitem").filter({ hasText: "billing_portal.session.created" }).first();
  await made.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("The event is sent again.")).toBeVisible();
  await expect(made.getByText("Waiting to be sent")).toBeVisible();
  await expectSound(page);

  await row.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toHaveCount(0);
});
