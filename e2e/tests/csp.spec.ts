import { createServer } from "node:http";

import { expect, test } from "../support/test.ts";

const full = process.env["PORTICO_LADDER"] === "full";

test("every document carries the policy, and nothing unsafe is in it", async ({ page, portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith()).id);
  for (const path of ["/", "/p/session", "/add-payment-method", "/no-such-page"]) {
    const headers = (await page.request.get(`${merchant.server.origin}${path}`)).headers();
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.replaceAll("'wasm-unsafe-eval'", "")).not.toContain("unsafe");
    expect(policy).not.toMatch(/\*|data:|https?:(?!\/\/)/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cache-control"]).toMatch(/no-(cache|store)/);
  }
});

test("answers of the API are never stored", async ({ page, portal, merchant }) => {
  await portal.open(merchant, (await merchant.customerWith()).id);
  const headers = (await page.request.get(`${merchant.server.origin}/api/session`)).headers();
  expect(headers["cache-control"]).toContain("no-store");
});

/** Each tries to run or load something the policy forbids. */
const probes: Record<string, (origin: string) => void> = {
  "inline script": () => {
    const script = document.createElement("script");
    script.textContent = "window.hit = 'inline script'";
    document.head.append(script);
  },
  "inline handler": () => {
    const button = document.createElement("button");
    button.setAttribute("onclick", "window.hit = 'inline handler'");
    document.body.append(button);
    button.click();
  },
  eval: () => {
    (0, eval)("window.hit = 'eval'");
  },
  "new Function": () => {
    new Function("window.hit = 'new Function'")();
  },
  "timer with a string": () => {
    (setTimeout as unknown as (code: string) => void)("window.hit = 'timer'");
  },
  "javascript: link": () => {
    const link = document.createElement("a");
    link.href = "javascript:void(window.hit = 'javascript link')";
    document.body.append(link);
    link.click();
  },
  "markup from a string": () => {
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\"window.hit = 'markup'\">");
  },
  "remote image": (origin) => {
    document.body.append(Object.assign(new Image(), { src: `${origin}/image` }));
  },
  "remote script": (origin) => {
    document.head.append(Object.assign(document.createElement("script"), { src: `${origin}/script` }));
  },
  "remote style": (origin) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${origin}/style` }));
  },
  "inline style": () => {
    const paragraph = document.createElement("p");
    paragraph.setAttribute("style", "position: fixed");
    document.body.append(paragraph);
    if (getComputedStyle(paragraph).position === "fixed") Object.assign(window, { hit: "inline style" });
  },
  "remote font": (origin) => {
    void new FontFace("remote", `url(${origin}/font)`).load().catch(() => undefined);
  },
  "remote request": (origin) => {
    void fetch(`${origin}/fetch`, { mode: "no-cors" }).catch(() => undefined);
  },
  beacon: (origin) => {
    navigator.sendBeacon(`${origin}/beacon`, "x");
  },
  "base element": (origin) => {
    document.head.prepend(Object.assign(document.createElement("base"), { href: `${origin}/base/` }));
    if (document.baseURI.startsWith(origin)) Object.assign(window, { hit: "base" });
  },
  "form to elsewhere": (origin) => {
    const form = Object.assign(document.createElement("form"), { action: `${origin}/form`, method: "post" });
    document.body.append(form);
    form.submit();
  },
  frame: (origin) => {
    document.body.append(Object.assign(document.createElement("iframe"), { src: `${origin}/frame` }));
  },
  object: (origin) => {
    document.body.append(Object.assign(document.createElement("object"), { data: `${origin}/object` }));
  },
  worker: () => {
    new Worker(URL.createObjectURL(new Blob(["self.close()"])));
    Object.assign(window, { hit: "worker" });
  },
};

test("ladder row 9: every injected probe is blocked", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/./);
  const hits: string[] = [];
  const stranger = createServer((request, response) => {
    hits.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((listening) => stranger.listen(0, "127.0.0.1", listening));
  const address = stranger.address();
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  try {
    await portal.open(merchant, (await merchant.customerWith()).id);
    for (const [name, probe] of Object.entries(probes)) {
      await page.evaluate(`globalThis.probe = ${probe.toString()}; undefined`);
      const outcome = await page.evaluate(async (origin) => {
        const blocked = new Promise<string>((found) => {
          addEventListener("securitypolicyviolation", (event) => found(`blocked by ${event.effectiveDirective}`), { once: true });
        });
        const { probe } = globalThis as unknown as { probe: (origin: string) => void };
        // From a task of the page's own: what the debugger calls itself may use eval.
        const ran = new Promise<string>((done) => {
          setTimeout(() => {
            try {
              probe(origin);
              setTimeout(() => done(""), 500);
            } catch (error) {
              done(`refused: ${String(error)}`);
            }
          });
        });
        const outcome = await Promise.race([blocked, ran]);
        return { outcome, hit: (window as unknown as { hit?: string }).hit ?? "" };
      }, origin);
      expect.soft(outcome.hit, `${name} ran`).toBe("");
      expect.soft(outcome.outcome, `${name} was not blocked`).not.toBe("");
    }
    expect(hits, "requests that reached a stranger").toEqual([]);
  } finally {
    stranger.close();
  }
});

test("ladder row 9: the Trusted Types policy accepts no string", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(/./);
  await portal.open(merchant, (await merchant.customerWith()).id);
  const accepted = await page.evaluate((count) => {
    const { defaultPolicy } = (window as unknown as { trustedTypes: { defaultPolicy: Record<string, (text: string, ...rest: string[]) => unknown> } })
      .trustedTypes;
    const alphabet = "abc<>/\"'= {}();:.&#!-scriptonload";
    const random = (length: number) =>
      Array.from({ length }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join("");
    const attempts: [string, string][] = [];
    for (let round = 0; round < count; round += 1) {
      attempts.push(["createHTML", random(1 + (round % 60))], ["createScript", random(1 + (round % 60))]);
      attempts.push(["createScriptURL", `https://${random(8)}/${random(8)}.js`], ["createScriptURL", `//evil.example/${random(4)}`]);
    }
    attempts.push(["createHTML", ""], ["createHTML", "<b>x</b>"], ["createScriptURL", "data:text/javascript,1"], ["createScriptURL", "blob:x"]);
    return attempts.filter(([kind, text]) => {
      try {
        const made = defaultPolicy[kind]?.(text, "", "");
        return made !== null && made !== undefined && String(made) !== "null" && String(made) !== "";
      } catch {
        return false;
      }
    });
  }, full ? 10_000 : 1_000);
  expect(accepted).toEqual([]);
});

test("nothing is asked of a stranger, and nobody is told where from", async ({ page, portal, merchant }) => {
  const { origin, sandboxOrigin } = merchant.server;
  const strangers: string[] = [];
  const referrers: string[] = [];
  page.on("request", (request) => {
    const target = new URL(request.url()).origin;
    if (target !== origin && target !== sandboxOrigin) strangers.push(request.url());
    if (target !== origin && request.headers()["referer"]) referrers.push(request.url());
  });
  await portal.open(merchant, (await merchant.customerWith()).id);
  await portal.add(/^Mastercard ending in 4444/);
  expect(strangers).toEqual([]);
  expect(referrers.filter((url) => !url.startsWith(sandboxOrigin))).toEqual([]);
});
