// @ts-check
/**
 * Stands for the page of PayPal or Amazon Pay: the customer agrees or does not, and goes back to where they came from.
 * Key and client secret are in the fragment of the address.
 */

import { api } from './lib/api.js';
import { apply } from './lib/appearance.js';
import { named, wayBack } from './lib/way-back.js';
import { explain, fill, language, load } from './lib/words.js';

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

const lang = language(undefined);
const words = await load(lang);
const dark = matchMedia('(prefers-color-scheme: dark)');
const look = () => apply(undefined, dark.matches ? 'dark' : 'light');
look();
dark.addEventListener('change', look);
document.documentElement.lang = lang;

const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('button'));
const [authorize, fail] = buttons;
authorize.textContent = words.authorize.complete;
fail.textContent = words.authorize.fail;

/** @param {string} heading @param {string} text */
const say = (heading, text) => {
  document.title = heading;
  find('h1').textContent = heading;
  find('.text').textContent = text;
};

/** There is nothing to decide here: an old address, or one that was used. */
const over = () => {
  say(words.authorize.over, words.authorize.nothing);
  find('.actions').hidden = true;
};

/** @param {{type?: string, code?: string, message?: string}} error */
const complain = (error) => {
  find('.error').textContent = explain(error, words);
  find('.error').hidden = false;
};

const intent = named(location.hash);
const calls = api(intent?.key ?? '');
let busy = false;

/** @param {'succeeded' | 'failed'} outcome @param {string} returnUrl */
const answer = async (outcome, returnUrl) => {
  if (busy || !intent) return;
  busy = true;
  find('.error').hidden = true;
  for (const button of buttons) button.setAttribute('aria-disabled', 'true');
  const { setupIntent, error } = await calls.authenticate(intent.secret, outcome);
  const back = setupIntent && wayBack(returnUrl, { ...intent, status: setupIntent.status });
  // Not kept in the history: going back from the merchant's page does not lead here again.
  if (back) return location.replace(back);
  busy = false;
  for (const button of buttons) button.removeAttribute('aria-disabled');
  complain(error ?? { message: words.authorize.nothing });
};

const { setupIntent, error } = intent ? await calls.retrieve(intent.secret) : {};
const next = setupIntent?.next_action?.redirect_to_url;
find('.provider').textContent = words.authorize.provider;
if (error?.type === 'api_connection_error') {
  say(words.authorize.title, '');
  find('.actions').hidden = true;
  complain(error);
} else if (next) {
  say(words.authorize.title, fill(words.authorize.text, { host: new URL(next.return_url).host }));
  authorize.addEventListener('click', () => answer('succeeded', next.return_url));
  fail.addEventListener('click', () => answer('failed', next.return_url));
} else {
  over();
}
document.body.dataset.ready = '';
find('h1').focus();
