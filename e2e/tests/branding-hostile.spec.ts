import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { Page } from "@playwright/test";

import { dice } from "../support/dice.ts";
import { configurationWith } from "../support/looks.ts";
import { expect, test } from "../support/test.ts";

/** What the server's tests try too. */
const hostile = JSON.parse(
  readFileSync(new URL("../../crates/server/tests/server/hostile.json", import.meta.url), "utf8"),
) as Record<"values" | "places" | "vectors" | "pictures", string[]>;
const full = process.env["PORTICO_LADDER"] === "full";

/** Some settings, most of them hostile. */
function settings(roll: (sides: number) => number): Record<string, unknown> {
  const one = (list: string[]) => list[roll(list.length)] ?? "";
  const found: Record<string, unknown> = {};
  for (let number = roll(3); number >= 0; number -= 1) {
    const value = roll(4) === 0 ? one(hostile.values) : `#${roll(0x1000000).toString(16).padStart(6, "0")}`;
    const names = one(hostile.places).split("/").slice(1);
    const last = names.pop() ?? "";
    let place = found;
    for (const name of names) place = (typeof place[name] === "object" ? place[name] : (place[name] = {})) as Record<string, unknown>;
    place[last] = value;
  }
  return found;
}

/** The links and buttons of a page that somebody can see and press under a style sheet. */
async function controlsUnder(page: Page, css: string): Promise<Set<string>> {
  const found = await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    for (const animation of document.getAnimations()) animation.finish();
    const controls = [...document.querySelectorAll<HTMLElement>("a[href], button")];
    const usable = controls.map((control, number) => {
      control.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
      const pressed = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isThere = control.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      const isUsable = isThere && width >= 14 && height >= 14 && left >= 0 && right <= innerWidth && control.contains(pressed);
      return isUsable ? `${number} ${control.innerText}` : "";
    });
    return usable.filter(Boolean);
  }, css);
  return new Set(found);
}

test("ladder row 11: hostile settings hide no control and load nothing", async ({ page, context, portal, merchant }) => {
  const count = full ? 10_000 : 40;
  test.setTimeout(60_000 + count * 2000);
  const configuration = await configurationWith(merchant, {});
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  await portal.open(merchant, customer.id, { configuration });
  await expect(portal.paymentMethods).toBeVisible();
  const controls = [...(await controlsUnder(page, ""))];
  expect(controls.length).toBeGreaterThan(8);
  const fewer = await controlsUnder(page, "main a { opacity: 0 }");
  expect(fewer.size, "a control that is hidden is noticed").toBeLessThan(controls.length);

  const foreign: string[] = [];
  context.on("request", (request) => {
    if (!request.url().startsWith(merchant.server.origin)) foreign.push(request.url());
  });
  const roll = dice(11);
  const wrong: string[] = [];
  let taken = 0;
  for (let number = 0; number < count; number += 1) {
    const asked = settings(roll);
    const answer = await merchant.stripe.rawRequest("POST", "/v1/portico/branding", { configuration, ...asked }).catch(() => undefined);
    if (!answer) continue;
    taken += 1;
    const { stylesheet } = answer as unknown as { stylesheet: string };
    const css = await (await fetch(merchant.server.origin + stylesheet)).text();
    const usable = await controlsUnder(page, css);
    const hidden = controls.filter((control) => !usable.has(control));
    if (hidden.length > 0) wrong.push(`${JSON.stringify(asked)} hides ${hidden.join(", ")}`);
  }
  expect(taken, "some are taken").toBeGreaterThan(count / 10);
  expect(wrong).toEqual([]);
  expect(foreign).toEqual([]);
  console.log(`ladder row 11 | settings shown by a browser: controls hidden, requests to elsewhere | 0; 0 | 0; 0 of ${count} (${taken} taken) | held`);
});

/** How another's page would show a picture. */
const contexts: Record<string, (url: string) => string> = {
  image: (url) => `<img src="${url}" alt="">`,
  object: (url) => `<object data="${url}"></object>`,
  frame: (url) => `<iframe src="${url}"></iframe>`,
  background: (url) => `<style>body{background:url(${url})}</style>`,
};

test("ladder row 11: hostile pictures run nothing and load nothing, wherever they are shown", async ({ context, merchant, complaints }) => {
  complaints.expect(/./);
  test.setTimeout(full ? 1_800_000 : 120_000);
  const configuration = await configurationWith(merchant, {});
  const every = hostile.vectors.flatMap((vector) => hostile.pictures.map((picture) => picture.replace("VECTOR", vector)));
  const tried = full ? every : every.filter((_, number) => number % 25 === 3);
  let shown = "";
  const stranger = createServer(({ url }, response) => {
    const isPicture = url === "/picture";
    response.writeHead(200, { "Content-Type": isPicture ? "image/svg+xml" : "text/html" }).end(isPicture ? shown : `<!doctype html>${shown}`);
  });
  await new Promise<void>((listening) => stranger.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const heard: string[] = [];
  await context.exposeFunction("hit", () => heard.push("ran"));
  context.on("request", (request) => {
    if (![origin, merchant.server.origin].some((known) => request.url().startsWith(known))) heard.push(request.url());
  });
  try {
    const page = await context.newPage();
    // As they come, opened by themselves, they do what they are made for: the test would notice.
    for (shown of tried) await page.goto(`${origin}/picture`);
    expect(heard.length).toBeGreaterThan(tried.length / 4);
    heard.length = 0;

    const own = await context.newPage();
    await own.goto(merchant.server.origin);
    let [taken, screens] = [0, 0];
    for (const picture of tried) {
      const logo = `data:image/svg+xml;base64,${Buffer.from(picture).toString("base64")}`;
      const wish = { configuration, shared: { logo } } as Record<string, unknown>;
      const answer = await merchant.stripe.rawRequest("POST", "/v1/portico/branding", wish).catch(() => undefined);
      if (!answer) continue;
      taken += 1;
      const { shared } = answer as unknown as { shared: { logo: { light: string } } };
      const url = `${merchant.server.origin}/media/${shared.logo.light}`;
      expect((await fetch(url)).status).toBe(200);
      for (const [name, context] of Object.entries(contexts)) {
        shown = context(url);
        await page.goto(`${origin}/${name}`);
        screens += 1;
      }
      // The portal's own page is the only one that may show it.
      const width = await own.evaluate(async (url) => {
        const image = new Image();
        image.src = url;
        document.body.append(image);
        await image.decode();
        return image.naturalWidth;
      }, url);
      expect(width).toBeGreaterThan(0);
      screens += 1;
      // By itself it is a file to keep.
      const outcome = await page.goto(url).then(() => "it was shown", String);
      expect(outcome).toContain("Download is starting");
    }
    expect(taken).toBeGreaterThan(0);
    expect(heard).toEqual([]);
    console.log(`ladder row 11 | pictures shown by a browser: scripts, requests to elsewhere | 0; 0 | 0; 0 of ${screens} (${taken} of ${tried.length} taken) | held`);
  } finally {
    stranger.closeAllConnections();
    stranger.close();
  }
});
