// The script of a document that a merchant's page shows in a frame. It tells that page what happens here and does what it
// asks for. `public/embed/v1.js` is the other side; docs/guides/embed.md lists the messages.
//
// Whose pages may show the document at all, its policy says (`frame-ancestors`). Messages go to the one page that made
// the frame and are taken from no other: first a greeting under the page's exact origin, answered with a port, and from
// then on everything goes through the port. Nothing that is said holds a token, an address or an amount.
const PROTOCOL = 1;

/** The page around this one, as it named itself when it made the frame. The browser sends messages there or nowhere. */
const host = /^portico (https?:\/\/[^\s/]+)$/.exec(window.name)?.[1];

const { portico } = window;
const root = document.documentElement;

// Speaking.

let port;
let count = 0;
const unsaid = [];

function say(event, data = {}) {
  count += 1;
  const message = { t: "portal", v: PROTOCOL, id: count, event, data };
  if (port) port.postMessage(message);
  else unsaid.push(message);
}

function greet() {
  if (!host || parent === window) return;
  const nonce = crypto.randomUUID();
  const answered = ({ origin, source, data, ports: [given] }) => {
    const fits = origin === host && source === parent && data?.t === "portal" && data.event === "port" && data.id === nonce;
    if (!fits || !given) return;
    removeEventListener("message", answered);
    port = given;
    port.onmessage = ({ data }) => hear(data);
    for (const message of unsaid.splice(0)) port.postMessage(message);
  };
  addEventListener("message", answered);
  parent.postMessage({ t: "portal", v: PROTOCOL, id: nonce, event: "hello" }, host);
}

// Hearing.

const isObject = (value) => typeof value === "object" && value !== null;

/** What the page around may ask for. What is not here, or not of its form, is passed over. */
const wishes = {
  async update({ locale, colorScheme, appearance }) {
    if (["light", "dark"].includes(colorScheme)) root.dataset.scheme = colorScheme;
    if (colorScheme === "auto") delete root.dataset.scheme;
    if (isObject(appearance)) await dress(appearance);
    if (typeof locale === "string") await speak(locale);
  },
  navigate({ path }) {
    if (typeof path !== "string") return;
    const url = new URL(path, location);
    if (url.origin === location.origin) location.assign(url);
  },
  viewport({ top, bottom }) {
    const height = innerHeight;
    const seen = (value) => (Number.isFinite(value) ? Math.min(Math.max(value, 0), height) : 0);
    const above = Math.min(seen(top), Math.max(height - LEAST, 0));
    // What opens in a sliver of the page would be no better off than what opens out of sight.
    const below = Math.min(seen(bottom), Math.max(height - above - LEAST, 0));
    root.style.setProperty("--frame-above", `${above}px`);
    root.style.setProperty("--frame-below", `${below}px`);
  },
  focus() {
    document.querySelector("main")?.focus();
  },
};

/** The least room for a dialog, in CSS pixels. */
const LEAST = 360;

function hear(message) {
  if (!isObject(message) || message.t !== "portal") return;
  if (message.v !== PROTOCOL) return say("error", { code: "protocol" });
  const wish = Object.hasOwn(wishes, message.event) && wishes[message.event];
  if (!wish || !isObject(message.data)) return;
  Promise.resolve(wish(message.data)).catch(() => say("error", { code: "unavailable" }));
}

/** Changes the look as the page around wants it. The server makes the sheet: no text of another page's gets into one. */
async function dress(appearance) {
  const response = await change("POST", "/api/appearance", { appearance });
  if (!response.ok) return say("error", { code: response.status === 422 ? "appearance" : "unavailable" });
  const { css } = await response.json();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}

/** Changes the language of the session, and shows the page in it. */
async function speak(locale) {
  const known = (await opened)?.locale?.tag;
  if (!known || known === locale) return;
  const response = await change("PUT", "/api/session/locale", { locale });
  if (response.ok) location.reload();
}

async function change(method, path, body) {
  const headers = { "Content-Type": "application/json", "X-Program": portico.program };
  const session = (await opened)?.session?.id;
  if (session) headers["X-Portal-Session"] = session;
  return fetch(path, { method, headers, body: JSON.stringify(body) });
}

// What happens here.

/** Changes by their addresses, and what they are called outside. */
const CHANGES = [
  [/^\/api\/payment-methods(?!\/setup)/, "payment_method.updated"],
  [/^\/api\/subscriptions\/(\w+)\/(?!update\/preview|cancellation-details)/, "subscription.updated"],
  [/^\/api\/invoices\/(\w+)\/pay$/, "invoice.paid"],
];

function tell(method, path, status) {
  if (status === 401) return say("session.expired");
  if (status >= 500) return say("error", { code: "unavailable" });
  if (method === "GET" || status >= 300) return;
  for (const [address, event] of CHANGES) {
    const found = address.exec(path);
    if (found) say(event, found[1] ? { id: found[1] } : {});
  }
}

// Every request of the app goes through here, so that the app itself need not know that it is in a frame: the server is
// told, and the page around hears what came of it.
const send = window.fetch.bind(window);
window.fetch = async (input, init) => {
  const { origin, pathname } = new URL(input.url ?? input, location);
  if (origin !== location.origin || !pathname.startsWith("/api/")) return send(input, init);
  const request = new Request(input, init);
  request.headers.set("X-Portal-Frame", "?");
  const response = await send(request);
  tell(request.method, pathname, response.status);
  return response;
};

