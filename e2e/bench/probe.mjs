// @ts-check
// What runs inside the page. Each function is sent to the browser as text, so it uses nothing from around it.

/**
 * @typedef {{paint: number, content: number, click: number, early: string[]}} Marks milliseconds since the visit began,
 *   and what could have been clicked before the app was there
 */

/** Milliseconds of a fixed piece of work: says how fast this machine is, and whether it is busy with something else. */
export function calibrate() {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    let value = 1;
    for (let round = 0; round < 20_000_000; round += 1) value = (Math.imul(value, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    // The value is used, or the loop would be optimised away.
    return performance.now() - started + (value === -1 ? 1 : 0);
  });
  return times.toSorted((a, b) => a - b)[2] ?? NaN;
}

/** Notes when something is painted, when the first screen is, and when a click on what is visible has had its effect. */
export function probe() {
  /** @type {Partial<Marks>} */
  const marks = {};
  window.porticoMarks = marks;

  /** After the frame that shows the current state. @param {() => void} then */
  const painted = (then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(0);
    });

  new PerformanceObserver((list, observer) => {
    const [first] = list.getEntriesByName("first-contentful-paint");
    if (!first) return;
    observer.disconnect();
    marks.paint = first.startTime;
    const clickable = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex], [role=button], [onclick]");
    const early = [...clickable].filter((element) => element.checkVisibility() && !element.closest("#app"));
    marks.early = early.map((element) => element.outerHTML);
  }).observe({ type: "paint", buffered: true });

  const clicked = () => {
    marks.click = performance.now();
    void window.porticoDone();
  };
  const look = () => {
    const button = document.querySelector("#app:not([hidden]) button[aria-haspopup=menu]");
    if (!button?.checkVisibility()) {
      requestAnimationFrame(look);
      return;
    }
    painted(() => (marks.content = performance.now()));
    button.scrollIntoView({ block: "center" });
    const { x, y, width, height } = button.getBoundingClientRect();
    document.addEventListener("toggle", () => painted(clicked), { capture: true, once: true });
    void window.porticoSeen(x + width / 2, y + height / 2);
  };
  requestAnimationFrame(look);
}
