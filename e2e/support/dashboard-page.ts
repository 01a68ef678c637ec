// What holds on every page of the dashboard.

import type { Page } from "@playwright/test";

import { expectAccessible } from "./axe.ts";
import { expect } from "./test.ts";

/** Nothing scrolls sideways on a phone, and axe finds nothing in either scheme. */
export async function expectSound(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectAccessible(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, `${colorScheme}, ${width} px: nothing scrolls sideways`).toBeLessThanOrEqual(0);
    }
  }
}
