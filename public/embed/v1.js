// The billing portal inside a page of yours: the element <billing-portal> and createPortal(). No dependencies.
// How it is used: docs/guides/embed.md. `src/frame.js` is the other side.
//
// A frame of the portal's origin says hello, and is given a port if it is the frame that was made here. Everything else
// goes through that port; the window hears nothing but the hello.
const PROTOCOL = 1;

/** Where this script came from is where the portal is, unless the page says otherwise. */
const HOME = new URL(import.meta.url).origin;

/** How long a frame may take until it says that it is ready, in milliseconds. */
const PATIENCE = 20_000;

/** Title, Close, Loading, failure, Try again. */
const WORDS = {
  en: ["Billing", "Close", "Loading…", "Billing could not be loaded.", "Try again"],
  ar: ["الفوترة", "إغلاق", "يجري التحميل…", "تعذّر تحميل الفوترة.", "إعادة المحاولة"],
  de: ["Abrechnung", "Schließen", "Wird geladen …", "Die Abrechnung konnte nicht geladen werden.", "Erneut versuchen"],
  fr: ["Facturation", "Fermer", "Chargement…", "La facturation n’a pas pu être chargée.", "Réessayer"],
  it: ["Fatturazione", "Chiudi", "Caricamento…", "Impossibile caricare la fatturazione.", "Riprova"],
  nl: ["Facturering", "Sluiten", "Laden…", "De facturering kon niet worden geladen.", "Opnieuw proberen"],
  sv: ["Fakturering", "Stäng", "Läser in…", "Faktureringen kunde inte läsas in.", "Försök igen"],
};

/** What the frame tells, with the fields it has. Whatever else it says is passed over. */
const EVENTS = {
  ready: {},
  resize: { height: "number" },
  navigate: { path: "string", title: "string" },
  "session.expired": {},
  "subscription.updated": { id: "string" },
  "payment_method.updated": { id: "string" },
  "invoice.paid": { id: "string" },
  error: { code: "string" },
  close: {},
};

const STYLE = `
:host{display:block;position:relative}
:host([hidden]){display:none}
:host([display=drawer]),:host([display=dialog]){display:contents}
iframe{display:block;inline-size:100%;border:0;color-scheme:normal}
.inline iframe{block-size:20rem}
[aria-busy=true] iframe{opacity:0}
.note{position:absolute;inset:0;display:grid;place-content:center;gap:.75rem;justify-items:center;text-align:center;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:CanvasText}
.note[hidden]{display:none}
.wait{animation:breathe 1.6s ease-in-out infinite alternate}
button{font:inherit;min-block-size:2.75rem;padding-inline:1rem;border:1px solid color-mix(in srgb,CanvasText 25%,transparent);border-radius:.5rem;background:Canvas;color:CanvasText;cursor:pointer}
button:focus-visible{outline:2px solid Highlight;outline-offset:2px}
dialog{position:fixed;box-sizing:border-box;padding:0;border:0;overflow:hidden;background:Canvas;color:CanvasText;box-shadow:0 1rem 4rem #0004}
dialog::backdrop{background:#0008}
dialog[open]{display:grid;grid-template:auto minmax(0,1fr)/minmax(0,1fr)}
dialog iframe{block-size:100%}
dialog .note{inset-block-start:3.25rem}
.bar{display:flex;justify-content:flex-end;padding:.25rem;border-block-end:1px solid color-mix(in srgb,CanvasText 12%,transparent)}
.bar button{min-inline-size:2.75rem;padding:0;border-color:transparent;border-radius:50%;font-size:1.25rem;line-height:1}
.drawer{inset-block:0;inset-inline:auto 0;margin:0;block-size:100dvh;max-block-size:none;inline-size:min(32rem,100vw);max-inline-size:none}
.dialog{margin:auto;inline-size:min(60rem,100vw - 2rem);block-size:min(48rem,100dvh - 2rem);max-inline-size:none;max-block-size:none;border-radius:1rem}
@media (max-width:40rem){.drawer,.dialog{inset:0;margin:0;inline-size:100vw;block-size:100dvh;border-radius:0}}
@media (prefers-reduced-motion:no-preference){.drawer[open]{animation:slide .25s cubic-bezier(.2,.8,.2,1)}.dialog[open]{animation:rise .2s ease-out}}
@media (prefers-reduced-motion:reduce){.wait{animation:none}}
.drawer:dir(rtl){--from:-4rem}
@keyframes slide{from{opacity:0;transform:translateX(var(--from,4rem))}}
@keyframes rise{from{opacity:0;transform:translateY(.75rem) scale(.985)}}
@keyframes breathe{from{opacity:.4}}
`;

const make = (name, attributes, ...children) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
};

// Where there is no document, as on a server that renders pages, importing this does nothing.
const Base = globalThis.HTMLElement ?? class {};

/** `<billing-portal>`: attributes `portal`, `session-url`, `display`, `path`, `locale` and `color-scheme`. */
export class BillingPortal extends Base {
  static observedAttributes = ["path", "locale", "color-scheme"];

