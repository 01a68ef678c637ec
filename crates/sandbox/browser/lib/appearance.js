// @ts-check
/**
 * Turns a page's `appearance` into the colours of our documents. Values are parsed, never passed through, and every
 * text colour is moved until it can be read (WCAG 2.2: 4.5:1 for text, 3:1 for what must be seen), so a page cannot
 * hide the test-mode notice or a choice.
 *
 * @typedef {[number, number, number]} Rgb
 * @typedef {'light' | 'dark'} Scheme
 */

/** @type {Record<Scheme, {background: Rgb, text: Rgb, primary: Rgb, danger: Rgb}>} */
const BASE = {
  light: { background: [255, 255, 255], text: [26, 28, 33], primary: [54, 79, 199], danger: [192, 18, 60] },
  dark: { background: [22, 24, 29], text: [240, 241, 244], primary: [145, 167, 255], danger: [255, 143, 163] },
};
/** @type {Rgb} */
const WHITE = [255, 255, 255];
/** @type {Rgb} */
const BLACK = [0, 0, 0];

/** Families every system has under some name; nothing is ever fetched for a font. */
const FAMILIES = new Set([
  'system-ui', 'ui-sans-serif', 'ui-serif', 'ui-rounded', 'ui-monospace', 'sans-serif', 'serif', 'monospace',
  '-apple-system', 'blinkmacsystemfont', 'segoe ui', 'segoe ui variable text', 'roboto', 'helvetica neue', 'helvetica', 'arial', 'noto sans',
  'ubuntu', 'cantarell', 'georgia', 'times new roman', 'times', 'cambria', 'charter', 'verdana', 'tahoma',
  'trebuchet ms', 'menlo', 'consolas', 'courier new',
]);

/** `#rgb`, `#rrggbb` or `rgb(…)` as three numbers; anything else is null. @param {unknown} value @returns {Rgb | null} */
export function color(value) {
  const text = typeof value === 'string' ? value.trim() : '';
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
  if (hex) {
    const long = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
    return [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16));
  }
  const parts = /^rgb\((\d{1,3})(?:,\s*|\s+)(\d{1,3})(?:,\s*|\s+)(\d{1,3})\)$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? /** @type {Rgb} */ (parts) : null;
}

/** A length between 0 and 24 px, `px` or `rem`; anything else is null. @param {unknown} value @returns {string | null} */
export function radius(value) {
  const parts = typeof value === 'string' ? /^(\d{1,3}(?:\.\d{1,3})?)(px|rem)$/.exec(value.trim()) : null;
  if (!parts) return null;
  return `${Math.min(24, Number(parts[1]) * (parts[2] === 'rem' ? 16 : 1))}px`;
}

/** The families of the list that are system fonts, quoted; null when none is. @param {unknown} value @returns {string | null} */
export function fontFamily(value) {
  if (typeof value !== 'string' || value.length > 300) return null;
  const names = value.split(',').map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2').toLowerCase());
  const known = names.filter((name) => FAMILIES.has(name));
  return known.length ? known.map((name) => (name.includes(' ') ? `"${name}"` : name)).join(', ') : null;
}

/** Relative luminance, WCAG 2.2. @param {Rgb} rgb */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio, 1 to 21. @param {Rgb} a @param {Rgb} b */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** `share` of `a` over `b`. @param {Rgb} a @param {Rgb} b @param {number} share @returns {Rgb} */
const mix = (a, b, share) => [0, 1, 2].map((i) => Math.round(a[i] * share + b[i] * (1 - share)));

/** Moves `wanted` towards black or white until it reaches `ratio` on all of `grounds`. @param {Rgb} wanted @param {Rgb[]} grounds @param {number} ratio */
function reach(wanted, grounds, ratio) {
  const far = contrast(WHITE, grounds[0]) > contrast(BLACK, grounds[0]) ? WHITE : BLACK;
  for (let step = 0; step < 20; step += 1) {
    const tried = mix(far, wanted, step / 20);
    if (grounds.every((ground) => contrast(tried, ground) >= ratio)) return tried;
  }
  return far;
}

/**
 * The custom properties of our style sheets, each with a value of our own making.
 * @param {{variables?: Record<string, unknown>, theme?: unknown} | undefined} appearance
 * @param {Scheme} preferred what the page shows when the appearance does not say
 * @returns {Record<string, string>}
 */
export function properties(appearance, preferred) {
  const variables = appearance?.variables ?? {};
  const given = color(variables.colorBackground);
  const themed = appearance?.theme === 'night' ? 'dark' : preferred;
  const scheme = given ? (luminance(given) < 0.18 ? 'dark' : 'light') : themed;
  const base = BASE[scheme];
  const background = given ?? base.background;
  const primary = color(variables.colorPrimary) ?? base.primary;
  const sunken = mix(base.text, background, 0.04);
  const tint = mix(primary, background, 0.08);
  const danger = color(variables.colorDanger) ?? base.danger;
  const dangerTint = mix(danger, background, 0.08);
  const grounds = [background, sunken, tint, dangerTint];
  const text = reach(color(variables.colorText) ?? base.text, grounds, 4.5);
  const colors = {
    background,
    sunken,
    text,
    'text-muted': reach(mix(text, background, 0.68), grounds, 4.5),
    border: mix(text, background, 0.14),
    control: reach(mix(text, background, 0.45), grounds, 3),
    primary,
    'primary-text': reach(primary, grounds, 4.5),
    'on-primary': contrast(WHITE, primary) >= contrast(BLACK, primary) ? WHITE : BLACK,
    'primary-tint': tint,
    focus: reach(primary, grounds, 3),
    danger: reach(danger, grounds, 4.5),
    'danger-tint': dangerTint,
  };
  return {
    ...Object.fromEntries(Object.entries(colors).map(([name, rgb]) => [`--${name}`, `rgb(${rgb.join(' ')})`])),
    '--radius': radius(variables.borderRadius) ?? '8px',
    '--font': fontFamily(variables.fontFamily) ?? 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  };
}

/** Writes the properties through CSSOM: our own CSP refuses style attributes too. @param {Parameters<typeof properties>[0]} appearance @param {Scheme} scheme */
export function apply(appearance, scheme) {
  for (const [name, value] of Object.entries(properties(appearance, scheme)))
    document.documentElement.style.setProperty(name, value);
}
