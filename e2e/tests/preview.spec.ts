import { type Page, expect } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import { Portal } from "../support/portal.ts";
import type { Server } from "../support/server.ts";
import { failedRequest, test } from "../support/test.ts";
import { words } from "../support/words.ts";

// The portal's preview: the real pages with a customer who is made up, from which nothing leaves.

const pages = [
  "/",
  "/invoices",
  "/invoices/in_preview_0",
  "/invoices/in_preview_0/authenticate",
  "/subscriptions/sub_preview/update",
  "/subscriptions/sub_preview/cancel",
  "/billing-information",
  "/activity",
  "/add-payment-method",
  "/done",
  "/login",
];

/** All requests of a page to the API, real or made up, and everything that is no read. */
function listen(page: Page): { real: string[]; changes: string[] } {
  const heard = { real: [] as string[], changes: [] as string[] };
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/")) heard.real.push(pathname);
    if (request.method() !== "GET") heard.changes.push(`${request.method()} ${pathname}`);
  });
  return heard;
}

const shown = (page: Page) => page.locator("main#content h1, main#content h2").first();

test("every page is shown with its made-up data, and asks nothing that is real", async ({ page, server }) => {
  const heard = listen(page);
  for (const path of pages) {
    await page.goto(`${server.origin}/preview${path}`);
    await expect(shown(page), path).toBeVisible();
    await expect(page.getByText(words("en", "document.preview_note"))).toBeVisible();
  }
  expect(heard.real).toEqual([]);
  expect(heard.changes.filter((change) => !change.endsWith("/update/preview"))).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
});

for (const state of ["empty", "past_due", "trialing", "canceling", "paused", "many", "no_method"]) {
  test(`pages in the state ${state}`, async ({ page, server }) => {
    // What ends, or is not there, cannot be changed.
    const update = ["empty", "canceling"].includes(state) ? [] : ["/subscriptions/sub_preview/update"];
    for (const path of ["/", "/invoices", ...update]) {
      await page.goto(`${server.origin}/preview${path}?state=${state}`);
      await expect(shown(page), path).toBeVisible();
    }
  });
}

test("a page that does not load, a session that is over, and one that is still loading", async ({ page, server, complaints }) => {
  complaints.expect(failedRequest);
  const portal = new Portal(page);
  await page.goto(`${server.origin}/preview/?state=error`);
  await expect(portal.heading("errors.load_title")).toBeVisible();
  await page.goto(`${server.origin}/preview/invoices?state=error`);
  await expect(page.getByText(words("en", "errors.upstream")).first()).toBeVisible();
  await page.goto(`${server.origin}/preview/?state=expired&locale=nl`);
  await expect(new Portal(page, "nl").heading("ended.expired_title")).toBeVisible();
  await page.clock.install();
  await page.goto(`${server.origin}/preview/?state=loading`);
  await page.clock.runFor(11_000);
  await expect(page.locator(".skeleton-section").first()).toBeVisible();
  await expect(page.locator("#trouble")).toBeHidden();
});

test("a dialog is open", async ({ page, server }) => {
  await page.goto(`${server.origin}/preview/?state=dialog`);
  await expect(new Portal(page).removeDialog).toBeVisible();
});

test("a change is refused in words, and no request leaves", async ({ page, server }) => {
  const heard = listen(page);
  const portal = new Portal(page, "de");
  await page.goto(`${server.origin}/preview/?locale=de&state=dialog`);
  await portal.removeDialog.getByRole("button", { name: portal.words("payment_methods.remove"), exact: true }).click();
  await expect(portal.removeDialog.getByText(words("de", "document.preview_said"))).toBeVisible();
  await page.keyboard.press("Escape");

  await page.goto(`${server.origin}/preview/subscriptions/sub_preview/cancel?locale=de`);
  await page.getByRole("button", { name: portal.words("cancel.confirm"), exact: true }).click();
  await expect(page.getByText(words("de", "document.preview_said")).first()).toBeVisible();

  await page.goto(`${server.origin}/preview/add-payment-method?locale=de`);
  await page.locator("main button[data-variant=primary]").first().click();
  await expect(page.getByText(words("de", "document.preview_said")).first()).toBeVisible();
  expect(heard).toEqual({ real: [], changes: [] });
});

