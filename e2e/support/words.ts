// The catalogues the product ships, so that a test in Dutch looks for the Dutch words of today.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export const locales = ["en", "nl", "sv", "de", "fr", "it", "ar"] as const;
export type LocaleTag = (typeof locales)[number];

interface Catalogue {
  [key: string]: string | Catalogue;
}

const catalogues = new Map<LocaleTag, Catalogue>();

function catalogue(locale: LocaleTag): Catalogue {
  const known = catalogues.get(locale);
  if (known) return known;
  const file = resolve(import.meta.dirname, `../../public/locales/${locale}.json`);
  const read = JSON.parse(readFileSync(file, "utf8")) as Catalogue;
  catalogues.set(locale, read);
  return read;
}

/** Dotted keys of all words. Seen on a page, one of them stands in for words that did not come. */
export function keys(): string[] {
  const gather = (prefix: string, group: Catalogue): string[] =>
    Object.entries(group).flatMap(([name, value]) =>
      typeof value === "string" ? [`${prefix}${name}`] : gather(`${prefix}${name}.`, value),
    );
  return gather("", catalogue("en"));
}

/** What stands in a sentence that is read from the right keeps its own direction to itself: a mark before, a mark behind. */
const isolate = (locale: LocaleTag, value: string): string => (locale === "ar" && value ? `\u2068${value}\u2069` : value);

/** All whole texts of a language, those without places to fill. */
export function texts(locale: LocaleTag): string[] {
  const gather = (group: Catalogue): string[] =>
    Object.values(group).flatMap((value) => (typeof value === "string" ? [value] : gather(value)));
  return gather(catalogue(locale)).filter((text) => !text.includes("{"));
}

/** The words under a dotted key, with their places filled as the portal fills them. */
export function words(locale: LocaleTag, key: string, values: Record<string, string> = {}): string {
  let found: string | Catalogue | undefined = catalogue(locale);
  for (const part of key.split(".")) {
    found = typeof found === "object" ? found[part] : undefined;
  }
  if (typeof found !== "string") throw new Error(`${locale} has no words for ${key}`);
  return found.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : isolate(locale, value);
  });
}
