// How long the page keeps its thread to itself: by the processor's time, so that whoever else is busy on the machine does
// not count.

import type { Page } from "@playwright/test";

import { calibrate } from "../bench/probe.mjs";

/** As in xtask/src/bench/timings.rs; `calibrate` does it so many times. */
const referenceMs = 32;
const calibrations = 5;

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** From beginning to end, and what the thread worked of it, in microseconds. */
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** Milliseconds of the longest tasks of the page's thread while `action` runs, longest first. */
export async function longestTasks(page: Page, action: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error("the page has no browser of its own");
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => void events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  const mark = `measured ${Date.now()}`;
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline", "blink.user_timing"], excludedCategories: ["*"] },
  });
  await page.evaluate((name) => void performance.mark(name), mark);
  await action();
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const thread = events.find(({ name }) => name === mark);
  if (!thread) throw new Error("the page is not in the trace");
  const tasks = events.filter(({ name, pid, tid }) => name === "RunTask" && pid === thread.pid && tid === thread.tid);
  // A task at the edge of the trace has one of the times or none; and a clock that was set on makes one of them too long.
  const worked = tasks.map(({ dur = Infinity, tdur = Infinity }) => Math.min(dur, tdur) / 1000).filter(Number.isFinite);
  return worked.toSorted((one, other) => other - one);
}

/** How many times longer a fixed piece of work takes on this machine now than on the one the bars were set on; at least 1. */
export async function slowness(page: Page): Promise<number> {
  const [time] = await longestTasks(page, async () => void (await page.evaluate(calibrate)));
  // A bar made of nothing would hold nothing.
  if (!time) throw new Error("the fixed piece of work is not in the trace");
  return Math.max(1, time / calibrations / referenceMs);
}
