import type * as Embed from "../../public/embed/v1.js";
import { embedded, expect, portalOrigin, shopPage, test } from "../support/embedding.ts";
import { fileOf } from "../support/sites.ts";

// What the guide shows for React and Vue, with their own builds: what a bundler would put together, the page does here.

/** React's builds are CommonJS: `require` looks them up among what the page has loaded. */
const react = () => {
  const modules = Object.entries({
    scheduler: "scheduler/cjs/scheduler.development.js",
    react: "react/cjs/react.development.js",
    "react-dom": "react-dom/cjs/react-dom.development.js",
    "react-dom/client": "react-dom/cjs/react-dom-client.development.js",
  }).map(([name, file]) => `define(${JSON.stringify(name)}, (module, exports, require, process) => {${fileOf(file)}\n});`);
  return `const known = {};
    const require = (name) => known[name].exports;
    const define = (name, run) => run((known[name] = { exports: {} }), known[name].exports, require, { env: { NODE_ENV: "development" } });
    ${modules.join("\n")}
    export const { createElement, useEffect, useRef, useState } = require("react");
    export const { createRoot } = require("react-dom/client");`;
};

test("in React", async ({ page, sites, merchant, complaints }) => {
  complaints.expect(/React DevTools/);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  sites.pages.set("shop.test/react.js", { type: "text/javascript", body: react() });
  shopPage(
    sites,
    merchant,
    "shop.test",
    customer.id,
    `<div id="root"></div><script type="module">
      import { createElement as h, createRoot, useEffect, useRef, useState } from "/react.js";
      import "${portalOrigin}/embed/v1.js";
      const fetchClientSecret = () => fetch("/billing-session", { method: "POST" }).then((response) => response.text());
      function Billing() {
        const portal = useRef(null);
        const [changes, setChanges] = useState(0);
        const [scheme, setScheme] = useState("light");
        useEffect(() => {
          const count = () => setChanges((before) => before + 1);
          portal.current.addEventListener("payment_method.updated", count);
          return () => portal.current?.removeEventListener("payment_method.updated", count);
        }, []);
        return h("section", null,
          h("p", { role: "status" }, changes + " changes"),
          h("button", { onClick: () => setScheme("dark") }, "Dark"),
          h("billing-portal", { ref: portal, fetchClientSecret, "color-scheme": scheme }));
      }
      createRoot(document.getElementById("root")).render(h(Billing));
    </script>`,
  );
  await page.goto("https://shop.test/");
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();
  await portal.remove("Mastercard ending in 4444");
  await expect(page.getByText("1 changes")).toBeVisible();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.frameLocator("billing-portal iframe").locator("html")).toHaveAttribute("data-scheme", "dark");
});

test("in Vue", async ({ page, sites, merchant, complaints }) => {
  complaints.expect(/development version of Vue/);
  const customer = await merchant.customerWith({ methods: ["pm_card_visa", "pm_card_mastercard"] });
  sites.pages.set("shop.test/vue.js", { type: "text/javascript", body: fileOf("vue/dist/vue.esm-browser.js") });
  shopPage(
    sites,
    merchant,
    "shop.test",
    customer.id,
    `<div id="root"></div><script type="module">
      import { createApp, ref } from "/vue.js";
      import "${portalOrigin}/embed/v1.js";
      const app = createApp({
        setup() {
          const changes = ref(0);
          const path = ref("/");
          const fetchClientSecret = () => fetch("/billing-session", { method: "POST" }).then((response) => response.text());
          return { changes, path, fetchClientSecret, on: { "payment_method.updated": () => (changes.value += 1) } };
        },
        template: \`<p role="status">{{ changes }} changes</p><button @click="path = '/invoices'">Invoices</button>
          <billing-portal :fetchClientSecret="fetchClientSecret" :path="path" v-on="on"></billing-portal>\`,
      });
      app.config.compilerOptions.isCustomElement = (tag) => tag === "billing-portal";
      app.mount("#root");
    </script>`,
  );
  await page.goto("https://shop.test/");
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();
  await portal.remove("Mastercard ending in 4444");
  await expect(page.getByText("1 changes")).toBeVisible();
  await page.getByRole("button", { name: "Invoices" }).click();
  await expect(portal.heading("invoice_search.title")).toBeVisible();
});

test("on a page with a strict policy", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "shop.test", customer.id, "");
  // As the guide says it.
  const policy = `default-src 'none'; script-src ${portalOrigin}; frame-src ${portalOrigin}; connect-src 'self'`;
  sites.pages.set("shop.test/", {
    body: `<!doctype html><html lang="en"><title>Account</title><script type="module" src="${portalOrigin}/embed/v1.js"></script><billing-portal session-url="/billing-session"></billing-portal></html>`,
    headers: { "Content-Security-Policy": policy },
  });
  await page.goto("https://shop.test/");
  await expect(embedded(page).paymentMethods).toBeVisible();
  const frame = page.locator("billing-portal iframe");
  await expect.poll(async () => (await frame.boundingBox())?.height).toBeGreaterThan(400);
});

test("made by a script, and taken away again", async ({ page, sites, merchant }) => {
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "shop.test", customer.id, `<div id="here"></div>`);
  await page.goto("https://shop.test/");
  await page.evaluate(async (origin) => {
    const { createPortal } = (await import(`${origin}/embed/v1.js`)) as typeof Embed;
    const portal = createPortal({
      container: document.getElementById("here") ?? document.body,
      fetchClientSecret: () => fetch("/billing-session", { method: "POST" }).then((response) => response.text()),
    });
    portal.addEventListener("navigate", ({ detail }) => (document.title = detail.title));
    Object.assign(window, { portal });
  }, portalOrigin);
  await expect(embedded(page).paymentMethods).toBeVisible();
  await expect(page).toHaveTitle(/Fernhill Studio/);
  await page.evaluate(() => (window as unknown as { portal: Embed.BillingPortal }).portal.destroy());
  await expect(page.locator("billing-portal")).toHaveCount(0);
  await expect.poll(() => page.frames().length).toBe(1);
});

test("without a link from the merchant's server it says so, and can be tried again", async ({ page, sites, merchant, complaints }) => {
  complaints.expect(/answered 404|Failed to load resource.*404|must answer the url/);
  const customer = await merchant.customerWith();
  shopPage(sites, merchant, "shop.test", customer.id, `<billing-portal session-url="/billing-session" locale="de"></billing-portal>`);
  const link = sites.pages.get("shop.test/billing-session");
  sites.pages.delete("shop.test/billing-session");
  await page.goto("https://shop.test/");
  await expect(page.getByText("Die Abrechnung konnte nicht geladen werden.")).toBeVisible();
  // What is no link of this portal is not loaded, whoever made it.
  sites.pages.set("shop.test/billing-session", { type: "text/plain", body: "https://evil.test/p/session#pcs_x" });
  await page.getByRole("button", { name: "Erneut versuchen" }).click();
  await expect(page.getByText("Die Abrechnung konnte nicht geladen werden.")).toBeVisible();
  expect(page.frames().map((frame) => frame.url())).not.toContain("https://evil.test/p/session#pcs_x");
  if (link) sites.pages.set("shop.test/billing-session", link);
  await page.getByRole("button", { name: "Erneut versuchen" }).click();
  await expect(embedded(page, "de").paymentMethods).toBeVisible();
});