test("links stay in the preview and keep what it shows; what leads out leads nowhere", async ({ page, server }) => {
  await page.goto(`${server.origin}/preview/?locale=nl&state=many`);
  const portal = new Portal(page, "nl");
  await page.getByRole("link", { name: portal.words("invoices.all") }).click();
  await expect(portal.heading("invoice_search.title")).toBeVisible();
  const url = new URL(page.url());
  expect([url.pathname, url.searchParams.get("locale"), url.searchParams.get("state")]).toEqual(["/preview/invoices", "nl", "many"]);
  await page.getByRole("searchbox").fill("PREVIEW-0007");
  await expect(page).toHaveURL(/search=PREVIEW-0007.*state=many/);
  await expect(page.locator("main#content").getByText("PREVIEW-0007").first()).toBeVisible();

  await page.goto(`${server.origin}/preview/?locale=nl`);
  const before = page.url();
  await page.getByRole("link", { name: /Fernhill Studio/ }).first().click();
  await expect(page.getByText(words("nl", "document.preview_away"))).toBeVisible();
  expect(page.url()).toBe(before);
  // Another language is the preview's, not a session's.
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("fr");
  await expect(new Portal(page, "fr").paymentMethods).toBeVisible();
  expect(new URL(page.url()).searchParams.get("locale")).toBe("fr");
});

test("a language that nobody speaks shows what is not translated", async ({ page, server }) => {
  await page.goto(`${server.origin}/preview/?locale=en-XA`);
  await expect(page.getByRole("heading", { name: /^\[.*\]$/ }).first()).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en-XA");
  const headings = await page.locator("main#content h2").allInnerTexts();
  for (const heading of headings) expect(heading).toMatch(/^\[.*\]$/);
});

test("previews are accessible", async ({ page, server }) => {
  for (const path of ["/?state=many", "/subscriptions/sub_preview/update"]) {
    await page.goto(`${server.origin}/preview${path}`);
    await expect(shown(page)).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await expectAccessible(page);
  }
});