  #ask;
  #appearance;
  #frame;
  #box;
  #note;
  #port;
  #timer;
  #renewedAt = -Infinity;
  #path = "/";
  #seen = "";
  #listening;

  constructor() {
    super();
    // What was set before this class was known to the page.
    for (const name of ["fetchClientSecret", "appearance"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  /** Answers the `url` of a portal session that the page's own server made a moment ago. Asked again when one is over. */
  get fetchClientSecret() {
    return this.#ask ?? (() => this.#fetch());
  }

  set fetchClientSecret(ask) {
    this.#ask = ask;
  }

  async #fetch() {
    const address = this.getAttribute("session-url");
    if (!address) throw new Error("<billing-portal> needs fetchClientSecret or the attribute session-url.");
    const response = await fetch(address, { method: "POST", credentials: "same-origin" });
    if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
    return (await response.text()).trim();
  }

  /** The look: Stripe's names of Appearance variables, or those of `/v1/portico/branding`. */
  get appearance() {
    return this.#appearance;
  }

  set appearance(appearance) {
    this.#appearance = appearance;
    this.#send("update", { appearance });
  }

  connectedCallback() {
    if (this.#box) return;
    this.#build();
    const { signal } = (this.#listening = new AbortController());
    addEventListener("message", (event) => this.#greet(event), { signal });
    for (const event of ["scroll", "resize"]) {
      addEventListener(event, () => requestAnimationFrame(() => this.#look()), { capture: true, passive: true, signal });
    }
    if (this.#display === "inline") void this.#load(true);
  }

  disconnectedCallback() {
    // An element that is only moved is there again when this is asked.
    queueMicrotask(() => !this.isConnected && this.#end());
  }

  attributeChangedCallback(name, before, value) {
    if (!this.#frame || before === value) return;
    if (name === "path") this.navigate(value ?? "/");
    else if (name === "locale") this.#send("update", { locale: value });
    else this.#send("update", { colorScheme: value ?? "auto" });
  }

  /** Changes the language, the look or the colour scheme of what is shown. */
  update({ locale, appearance, colorScheme } = {}) {
    if (locale) this.setAttribute("locale", locale);
    if (colorScheme) this.setAttribute("color-scheme", colorScheme);
    if (appearance) this.appearance = appearance;
  }

  /** Goes to a page of the portal, such as `/invoices`. */
  navigate(path) {
    this.#send("navigate", { path });
  }

  /** Opens a drawer or a dialog. */
  open() {
    if (this.#box?.open !== false) return;
    this.#box.showModal();
    if (!this.#frame.src) void this.#load(true);
  }

  /** Closes it; the focus goes back to where it was. */
  close() {
    if (this.#box?.open) this.#box.close();
  }

  /** Takes it off the page. */
  destroy() {
    this.close();
    this.remove();
  }

  get #display() {
    const display = this.getAttribute("display");
    return ["drawer", "dialog"].includes(display) ? display : "inline";
  }

  get #origin() {
    return new URL(this.getAttribute("portal") ?? HOME, location).origin;
  }

  get #words() {
    const wanted = [this.getAttribute("locale"), this.closest("[lang]")?.lang, navigator.language, "en"];
    const tags = wanted.map((tag) => (tag ?? "").slice(0, 2).toLowerCase());
    return WORDS[tags.find((tag) => tag in WORDS)];
  }

  #build() {
    const [title, close, loading] = this.#words;
    const display = this.#display;
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    this.#frame = make("iframe", { title, name: `portico ${location.origin}`, allow: "payment; clipboard-write", referrerPolicy: "origin" });
    this.#note = make("div", { className: "note" }, make("p", { className: "wait", textContent: loading }));
    this.#note.setAttribute("role", "status");
    this.#box = make(display === "inline" ? "div" : "dialog", { className: display }, this.#frame, this.#note);
    if (display !== "inline") {
      this.#box.ariaLabel = title;
      const button = make("button", { type: "button", textContent: "×", ariaLabel: close, onclick: () => this.#leave() });
      this.#box.prepend(make("div", { className: "bar" }, button));
      // A press beside it, and Escape while the focus is not in the frame.
      this.#box.onclick = ({ target }) => target === this.#box && this.#leave();
      this.#box.oncancel = (event) => {
        event.preventDefault();
        this.#leave();
      };
    }
    this.#box.ariaBusy = "true";
    shadow.replaceChildren(this.#box);
  }

  #leave() {
    if (this.#tell("close", {})) this.close();
  }

  #end() {
    this.#listening?.abort();
    this.#port?.close();
    clearTimeout(this.#timer);
    this.#box?.remove();
    this.#box = this.#frame = this.#port = undefined;
  }

  /** Begins a session in the frame, at the page that was shown or wanted. */
  async #load(isFirst) {
    this.#box.ariaBusy = "true";
    this.#renewedAt = performance.now();
    if (isFirst) this.#path = this.getAttribute("path") ?? "/";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail("timeout"), PATIENCE);
    try {
      const link = new URL(await this.fetchClientSecret());
      if (link.origin !== this.#origin || link.pathname !== "/p/session" || !link.hash) {
        throw new Error(`fetchClientSecret must answer the url of a portal session of ${this.#origin}.`);
      }
      if (!this.#frame) return;
      const { pathname } = new URL(this.#path, link);
      if (pathname !== "/") link.searchParams.set("path", pathname);
      if (this.hasAttribute("locale")) link.searchParams.set("locale", this.getAttribute("locale"));
      this.#frame.src = link.href;
    } catch (error) {
      console.error(error);
      this.#fail("session");
    }
  }

  #fail(code) {
    clearTimeout(this.#timer);
    if (!this.#tell("error", { code }) || !this.#box) return;
    const [, , , text, again] = this.#words;
    const retry = make("button", { type: "button", textContent: again, onclick: () => this.#retry() });
    this.#note.replaceChildren(make("p", { textContent: text }), retry);
    this.#note.hidden = false;
    this.#box.ariaBusy = "false";
  }

  #retry() {
    this.#note.replaceChildren(make("p", { className: "wait", textContent: this.#words[2] }));
    void this.#load(false);
  }

  /** Gives a port to the frame that was made here, and to nobody else. */
  #greet({ origin, source, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return;
    if (data?.t !== "portal" || data.event !== "hello" || typeof data.id !== "string") return;
    if (data.v !== PROTOCOL) return this.#fail("protocol");
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#hear(data);
    source.postMessage({ t: "portal", v: PROTOCOL, id: data.id, event: "port" }, origin, [port2]);
    this.#seen = "";
    this.#look();
    this.#send("update", { colorScheme: this.getAttribute("color-scheme") ?? "auto", appearance: this.#appearance });
  }

  #hear(message) {
    if (message?.t !== "portal" || message.v !== PROTOCOL || !Object.hasOwn(EVENTS, message.event)) return;
    const { event, data } = message;
    const fields = Object.entries(EVENTS[event]).filter(([name, type]) => typeof data?.[name] === type);
    const detail = Object.fromEntries(fields.map(([name]) => [name, data[name]]));
    if (this.#tell(event, detail)) this.#act(event, detail);
  }

  /** What an event does unless a listener prevents it. */
  #act(event, { height, path, title, code }) {
    if (event === "ready") {
      clearTimeout(this.#timer);
      this.#box.ariaBusy = "false";
      this.#note.hidden = true;
    } else if (event === "resize" && this.#display === "inline" && height > 0 && height < 1e5) {
      this.#frame.style.blockSize = `${height}px`;
      this.#look();
    } else if (event === "navigate") {
      if (title) this.#frame.title = title;
      // A page begins at its top, also where the one before was scrolled down.
      const isOther = path !== this.#path && path !== "/p/session";
      if (path && path !== "/p/session") this.#path = path;
      if (isOther && this.#frame.getBoundingClientRect().top < 0) this.scrollIntoView();
    } else if (event === "session.expired") {
      // One that ends as soon as it was begun would do so again.
      if (performance.now() - this.#renewedAt > 5000) void this.#load(false);
      else this.#fail("session");
    } else if (event === "close") {
      this.close();
    } else if (event === "error" && code === "protocol") {
      this.#fail(code);
    }
  }

  /** Tells the page. `false` when a listener prevents what comes of it. */
  #tell(event, detail) {
    return this.dispatchEvent(new CustomEvent(event, { detail, cancelable: true }));
  }

  /** Tells the frame which part of it can be seen, so that its dialogs open there. */
  #look() {
    if (!this.#port) return;
    const { top, bottom } = this.#frame.getBoundingClientRect();
    const seen = { top: Math.max(0, Math.round(-top)), bottom: Math.max(0, Math.round(bottom - innerHeight)) };
    const text = JSON.stringify(seen);
    if (text !== this.#seen) this.#send("viewport", seen);
    this.#seen = text;
  }

  #send(event, data) {
    this.#port?.postMessage({ t: "portal", v: PROTOCOL, id: 0, event, data });
  }
}

/** Makes a portal. Without a `container` it is put at the end of the page, which is where drawers and dialogs belong. */
export function createPortal({ portal, fetchClientSecret, display = "inline", container, path, locale, colorScheme, appearance }) {
  const element = document.createElement("billing-portal");
  const attributes = { portal, display, path, locale, "color-scheme": colorScheme };
  for (const [name, value] of Object.entries(attributes)) {
    if (value) element.setAttribute(name, value);
  }
  if (fetchClientSecret) element.fetchClientSecret = fetchClientSecret;
  if (appearance) element.appearance = appearance;
  (container ?? document.body).append(element);
  return element;
}

if (globalThis.customElements && !customElements.get("billing-portal")) customElements.define("billing-portal", BillingPortal);
