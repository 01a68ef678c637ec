import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Page } from "@playwright/test";

import { dice } from "../support/dice.ts";
import { configurationWith } from "../support/looks.ts";
import { expect, test } from "../support/test.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const full = process.env["PORTICO_LADDER"] === "full";
// In full 10,000 looks, in parts, so that workers share them and a part can be run again.
const shards = full ? 40 : 1;
const count = full ? 250 : 6;
const batch = 25;

/** Colours as somebody without any taste would choose them. */
function randomModes(roll: (sides: number) => number): Record<string, Record<string, string>> {
  const color = () => `#${roll(0x1000000).toString(16).padStart(6, "0")}`;
  const mode = () => {
    const names = ["brand", "accent", "background", "surface", "panel", "success", "warning", "danger", "info"];
    return Object.fromEntries(names.map((name) => [name, roll(3) === 0 ? "" : color()]));
  };
  return { light: mode(), dark: mode() };
}

/** What axe finds in a page under each of these sheets, one after the other. */
async function found(page: Page, sheets: string[]): Promise<string[]> {
  return await page.evaluate(async (sheets) => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [sheet];
    const found = [];
    for (const css of sheets) {
      sheet.replaceSync(css);
      for (const animation of document.getAnimations()) animation.finish();
      const results = await axe.run(document, {
        runOnly: { type: "rule", values: ["color-contrast"] },
        resultTypes: ["violations"],
        preload: false,
      });
      found.push(results.violations.flatMap(({ nodes }) => nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`)).join("\n"));
    }
    return found;
  }, sheets);
}

// What a look may be is refused or corrected; whatever is shown can be read.
for (let shard = 0; shard < shards; shard += 1) {
  test(`whatever colours a merchant chooses, every text can be read (${shard + 1} of ${shards})`, async ({ browser, complaints, merchant }) => {
    test.setTimeout(60_000 + count * 10_000);
    const configuration = await configurationWith(merchant, {});
    const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: false });
    await complaints.listenIn(context);
    const home = await context.newPage();
    await home.goto(await merchant.linkFor(customer.id, { configuration }));
    await expect(home.getByRole("heading", { level: 1 })).toBeVisible();
    const pages = [home];
    for (const path of ["/invoices", `/subscriptions/${customer.subscriptions[0]}/cancel`]) {
      const page = await context.newPage();
      await page.goto(merchant.server.origin + path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("link").first()).toBeVisible();
      pages.push(page);
    }
    for (const page of pages) await page.evaluate(axe);

    const roll = dice(5 + shard);
    const published = async (wanted: number) => {
      const looks: { modes: unknown; css: string }[] = [];
      for (let number = 0; number < wanted; number += 1) {
        const modes = randomModes(roll);
        // Some contradict themselves, and are refused.
        const answer = await merchant.stripe.rawRequest("POST", "/v1/portico/branding", { configuration, modes }).catch(() => undefined);
        if (!answer) continue;
        const { stylesheet } = answer as unknown as { stylesheet: string };
        looks.push({ modes, css: await (await fetch(merchant.server.origin + stylesheet)).text() });
      }
      return looks;
    };
    const failures: string[] = [];
    let shown = 0;
    let next = published(Math.min(batch, count));
    for (let left = count; left > 0; left -= batch) {
      const looks = await next;
      // The server makes the next ones while the browser looks at these.
      next = published(Math.max(0, Math.min(batch, left - batch)));
      for (const page of pages) {
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const screens = await found(page, looks.map(({ css }) => css));
          for (const [number, text] of screens.entries()) {
            if (text !== "") failures.push(`${JSON.stringify(looks[number]?.modes)} ${colorScheme} ${new URL(page.url()).pathname}\n${text}`);
          }
        }
      }
      shown += looks.length;
    }
    await context.close();
    console.log(`contrast of random looks: ${failures.length} of ${shown * pages.length * 2} screens fail (${count - shown} of ${count} looks refused)`);
    expect(failures.slice(0, 5)).toEqual([]);
    expect(shown).toBeGreaterThan(count / 3);
  });
}
