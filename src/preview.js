// The script of a preview: the portal's own pages, with a customer who is made up. It runs before everything else, so
// that nothing of the page reaches what is real: what the app asks for is asked of `/preview/api`, and what it would
// change is not sent anywhere. docs/guides/branding.md says how a preview is asked for, and which messages it takes.
(() => {
  const BASE = "/preview";
  /** What a preview shows, which all its addresses say. */
  const KEPT = ["state", "locale", "look"];
  const PROTOCOL = 1;
  /** How long the page waits for the look that the page around it makes, in milliseconds. */
  const LOOK_WITHIN = 2000;
  /** How often at most the page is shown anew, in milliseconds. */
  const ANEW_EVERY = 300;
  const SCROLL = "portico-preview-scroll";

  const root = document.documentElement;
  const query = new URLSearchParams(location.search);
  const state = query.get("state");
  const isFramed = parent !== window;
  /** Whether the page around it says what it looks like. */
  const isDriven = isFramed && window.name === "portico-preview";

  const never = () => new Promise(() => {});
  const byId = (id) => document.getElementById(id);
  const isObject = (value) => typeof value === "object" && value !== null;
  const parsed = new Promise((done) => addEventListener("DOMContentLoaded", done));

  // A sheet of its own: customers need not download it.
  const own = new CSSStyleSheet();
  own.replaceSync(`
    [data-preview=waits] body { visibility: hidden; }
    [data-preview=loading] :is(#app, #trouble), [data-preview=over] :is(#app, #trouble, #skeleton) { display: none !important; }
    #preview-note, #preview-said { position: fixed; z-index: 2147483647; inset-block-end: 0; inset-inline: 0; margin: 0; padding: 6px 16px;
      background: var(--color-text); color: var(--color-background); font-size: 0.875rem; line-height: 1.4; text-align: center; }
    #preview-said:empty { display: none; }
    body:has(#preview-note:not([hidden])) { padding-block-end: 2rem; }
    @media print { #preview-said { display: none; } }
  `);
  const look = new CSSStyleSheet();
  document.adoptedStyleSheets = [own, look];

  // Where the page is, and where it leads.

  const page = () => location.pathname.slice(BASE.length) || "/";

  /** The page, as the app knows it. The one a link opens is the home page until it leads on. */
  const here = () => ({ "/login": "/p/login/preview", "/session": "/" })[page()] ?? page();

  /** A path with what the preview shows. */
  const kept = (path) => {
    const url = new URL(path, location.origin);
    for (const name of KEPT) if (query.has(name) && !url.searchParams.has(name)) url.searchParams.set(name, query.get(name));
    return url.pathname + url.search + url.hash;
  };

  /** Where what the app calls a path is; nowhere, for what is outside. */
  const url = (path) => {
    const { origin, pathname } = new URL(path, location.origin);
    if (origin === location.origin && !/^\/(api|p)\//.test(pathname)) return BASE + kept(path);
    say();
    return "#";
  };

  // What the app asks for.

  const send = window.fetch.bind(window);
  const QUESTION = /^\/api\/subscriptions\/\w+\/update\/preview$/;

  window.fetch = async (input, init) => {
    const address = new URL(input.url ?? input, location);
    const path = address.pathname.startsWith(`${BASE}/api/`) ? address.pathname.slice(BASE.length) : address.pathname;
    if (address.origin !== location.origin || !path.startsWith("/api/")) return send(input, init);
    const request = new Request(input, init);
    const { method } = request;
    const headers = new Headers(request.headers);
    // A frame shows the look of the page around it, whatever link this browser has opened.
    if (isFramed) headers.set("X-Portal-Frame", "?");
    // What is wrong is said in the browser's language where there is no session: here that is the one of the preview.
    if (query.has("locale")) headers.set("Accept-Language", query.get("locale"));
    const ask = (to, more) => send(BASE + kept(to + address.search), { method, headers, signal: request.signal, ...more });
    if (path === "/api/session" && method === "POST" && location.pathname === `${BASE}/session`) {
      return over(await ask(path, { body: await request.text() }));
    }
    if (path === "/api/session" && method === "GET") return first(ask);
    // The bank's question is the processor's, whose script no preview runs: it stays on its way.
    if (path.endsWith("/authentication")) return never();
    if (method === "GET") return ask(path);
    if (QUESTION.test(path)) return ask(path, { body: await request.text() });
    if (path === "/api/session/locale") {
      query.set("locale", (await request.json()).locale);
      location.replace(kept(location.pathname));
      return never();
    }
    tell("blocked", { method, path });
    const error = { code: "feature_disabled", message: "Nothing is changed in a preview." };
    return new Response(JSON.stringify({ error }), { status: 403, headers: { "Content-Type": "application/json" } });
  };

  /** The first answer, with what the page around says. */
  async function first(ask) {
    if (state === "loading") return never();
    const answer = ask(page() === "/login" ? "/api/login" : `/api/session?page=${encodeURIComponent(here())}`);
    await dressed;
    const response = await over(await answer);
    if (!told || !response.ok) return response;
    const body = await response.json();
    const { logo, logo_dark, texts } = JSON.parse(told);
    const { headline, ...others } = texts;
    Object.assign(body.merchant, { logo, logo_dark, headline, texts: others });
    return new Response(JSON.stringify(body), { status: 200, headers: response.headers });
  }

  /** A link that has ended is said by the document itself. */
  async function over(response) {
    if (response.status !== 410) return response;
    root.dataset.preview = "over";
    await parsed;
    byId("preview-note").hidden = true;
    byId("preview-over").hidden = false;
    return never();
  }

  // The page around, which is one of our own.

  const tell = (event, data = {}) => {
    if (isFramed) parent.postMessage({ t: "portico.preview", v: PROTOCOL, event, data }, location.origin);
  };

  let wear;
  const dressed = new Promise((done) => (wear = done));
  /** What the page around said of the answer, as one text that can be compared. */
  let told;

  addEventListener("message", ({ source, origin, data }) => {
    if (!isFramed || source !== parent || origin !== location.origin) return;
    const fits = isObject(data) && data.t === "portico.preview" && data.v === PROTOCOL && data.event === "look";
    if (fits && isObject(data.data)) dress(data.data);
  });

  const TEXTS = ["headline", "support", "cancel", "footer"];

  function dress({ css, layout, scheme, logo, logo_dark, texts }) {
    if (typeof css === "string") look.replaceSync(css);
    if (["columns", "top_bar", "bare"].includes(layout)) root.dataset.layout = layout;
    if (["light", "dark"].includes(scheme)) root.dataset.scheme = scheme;
    if (scheme === "auto") delete root.dataset.scheme;
    const picture = (path) => (/^\/media\/\w+$/.test(path) ? path : null);
    const text = (name) => (isObject(texts) && typeof texts[name] === "string" ? texts[name] : null);
    const now = JSON.stringify({
      logo: picture(logo),
      logo_dark: picture(logo_dark),
      texts: Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    });
    if (told && told !== now) showAnew();
    told = now;
    wear();
  }

  let anew;
  function showAnew() {
    anew ??= setTimeout(() => {
      keepScroll();
      location.reload();
    }, Math.max(ANEW_EVERY - performance.now(), 0));
  }

  if (isDriven) {
    root.dataset.preview = "waits";
    setTimeout(wear, LOOK_WITHIN);
    void dressed.then(() => delete root.dataset.preview);
  } else {
    wear();
  }
  if (state === "loading") void dressed.then(() => (root.dataset.preview = "loading"));
  tell("hello", { path: page() });

  const keepScroll = () => {
    try {
      sessionStorage.setItem(SCROLL, `${scrollY} ${location.pathname}`);
    } catch {
      // Then it begins at the top.
    }
  };

  function scrollBack() {
    try {
      const [top, path] = (sessionStorage.getItem(SCROLL) ?? "").split(" ");
      sessionStorage.removeItem(SCROLL);
      if (path === location.pathname) scrollTo(0, Number(top));
    } catch {
      // As above.
    }
  }

  // What a person does.

  let silent;
  function say() {
    const said = byId("preview-said");
    said.textContent = said.dataset.text;
    clearTimeout(silent);
    silent = setTimeout(() => said.replaceChildren(), 6000);
  }

  const lead = (event) => {
    const link = event.target.closest?.("a[href]");
    const href = link?.getAttribute("href");
    if (!href || href.startsWith("#")) return;
    const leads = link.pathname.startsWith(`${BASE}/`) ? link.href : url(link.href);
    if (leads !== "#") link.href = leads;
    else event.preventDefault();
  };
  // The press itself, one that opens a tab, and a menu that offers to open one.
  for (const type of ["click", "auxclick", "contextmenu"]) addEventListener(type, lead, true);
  addEventListener("submit", (event) => event.preventDefault(), true);

  /** Opens a dialog as a person would: by the last menu of the page, and the last thing in it. */
  function openDialog() {
    const menu = [...document.querySelectorAll("main [aria-haspopup=menu]")].at(-1);
    menu?.click();
    [...(menu?.parentElement.querySelectorAll("[role=menuitem]") ?? [])].at(-1)?.click();
  }

  void parsed.then(() => {
    const { portico } = window;
    const { ready } = portico;
    byId("preview-note").hidden = isFramed || root.dataset.preview === "over";
    // What nobody finds stays.
    if (state === "loading") byId("skeleton").removeAttribute("id");
    Object.assign(portico, {
      here,
      url,
      ready() {
        ready();
        scrollBack();
        tell("ready");
        if (state === "dialog") requestAnimationFrame(openDialog);
      },
    });
    const navigated = () => tell("navigate", { path: page(), title: document.title });
    navigated();
    // The app names its page once it is there.
    new MutationObserver(navigated).observe(document.querySelector("title"), { childList: true });
  });
})();