/** The first answer, if it opened a portal. */
const opened = portico.answer.then(
  ({ status, body }) => {
    if (status === 200) return JSON.parse(body);
    if (status === 403 && JSON.parse(body).error?.code === "cookies_blocked") leadElsewhere();
    else if (status !== 409) say(status === 401 || status === 410 ? "session.expired" : "error", status < 500 ? {} : { code: "unavailable" });
    return undefined;
  },
  () => say("error", { code: "offline" }),
);

const { ready, fail } = portico;
portico.ready = () => {
  ready();
  say("ready");
};
portico.fail = (kind) => {
  fail(kind);
  say("error", { code: kind });
};

/** A link of the merchant's server lasts five minutes; another one is asked for before that. */
const LINK_LASTS = 4 * 60 * 1000;

/** The browser keeps no cookies in this frame, so there can be no session in it. The link is as good as new in a tab. */
function leadElsewhere() {
  portico.ready = () => {};
  portico.fail = () => {};
  document.getElementById("skeleton")?.remove();
  for (const id of ["app", "trouble"]) document.getElementById(id).hidden = true;
  document.getElementById("elsewhere-link").href = location.href;
  document.getElementById("elsewhere").hidden = false;
  say("ready");
  setTimeout(() => say("session.expired"), LINK_LASTS);
}

// The height of what is shown, and of a dialog that needs more.
let height = 0;
function measure() {
  const dialog = document.querySelector("dialog[open]");
  const needed = Math.max(root.getBoundingClientRect().height, dialog ? dialog.scrollHeight + 64 : 0);
  const next = Math.ceil(needed);
  if (Math.abs(next - height) <= 1) return;
  height = next;
  say("resize", { height });
}
// Observers are called at most once a frame.
new ResizeObserver(measure).observe(root);
addEventListener("toggle", measure, true);

// Escape closes what is open here, else the drawer or the dialog around it.
addEventListener(
  "keydown",
  ({ key }) => {
    const isBusy = document.querySelector("dialog[open], :popover-open, [aria-expanded=true][aria-haspopup]");
    if (key === "Escape" && !isBusy) say("close");
  },
  true,
);

const note = document.getElementById("frame-note");

/** Says why nothing came of a press, to the customer and to the page around. */
function refuse(code) {
  say("error", { code });
  // What is behind an open dialog is neither seen nor heard.
  (document.querySelector("dialog[open]") ?? document.body).append(note);
  // A status has to be there before its text is, or it is not read out.
  requestAnimationFrame(() => {
    for (const text of note.children) text.hidden = text.dataset.when !== code;
    measure();
  });
}

// It stands until the next press.
addEventListener("click", () => [...note.children].forEach((text) => (text.hidden = true)), true);

// What leads out of the portal leads to a tab of its own; a file is asked for as everything else is.
addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented) return;
    if (link.origin !== location.origin || link.pathname.startsWith("/p/login/")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    } else if (link.pathname.startsWith("/api/")) {
      event.preventDefault();
      void download(link.href);
    } else if (link.pathname === "/add-payment-method" && adds === "redirect") {
      event.preventDefault();
      event.stopPropagation();
      void addInTab();
    }
  },
  true,
);

/** Where a payment method is entered: in the portal, or on a page of the processor's, which no frame shows. */
let adds;
void opened.then((portal) => (adds = portal?.session?.add_payment_method));

async function addInTab() {
  // Before anything is waited for, or the browser would take it for an advertisement.
  const tab = open("", "_blank");
  if (!tab) return refuse("popup");
  tab.opener = null;
  const response = await change("POST", "/api/session/tab", {});
  if (!response.ok) return tab.close();
  const { url } = await response.json();
  tab.location.replace(url);
  // Whoever comes back sees what was added.
  document.addEventListener("visibilitychange", () => document.hidden || location.reload());
  addEventListener("focus", () => location.reload());
}

async function download(address) {
  const response = await fetch(address);
  if (!response.ok || response.redirected) return;
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

// Who covers what is about to be pressed, or makes it see-through, wants the customer to press something else. Where the
// browser can tell, what cannot be undone waits until it is seen as it is.

/** How long it waits for that, in milliseconds: what opens is see-through for a moment, too. */
const SEEN_WITHIN = 1000;

function isSeen(element) {
  return new Promise((done) => {
    const watch = new IntersectionObserver(([{ isVisible }]) => isVisible && end(true), { trackVisibility: true, delay: 100 });
    const end = (seen) => {
      watch.disconnect();
      done(seen);
    };
    watch.observe(element);
    setTimeout(end, SEEN_WITHIN, false);
  });
}

if ("isVisible" in IntersectionObserverEntry.prototype) {
  addEventListener(
    "click",
    async (event) => {
      const button = event.target.closest?.("button[data-variant=danger]");
      // A key is pressed on what has the focus; only a pointer can be led astray.
      if (!button || !event.detail) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (await isSeen(button)) button.click();
      else refuse("covered");
    },
    true,
  );
}

greet();
say("navigate", { path: location.pathname, title: document.title });
// The app names its page once it is there.
new MutationObserver(() => say("navigate", { path: location.pathname, title: document.title })).observe(
  document.querySelector("title"),
  { childList: true },
);
