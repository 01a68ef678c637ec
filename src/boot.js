// The document's own script, inline in its head: it runs before anything else has arrived.
//
// It owns the first ten seconds. It asks for the session while the app is still on its way, starts the app, and says
// what is wrong when that does not work. `src/boot.rs` is the other side of `window.portico`.
//
// The script is the same in every document, so that the policy can name it by its hash; which program the document
// runs stands in its attributes.
(() => {
  // `base` is what its addresses begin with: nothing for customers.
  const { base, program, js: JS, wasm: WASM, integrity: INTEGRITY } = document.currentScript.dataset;
  const ASSETS = location.origin + "/assets/";
  const RELOADED = "portico-reloaded";

  const byId = (id) => document.getElementById(id);

  // Strings never become markup or code; the only script's address is the app's.
  window.trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => (url === JS ? url : null),
  });

  let failed;
  const fail = (kind) => {
    // The first failure is the cause; being slow is none yet.
    if (failed && failed !== "timeout") return;
    failed = kind;
    clearTimeout(watch);
    const show = () => {
      const panel = byId("trouble");
      for (const text of panel.querySelectorAll("[data-when]")) text.hidden = text.dataset.when !== kind;
      byId("skeleton")?.remove();
      byId("app").hidden = true;
      panel.hidden = false;
      byId("reload").onclick = () => location.reload();
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", show);
    else show();
  };
  const watch = setTimeout(fail, 10000, "timeout");

  // A page that the browser kept may show what has been signed out of since.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // A new link in the tab that still shows an old one differs in its fragment alone, for which nothing is loaded.
  addEventListener("hashchange", () => /^#p(cs|ds|vl)_/.test(location.hash) && location.reload());

  // A function with a memory.fill and a ref.null: bulk memory and reference types, the newest the app needs.
  const PROBE = "AGFzbQEAAAABBAFgAAADAgEABQMBAAEKEAEOANBvGkEAQQBBAPwLAAs=";
  if (!window.WebAssembly?.validate(Uint8Array.from(atob(PROBE), (c) => c.charCodeAt(0)))) {
    // The link is not used up: it still works in another browser.
    fail("no-wasm");
    return;
  }

  const token = location.pathname === `${base || "/p"}/session` && location.hash.slice(1);
  // A login link asks for its own page: there is no session yet.
  const page = location.pathname.match(/^\/p\/login\/([^/]+)$/)?.[1];
  const request = { headers: { "X-Program": program } };
  // In a frame the server is told so, and what the frame is for: a page, a language.
  if (document.documentElement.dataset.shown) request.headers["X-Portal-Frame"] = location.search || "?";
  if (token) {
    request.method = "POST";
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify({ token });
  }
  const ask = async (again) => {
    const response = await fetch(page ? `/api/login?page=${page}` : `${base}/api/session`, request);
    const { ok, status, headers } = response;
    // The billing system is slow to answer, which has not used up the link: once more, as the server asks for.
    if (status === 503 && again) {
      const seconds = Math.min(headers.get("Retry-After") || 1, 4);
      await new Promise((done) => setTimeout(done, seconds * 1000));
      return ask(false);
    }
    const body = await response.text();
    if (ok && token) {
      const page = headers.get("X-Portal-Page");
      if (page) {
        // A link that was made for one thing, or a frame for one page, leads there, to a document of its own: nothing is
        // shown before that.
        location.replace(page);
        return new Promise(() => {});
      }
      // Nothing of the token stays in the history.
      history.replaceState(null, "", base || "/");
    }
    return { status, body };
  };
  const answer = ask(true);
  // The app hears of a failure when it asks; until then it is nobody's.
  answer.catch(() => {});

  // A version published since this document was written has other files: load it anew, once.
  const reload = async () => {
    try {
      if (sessionStorage.getItem(RELOADED) === JS) return false;
      sessionStorage.setItem(RELOADED, JS);
    } catch {
      return false;
    }
    // Not before the session is open: the link works only once.
    await answer.catch(() => {});
    location.reload();
    return true;
  };

  window.portico = {
    program,
    // Where the app is, and where what it calls a path is. A preview's script says otherwise.
    here: () => location.pathname,
    url: (path) => path,
    answer,
    fail,
    ready() {
      clearTimeout(watch);
      byId("skeleton")?.remove();
      if (failed && failed !== "timeout") return;
      byId("trouble").hidden = true;
      byId("app").hidden = false;
    },
  };

  // From the browser's cache the app can be there before the element it is shown in.
  const parsed = new Promise((done) => {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", done);
    else done();
  });
  const start = async () => {
    const wasm = fetch(WASM, { integrity: INTEGRITY, credentials: "omit" });
    // Both are under way at once; a failure of either is caught here.
    const [app, module_or_path] = await Promise.all([import(JS), wasm, parsed]);
    if (!module_or_path.ok) throw module_or_path.status;
    await app.default({ module_or_path });
  };
  const incomplete = async () => {
    if (!navigator.onLine) fail("offline");
    else if (!failed && !(await reload())) fail("stale");
  };
  // A style sheet that is missing or not the one that was published: amounts without their look are not to be trusted.
  addEventListener("error", ({ target }) => target.rel === "stylesheet" && target.href.startsWith(ASSETS) && incomplete(), true);
  start().catch(incomplete);
})();
