// axe, run from the test's side: the page's policy would refuse a script element, and is not loosened for it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { type Frame, type Page, expect } from "@playwright/test";
import type { AxeResults } from "axe-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2 A and AA, and axe's best practices. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Rules for a whole page say nothing about a part of one. */
const pageRules = ["region", "page-has-heading-one", "landmark-one-main"];

/** What axe finds in the page and in its frames, in words. */
async function violations(page: Page, without: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    found.push(...(await inFrame(frame, frame === page.mainFrame() ? without : [...without, ...pageRules])));
  }
  return found;
}

async function inFrame(frame: Frame, without: string[]): Promise<string[]> {
  await frame.evaluate(source);
  const results = await frame.evaluate(
    async ([values, without]) => {
      const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
      const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
      return (await axe.run(document, {
        runOnly: { type: "tag", values },
        rules,
        iframes: false,
        preload: false,
        resultTypes: ["violations"],
      })) as AxeResults;
    },
    [tags, without] as const,
  );
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.html}\n    ${node.failureSummary ?? ""}`),
  );
}

export async function expectAccessible(page: Page, without: string[] = []): Promise<void> {
  // Contrast of something that is fading in is measured wrongly. What turns for ever, such as a spinner, is not waited for.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    return Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });
  expect(await violations(page, without)).toEqual([]);
}
