// @ts-check
/**
 * The words of our documents. One language is fetched: the reader's.
 *
 * @typedef {typeof import('./locales/en.js').default} Words
 */

/** The languages there are; each is a file of `locales/`. */
export const LANGUAGES = ['en', 'nl', 'sv', 'de', 'fr', 'it'];

/**
 * The first wanted language that we have; `auto` and nothing mean the reader's own.
 * @param {string | undefined} wanted @param {readonly string[]} [readers]
 * @returns {string} one of `LANGUAGES`; English when none fits
 */
export function language(wanted, readers = navigator.languages) {
  const asked = wanted && wanted !== 'auto' ? [wanted] : readers;
  return asked.map((tag) => tag.toLowerCase().split(/[-_]/)[0]).find((tag) => LANGUAGES.includes(tag)) ?? 'en';
}

/** @param {string} lang one of `LANGUAGES` @returns {Promise<Words>} */
export const load = async (lang) => (await import(`./locales/${lang}.js`)).default;

/** Fills `{name}` places. @param {string} text @param {Record<string, string>} values */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

/**
 * The reader's words for an error of the API; its own (English) message where we have none.
 * @param {{code?: string, decline_code?: string, message?: string}} error @param {Words} words
 */
export function explain(error, words) {
  /** @type {Record<string, string>} */
  const known = words.errors;
  const code = [error.decline_code, error.code].find((name) => name !== undefined && Object.hasOwn(known, name));
  return code ? known[code] : (error.message ?? words.errors.connection);
}
