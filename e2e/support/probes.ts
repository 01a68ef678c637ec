// What an attacker who can put something into the page would try. Each is sent to the browser as text.

const refusedAsMarkup = /^(blocked by require-trusted-types-for|refused: TypeError.*Trusted)/;
const refusedAsCode = /^(blocked by (script-src|require-trusted-types-for)|refused: (EvalError|TypeError.*Trusted))/;

/** Each tries to run or load something the policy forbids, and must end as its pattern says. */
export const probes: Record<string, [RegExp, (origin: string) => void]> = {
  "inline script": [
    refusedAsCode,
    () => {
      const script = document.createElement("script");
      script.textContent = "window.hit = 'inline script'";
      document.head.append(script);
    },
  ],
  // Nobody is told of this one: that it does not run is all there is to see.
  "inline script as a text node": [
    /^nothing happened|^blocked by/,
    () => {
      const script = document.createElement("script");
      script.append(document.createTextNode("window.hit = 'inline script'"));
      document.head.append(script);
    },
  ],
  "inline handler": [
    refusedAsCode,
    () => {
      const button = document.createElement("button");
      button.setAttribute("onclick", "window.hit = 'inline handler'");
      document.body.append(button);
      button.click();
    },
  ],
  eval: [refusedAsCode, () => void (0, eval)("window.hit = 'eval'")],
  "new Function": [refusedAsCode, () => void new Function("window.hit = 'new Function'")()],
  "timer with a string": [refusedAsCode, () => void (setTimeout as unknown as (code: string) => void)("window.hit = 'timer'")],
  "javascript: link": [
    refusedAsCode,
    () => {
      const link = document.createElement("a");
      link.href = "javascript:void(window.hit = 'javascript link')";
      document.body.append(link);
      link.click();
    },
  ],
  "markup from a string": [
    refusedAsMarkup,
    () => document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\"window.hit = 'markup'\">"),
  ],
  "remote image": [/^blocked by img-src/, (origin) => document.body.append(Object.assign(new Image(), { src: `${origin}/image` }))],
  "remote script": [
    refusedAsCode,
    (origin) => document.head.append(Object.assign(document.createElement("script"), { src: `${origin}/script` })),
  ],
  "remote style": [
    /^blocked by style-src/,
    (origin) => document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${origin}/style` })),
  ],
  "inline style": [
    /^blocked by style-src/,
    () => {
      const paragraph = document.createElement("p");
      paragraph.setAttribute("style", "position: fixed");
      document.body.append(paragraph);
      if (getComputedStyle(paragraph).position === "fixed") Object.assign(window, { hit: "inline style" });
    },
  ],
  "remote font": [/^blocked by font-src/, (origin) => void new FontFace("remote", `url(${origin}/font)`).load().catch(() => undefined)],
  "remote request": [/^blocked by connect-src/, (origin) => void fetch(`${origin}/fetch`, { mode: "no-cors" }).catch(() => undefined)],
  beacon: [/^blocked by connect-src/, (origin) => void navigator.sendBeacon(`${origin}/beacon`, "x")],
  "base element": [
    /^blocked by base-uri/,
    (origin) => {
      document.head.prepend(Object.assign(document.createElement("base"), { href: `${origin}/base/` }));
      if (document.baseURI.startsWith(origin)) Object.assign(window, { hit: "base" });
    },
  ],
  "form to elsewhere": [
    /^blocked by form-action/,
    (origin) => {
      const form = Object.assign(document.createElement("form"), { action: `${origin}/form`, method: "post" });
      document.body.append(form);
      form.submit();
    },
  ],
  frame: [
    /^blocked by (frame-src|default-src)/,
    (origin) => document.body.append(Object.assign(document.createElement("iframe"), { src: `${origin}/frame` })),
  ],
  object: [
    /^blocked by (object-src|require-trusted-types-for)|^refused: TypeError.*Trusted/,
    (origin) => document.body.append(Object.assign(document.createElement("object"), { data: `${origin}/object` })),
  ],
  worker: [
    refusedAsCode,
    () => {
      new Worker(URL.createObjectURL(new Blob(["self.close()"])));
      Object.assign(window, { hit: "worker" });
    },
  ],
};
