import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { defineConfig } from "@playwright/test";

// xtask names the browser; by hand the one on PATH is taken, and no browser is ever downloaded.
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const folders = (process.env["PATH"] ?? "").split(delimiter);
const chromium =
  process.env["PORTICO_CHROMIUM"] ??
  names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
const json = process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"];

export default defineConfig({
  projects: [
    { name: "browser", testDir: "tests" },
    // Stripe's SDK for Node, which needs no browser. The first test of a worker reads all its types, which takes a while.
    { name: "sdk", testDir: "sdk", timeout: 120_000 },
  ],
  // Each worker has a server and a browser of its own; more of them than processors would only make each other slow.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: json ? [["list"], ["json", { outputFile: json }]] : [["list"]],
  snapshotPathTemplate: "{testDir}/__snapshots__/{testFileName}/{arg}{ext}",
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Amsterdam",
    viewport: { width: 1280, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
