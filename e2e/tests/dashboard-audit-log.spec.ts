import { signIn } from "../support/dashboard.ts";
import { expectSound } from "../support/dashboard-page.ts";
import { expect, test } from "../support/test.ts";

test("what was changed from the dashboard is told with who did it, and somebody is signed out", async ({ browser, merchant, page }) => {
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, merchant, "designer");
  const customer = await merchant.customerWith({});
  await merchant.linkFor(customer.id);

  await signIn(page, merchant, "merchant", "/dashboard/embed");
  await page.getByLabel("Origin", { exact: true }).fill("https://audit.example.com");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The origin was added.")).toBeVisible();

  await page.getByRole("link", { name: "Audit log" }).click();
  const changes = page.getByRole("list", { name: "Changes from the dashboard" });
  const change = changes.getByRole("listitem").first();
  await expect(change).toContainText("Let an origin show the portal");
  await expect(change).toContainText("Ada (Merchant)");
  const events = page.getByRole("list", { name: "What happened in the portal" });
  await expect(events.getByText("A link for a customer was made").first()).toBeVisible();
  await expectSound(page);

  const people = page.getByRole("list", { name: "Signed in to the dashboard" });
  const designer = people.getByRole("listitem").filter({ hasText: "Ada (Designer)" }).filter({ hasText: "Signed in" }).first();
  await designer.getByRole("button", { name: "End session" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(page.getByText("The session is over.")).toBeVisible();
  await other.reload();
  await expect(other.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await context.close();
});
