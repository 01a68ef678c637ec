import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

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
  const svg = await readFile(await file.path(), "utf8");
  expect(svg).toMatch(/^<svg [^]*<\/svg>$/);
  const savingPixels = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save code as PNG" }).click();
  const pixels = await savingPixels;
  expect(pixels.suggestedFilename()).toBe("login-link.png");
  expect(await darkOf(page, await readFile(await pixels.path())), "the same picture").toEqual([...svg.matchAll(/M(\d+ \d+)h1/g)].map(([, place]) => place));

  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("There is no login link")).toBeVisible();
  expect((await page.request.get(address)).status()).toBe(404);
});

/** Which squares of a picture are black, as the browser sees it: `column row`. The light frame around a code is four squares wide. */
async function darkOf(page: Page, png: Buffer): Promise<string[]> {
  return page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("There is no canvas.");
    context.drawImage(picture, 0, 0);
    const isDark = (x: number, y: number): boolean => context.getImageData(x, y, 1, 1).data[0] === 0;
    let frame = 0;
    while (!isDark(frame, frame)) frame += 1;
    const [square, dark] = [frame / 4, [] as string[]];
    for (let y = 0; y < picture.height / square; y += 1) {
      for (let x = 0; x < picture.width / square; x += 1) {
        if (isDark((x + 0.5) * square, (y + 0.5) * square)) dark.push(`${x} ${y}`);
      }
    }
    return dark;
  }, [...png]);
}
