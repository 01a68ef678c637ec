// The dashboard, as somebody who was sent a link sees it.

import type { Page } from "@playwright/test";

import type { Merchant } from "./merchant.ts";
import { expect } from "./test.ts";

/** Makes a link, opens it and goes to a page. */
export async function signIn(page: Page, merchant: Merchant, role: "designer" | "merchant", path = "/dashboard"): Promise<void> {
  const wish = { role, name: "Ada" } as Record<string, unknown>;
  const link = (await merchant.stripe.rawRequest("POST", "/v1/portico/dashboard_links", wish)) as unknown as { url: string };
  await page.goto(link.url);
  await expect(page.getByRole("navigation", { name: "Dashboard" })).toBeVisible();
  if (path !== "/dashboard") await page.goto(new URL(path, link.url).href);
}
