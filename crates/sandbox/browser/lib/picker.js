// @ts-check
/** Draws the picker: one radio group, native inputs, no markup from strings. */

import { badgeOf, grouped, isDebit, plainName } from './methods.js';
import { fill } from './words.js';

/** @typedef {import('./methods.js').TestMethod} TestMethod */
/** @typedef {import('./words.js').Words} Words */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} [children]
 * @returns {HTMLElement}
 */
export function node(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
}

/** @param {string} symbol id of a symbol of frame.html @param {string} [name] class */
function picture(symbol, name) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  if (name) svg.setAttribute('class', name);
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#${symbol}`);
  svg.append(use);
  return svg;
}

/** A group with more than `MANY` methods shows the first `FEW`, the rest on demand. */
const MANY = 8;
const FEW = 4;

/** Seen: "Visa •••• 4242". Read out: "Visa ending in 4242". @param {TestMethod} method @param {Words} words @returns {(Node | string)[]} */
function nameOf(method, words) {
  const name = plainName(method);
  if (!method.last4) return [name];
  return [
    node('span', { 'aria-hidden': 'true' }, [`${name} `, node('span', { class: 'digits' }, [`•••• ${method.last4}`])]),
    node('span', { class: 'hidden' }, [fill(words.ending, { name, last4: method.last4 })]),
  ];
}

/** @param {TestMethod} method @param {Words} words */
function outcomeOf(method, words) {
  /** @type {Record<string, string>} */
  const known = words.outcomes;
  return known[method.outcome] ?? method.outcome.replaceAll('_', ' ');
}

/** @param {TestMethod} method @param {Words} words @param {boolean} checked */
function choice(method, words, checked) {
  const [name, outcome] = [`name-${method.id}`, `outcome-${method.id}`];
  const input = /** @type {HTMLInputElement} */ (
    node('input', { type: 'radio', name: 'method', value: method.id, 'aria-labelledby': name, 'aria-describedby': outcome })
  );
  input.checked = checked;
  const text = node('span', {}, [
    node('span', { class: 'name', id: name }, nameOf(method, words)),
    node('span', { class: 'outcome', id: outcome }, [outcomeOf(method, words)]),
  ]);
  return node('label', { class: 'choice' }, [input, picture(badgeOf(method), 'badge'), text]);
}

/** The line that is true whatever else happens. @param {Words} words */
export const notice = (words) => node('p', { class: 'notice' }, [picture('info'), node('span', {}, [words.notice])]);

/**
 * @param {TestMethod[]} methods @param {readonly string[] | undefined} kinds @param {Words} words
 * @param {string | undefined} selected id of the method that is chosen
 * @returns {Node[]}
 */
export function picker(methods, kinds, words, selected) {
  const groups = grouped(methods, kinds);
  if (!groups.length) return [notice(words), node('p', { class: 'state' }, [words.empty])];
  const sections = groups.map((entry) => {
    const title = `group-${entry.group}`;
    /** @param {TestMethod[]} some */
    const choices = (some) => node('div', { class: 'choices' }, some.map((method) => choice(method, words, method.id === selected)));
    const first = entry.methods.length > MANY ? entry.methods.slice(0, FEW) : entry.methods;
    const rest = entry.methods.slice(first.length);
    const children = [node('h2', { id: title }, [words.groups[entry.group]]), choices(first)];
    if (rest.length) {
      const open = rest.some((method) => method.id === selected);
      const summary = node('summary', {}, [fill(words.more, { count: String(rest.length) })]);
      children.push(node('details', open ? { open: '' } : {}, [summary, choices(rest)]));
    }
    // The debit's text stands where the choice was made, not at the end of a long page.
    if (entry.group === 'bank') children.push(node('p', { class: 'mandate', 'aria-live': 'polite' }));
    return node('div', { class: 'group', role: 'group', 'aria-labelledby': title }, children);
  });
  const legend = node('legend', { class: 'hidden' }, [words.choose]);
  const fieldset = node('fieldset', { role: 'radiogroup', 'aria-label': words.choose }, [legend, ...sections]);
  // Above the choices, where the focus goes when nothing was chosen.
  const error = node('p', { class: 'error', role: 'alert', hidden: '' });
  return [notice(words), error, fieldset];
}

/** What a debit asks the customer to agree to; empty for everything else. @param {TestMethod | undefined} method @param {Words} words */
export const mandateOf = (method, words) => (method && isDebit(method) ? fill(words.mandate, { name: plainName(method) }) : '');
