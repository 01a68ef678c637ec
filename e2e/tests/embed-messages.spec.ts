import type { BillingPortal } from "../../public/embed/v1.js";
import { embedded, expect, isPortal, listen, portalOrigin, shopPage, test } from "../support/embedding.ts";

const full = process.env["PORTICO_LADDER"] === "full";

// Messages that look like the protocol's, and some that look like nothing, to the page and to the frame in it, from a
// stranger's frame on the page, from the page's own window, and from a page that opened the shop.
test("ladder row 12: no message of a stranger is acted upon", async ({ page, context, sites, merchant }) => {
  const count = full ? 10_000 : 900;
  const customer = await merchant.customerWith({ methods: ["pm_card_visa"] });
  const strangers = ["https://evil.test", "https://other.test", "https://evil.shop.test"];
  for (const origin of strangers) sites.pages.set(`${new URL(origin).host}/stranger`, { body: "a stranger" });
  shopPage(
    sites,
    merchant,
    "shop.test",
    customer.id,
    `<billing-portal session-url="/billing-session"></billing-portal>${strangers.map((origin) => `<iframe src="${origin}/stranger" title="stranger"></iframe>`).join("")}`,
  );
  await context.addInitScript(() => {
    const broken: string[] = [];
    const targets: string[] = [];
    Object.assign(window, { broken, targets });
    addEventListener("error", ({ message }) => broken.push(message));
    addEventListener("unhandledrejection", ({ reason }) => broken.push(`${reason}`));
  });
  await page.goto("https://shop.test/");
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();
  const heard = await listen(page);
  const inner = page.frames().find(isPortal);
  const state = async () => ({
    height: await page.locator("billing-portal iframe").evaluate((frame) => (frame as HTMLElement).style.blockSize),
    source: await page.locator("billing-portal iframe").getAttribute("src"),
    inner: await inner?.evaluate(() => [location.href, document.documentElement.dataset["scheme"], document.adoptedStyleSheets.length, document.documentElement.lang]),
    methods: (await merchant.methodsOf(customer.id)).length,
  });
  const before = await state();
  let sent = 0;
  const each = Math.ceil(count / strangers.length);
  for (const origin of strangers) {
    const frame = page.frames().find((candidate) => candidate.url().startsWith(`${origin}/`));
    sent +=
      (await frame?.evaluate(
        async ([many, portal]) => {
          const random = (list: unknown[]) => list[Math.floor(Math.random() * list.length)];
          const events = ["hello", "port", "ready", "resize", "navigate", "session.expired", "update", "viewport", "focus", "close", "error", "__proto__", "constructor", ""];
          const odd = [null, undefined, 0, -1, Number.NaN, 1e308, "", "portal", [], {}, { height: 9e9 }, { height: 40 }, { path: "https://evil.test/" }, { locale: "nl", colorScheme: "dark", appearance: {} }, new Date(), new Map([[1, 2]])];
          const frames = [...Array(parent.length).keys()].map((at) => parent.frames[at]).filter((each) => each !== window);
          let count = 0;
          for (; count < many; count += 1) {
            const message = Math.random() < 0.2 ? random(odd) : { t: random(["portal", "portal", "x", 1]), v: random([1, 1, 2, "1", null]), id: random(["x", 1, null]), event: random(events), data: random(odd) };
            const ports = Math.random() < 0.3 ? [new MessageChannel().port1] : [];
            const target = Math.random() < 0.5 ? parent : (random(frames) as Window);
            target.postMessage(message, "*", ports);
            if (count % 500 === 0) await new Promise((go) => setTimeout(go));
          }
          void portal;
          return count;
        },
        [each, portalOrigin] as const,
      )) ?? 0;
  }
  // What is sent later arrives later: once this came back, all others have been heard.
  for (const frame of page.frames()) {
    await frame.evaluate(
      () =>
        new Promise<void>((done) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done();
          port2.postMessage(0);
        }),
    );
  }
  expect(sent).toBeGreaterThanOrEqual(count);
  expect(await state()).toEqual(before);
  expect(await heard()).toEqual([]);
  // Nobody was given the port of the frame: the page and the frame still speak with each other.
  await page.locator("billing-portal").evaluate((element: BillingPortal) => element.update({ colorScheme: "dark" }));
  await expect(page.frameLocator("billing-portal iframe").locator("html")).toHaveAttribute("data-scheme", "dark");
  const broken = await Promise.all(page.frames().map((frame) => frame.evaluate(() => (window as unknown as { broken: string[] }).broken)));
  expect(broken.flat()).toEqual([]);
  console.log(`ladder row 12 | messages of 3 strangers acted upon; errors thrown | 0; 0 | 0 of ${sent}; 0 | held`);
});

test("ladder row 12: what is said is said to one origin, and holds nothing secret", async ({ page, context, sites, merchant }) => {
  const customer = await merchant.customerWith({ email: "robin@example.com", methods: ["pm_card_visa", "pm_card_mastercard"], subscriptions: [{}] });
  shopPage(sites, merchant, "elsewhere.test", customer.id, `<billing-portal session-url="/billing-session" color-scheme="light"></billing-portal>`);
  const targets: string[] = [];
  const texts: string[] = [];
  await context.exposeBinding("noteMessage", (_, target: string, text: string) => {
    targets.push(target);
    texts.push(text);
  });
  // Every message that either side sends, from before its first script.
  await context.addInitScript(() => {
    const note = (target: string, message: unknown) => (window as unknown as { noteMessage(target: string, text: string): void }).noteMessage(target, JSON.stringify(message) ?? "");
    const viaPort = MessagePort.prototype.postMessage as (this: MessagePort, ...rest: unknown[]) => void;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...rest: unknown[]) {
      note("port", rest[0]);
      viaPort.apply(this, rest);
    };
    for (const each of [window, parent]) {
      if (each !== window && location.origin !== "https://billing.shop.test") continue;
      const send = each.postMessage.bind(each) as (...rest: unknown[]) => void;
      try {
        each.postMessage = (...rest: unknown[]) => {
          note(`${rest[1]}`, rest[0]);
          send(...rest);
        };
      } catch {
        // A window of another origin takes no changes; what it is sent is noted where it is heard.
      }
    }
    addEventListener("message", ({ data, origin }) => note(`heard ${origin}`, data), true);
  });
  await page.goto("https://elsewhere.test/");
  const portal = embedded(page);
  await expect(portal.paymentMethods).toBeVisible();
  await portal.remove("Mastercard ending in 4444");
  await expect.poll(() => texts.join()).toContain("payment_method.updated");
  expect(targets).not.toContain("*");
  expect(texts.length).toBeGreaterThan(5);
  const all = texts.join("\n");
  for (const secret of ["pcs_", "pcb_", "ses_", "robin@example.com", "4242", "4444", "29.00", "2900", customer.id]) {
    expect(all).not.toContain(secret);
  }
  // A window of another origin cannot be listened in at, so the scripts are read as well.
  const scripts = await page.frames().find(isPortal)?.evaluate(() => {
    const own = document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "";
    return Promise.all(["/embed/v1.js", own].map((address) => fetch(address).then((answer) => answer.text())));
  });
  expect(scripts).toHaveLength(2);
  for (const text of scripts ?? []) {
    expect(text).toContain("postMessage");
    expect(text).not.toMatch(/["'`]\*["'`]/);
  }
  console.log(`ladder row 12 | messages sent to any origin ("*"), or with a token, an address or an amount | 0; 0 | 0; 0 of ${texts.length} | held`);
});