/** A page of the portal's own origin around a preview, as the dashboard is. */
async function driving(page: Page, server: Server, path: string, name = "portico-preview"): Promise<void> {
  await page.route(`${server.origin}/around`, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><html lang="en"><title>Around</title><main><h1>Around</h1>
        <iframe name="${name}" title="Preview" width="1000" height="600"></iframe></main>
        <script>
          window.heard = [];
          window.look = null;
          const frame = document.querySelector("iframe");
          window.wear = (look) => frame.contentWindow.postMessage({ t: "portico.preview", v: 1, event: "look", data: look }, location.origin);
          addEventListener("message", ({ data, source }) => {
            if (source !== frame.contentWindow) return;
            heard.push([data.event, data.data]);
            if (data.event === "hello" && look) wear(look);
          });
        </script></html>`,
    }),
  );
  await page.goto(`${server.origin}/around`);
  await page.evaluate((path) => {
    const around = window as unknown as Around;
    around.look = { css: "", layout: "columns", scheme: "light", logo: null, logo_dark: null, texts: { headline: "First", footer: null } };
    document.querySelector("iframe")!.src = path;
  }, `/preview${path}`);
}

interface Around {
  heard: [string, Record<string, string>][];
  look: Record<string, unknown> | null;
  wear(look: Record<string, unknown>): void;
}

const heardBy = (page: Page) => page.evaluate(() => (window as unknown as Around).heard);

test("the page around says what it looks like, and hears what happens", async ({ page, server }) => {
  await driving(page, server, "/?state=many");
  const frame = page.frameLocator("iframe[name=portico-preview]");
  await expect(frame.getByText("First", { exact: true })).toBeVisible();
  await expect(frame.locator("#preview-note")).toBeHidden();
  await expect.poll(async () => (await heardBy(page)).map(([event]) => event)).toContain("ready");
  expect((await heardBy(page))[0]).toEqual(["hello", { path: "/" }]);

  // Other words are shown anew, where one was.
  const inside = page.frames()[1]!;
  await inside.evaluate(() => scrollTo(0, 400));
  await page.evaluate(() => {
    const around = window as unknown as Around;
    const texts = { headline: "Second <b>words</b>", footer: "Foot" };
    around.look = { ...around.look, texts };
    around.wear(around.look);
  });
  await expect(frame.getByText("Second <b>words</b>")).toBeVisible();
  await expect(frame.getByText("Foot", { exact: true })).toBeVisible();
  await expect.poll(() => page.frames()[1]!.evaluate(() => scrollY)).toBe(400);

  await frame.getByRole("link", { name: words("en", "invoices.all") }).click();
  await expect(frame.getByRole("heading", { name: words("en", "invoice_search.title") })).toBeVisible();
  await expect.poll(async () => (await heardBy(page)).filter(([event]) => event === "navigate").at(-1)?.[1].path).toBe("/invoices");
  await expect(frame.getByText("Second <b>words</b>")).toBeVisible();
});

test("what is refused is told to the page around", async ({ page, server }) => {
  await driving(page, server, "/?state=dialog");
  const remove = words("en", "payment_methods.remove");
  await page.frameLocator("iframe[name=portico-preview]").getByRole("dialog").getByRole("button", { name: remove, exact: true }).click();
  await expect
    .poll(async () => (await heardBy(page)).filter(([event]) => event === "blocked"))
    .toEqual([["blocked", { method: "DELETE", path: "/api/payment-methods/pm_preview_1" }]]);
});

test("a look arrives within one animation frame", async ({ page, server }) => {
  await driving(page, server, "/");
  await expect(page.frameLocator("iframe[name=portico-preview]").getByText("First", { exact: true })).toBeVisible();
  const frames = await page.evaluate(async () => {
    const around = window as unknown as Around;
    const frame = document.querySelector("iframe")!;
    const drawn = () => new Promise((done) => requestAnimationFrame(done));
    const color = () => frame.contentWindow!.getComputedStyle(frame.contentDocument!.body).backgroundColor;
    const counts: number[] = [];
    for (let number = 0; number < 50; number += 1) {
      await drawn();
      const wanted = `rgb(${number}, 100, 200)`;
      around.wear({ ...around.look, css: `body { background: ${wanted} !important; }` });
      let count = 0;
      while (color() !== wanted && count < 60) {
        await drawn();
        count += 1;
      }
      counts.push(count);
    }
    return counts;
  });
  console.log(`a look is worn after ${Math.max(...frames)} animation frames at most (N=${frames.length})`);
  expect(Math.max(...frames)).toBeLessThanOrEqual(1);
});

test("nothing is taken from anybody else, and nothing of it becomes markup", async ({ page, server }) => {
  await driving(page, server, "/");
  const frame = page.frameLocator("iframe[name=portico-preview]");
  await expect(frame.getByText("First", { exact: true })).toBeVisible();
  const inside = page.frames()[1]!;
  const state = () =>
    inside.evaluate(() => [document.adoptedStyleSheets[1]!.cssRules.length, document.documentElement.dataset["layout"], document.documentElement.dataset["scheme"]]);
  const before = await state();
  // From itself, which is of the origin and not the page around it.
  await inside.evaluate(() => postMessage({ t: "portico.preview", v: 1, event: "look", data: { css: "body { color: red }", layout: "bare", texts: { headline: "First" } } }, location.origin));
  // From a page of another origin in the page around.
  await page.evaluate(() => {
    const stranger = document.createElement("iframe");
    stranger.setAttribute("sandbox", "allow-scripts");
    stranger.srcdoc = `<script>parent.frames[0].postMessage({ t: "portico.preview", v: 1, event: "look", data: { css: "body { color: red }", layout: "bare", texts: { headline: "First" } } }, "*"); parent.postMessage("sent", "*");</script>`;
    const sent = new Promise((done) => addEventListener("message", ({ data }) => data === "sent" && done(null)));
    document.body.append(stranger);
    return sent;
  });
  // From the page around, and not of the form.
  await page.evaluate(() => {
    const to = (message: unknown) => document.querySelector("iframe")!.contentWindow!.postMessage(message, location.origin);
    // With the words it has: others would have it loaded anew, and the look would come from the page around once more.
    const data = { css: "body { color: red }", texts: { headline: "First" } };
    for (const message of [null, "look", 7, [], { t: "portal", v: 1, event: "look", data }, { t: "portico.preview", v: 2, event: "look", data }]) to(message);
    to({ t: "portico.preview", v: 1, event: "other", data });
    to({ t: "portico.preview", v: 1, event: "look", data: null });
    to({ t: "portico.preview", v: 1, event: "look", data: { css: 7, layout: "<b>", scheme: {}, logo: null, logo_dark: null, texts: { headline: "First" } } });
  });
  expect(await state()).toEqual(before);
  // A picture from elsewhere is none.
  await page.evaluate(() => {
    const around = window as unknown as Around;
    around.look = { ...around.look, logo: "https://evil.test/x.png", texts: { headline: "Third", support: { a: 1 } } };
    around.wear(around.look);
  });
  await expect(frame.getByText("Third", { exact: true })).toBeVisible();
  expect(await page.frames()[1]!.evaluate(() => document.documentElement.outerHTML)).not.toContain("evil.test");
});

test("a page that never says what it looks like does not hold the preview up", async ({ page, server }) => {
  await page.route(`${server.origin}/silent`, (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Silent</title><iframe name="portico-preview" src="/preview/"></iframe>` }),
  );
  await page.goto(`${server.origin}/silent`);
  await expect(page.frameLocator("iframe[name=portico-preview]").locator("#content")).toBeVisible();
});

test("a link shows the draft to somebody without an account, until it is withdrawn", async ({ page, browser, merchant, complaints }) => {
  complaints.expect(failedRequest);
  const own = await merchant.stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
  const whose = { configuration: own.id } as Record<string, unknown>;
  const texts = { headline: "Words of the draft" };
  await merchant.stripe.rawRequest("POST", "/v1/portico/branding/draft", { ...whose, texts, modes: { light: { brand: "#a94a23" } } });
  const made = (await merchant.stripe.rawRequest("POST", "/v1/portico/branding/preview_links", { ...whose, path: "/", locale: "sv" })) as unknown as {
    id: string;
    url: string;
  };
  const context = await browser.newContext();
  const visitor = await context.newPage();
  await visitor.goto(made.url);
  await expect(visitor.getByText("Words of the draft")).toBeVisible();
  await expect(visitor.getByText(words("sv", "document.preview_note"))).toBeVisible();
  expect(visitor.url()).toMatch(/\/preview\/\?locale=sv$/);
  const brand = () => visitor.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--color-brand").trim());
  expect(await brand()).toBe("#a94a23");

  await merchant.stripe.rawRequest("DELETE", `/v1/portico/branding/preview_links/${made.id}`);
  await visitor.reload();
  await expect(visitor.getByRole("heading", { name: words("sv", "document.preview_over_title") })).toBeVisible();
  expect(await brand()).not.toBe("#a94a23");
  expect(await visitor.content()).not.toContain("Words of the draft");
  await context.close();

  // Opened after that, it says so at once.
  await page.goto(made.url);
  await expect(page.getByRole("heading", { name: words("en", "document.preview_over_title") })).toBeVisible();
});
