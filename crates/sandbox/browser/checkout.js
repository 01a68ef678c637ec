// @ts-check
/**
 * Stands for Stripe's hosted page in setup mode: the picker of test methods, in the form that any merchant's page would
 * show, and the ways on. Key and secret of the session are in the fragment of the address.
 */

import { api } from './lib/api.js';
import { apply } from './lib/appearance.js';
import { named } from './lib/way-back.js';
import { explain, fill, language, load } from './lib/words.js';

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

const own = named(location.hash);
const calls = api(own?.key ?? '');
/** @type {import('./lib/api.js').Page} */
let page = own ? await calls.page(own.secret) : {};
const lang = language(page.locale ?? undefined);
const words = await load(lang);
const dark = matchMedia('(prefers-color-scheme: dark)');
const look = () => apply(undefined, dark.matches ? 'dark' : 'light');
look();
dark.addEventListener('change', look);
document.documentElement.lang = lang;

const save = /** @type {HTMLButtonElement} */ (document.querySelector('button'));
const back = /** @type {HTMLAnchorElement} */ (document.querySelector('.back'));

/** @param {string} heading @param {string} text */
const say = (heading, text) => {
  document.title = heading;
  find('h1').textContent = heading;
  find('.text').textContent = text;
};

/** @param {string} text */
const complain = (text) => {
  find('.error').textContent = text;
  find('.error').hidden = !text;
};

/** @param {boolean} is */
const busy = (is) => {
  if (is) save.setAttribute('aria-disabled', 'true');
  else save.removeAttribute('aria-disabled');
  find('.progress').textContent = is ? words.checkout.saving : '';
};

/** Leaves once the method is saved. Not kept in the history: going back from the merchant's page does not lead here. */
const leave = () => {
  if (page.success_url) location.replace(page.success_url);
  return Boolean(page.success_url);
};

/** The picker, and what saves the choice. @param {string} key @param {string} secret */
const offer = (key, secret) => {
  const stripe = /** @type {any} */ (window).Stripe(key, { locale: lang });
  const elements = stripe.elements({ clientSecret: page.client_secret });
  elements.create('payment').mount('.place');
  // The provider of a method may want the customer on a page of its own, and leads back to this one.
  const { origin, pathname, hash } = location;
  const confirmParams = { return_url: `${origin}${pathname}${hash}` };
  save.addEventListener('click', async () => {
    if (save.hasAttribute('aria-disabled')) return;
    busy(true);
    complain('');
    const { error } = await stripe.confirmSetup({ elements, confirmParams, redirect: 'if_required' });
    if (!error) page = await calls.page(secret);
    if (!error && leave()) return;
    busy(false);
    complain(error?.message ?? explain(page.error ?? {}, words));
  });
};

find('.provider').textContent = fill(words.checkout.provider, { name: page.business_name ?? '' });
save.textContent = words.checkout.save;
save.hidden = true;
back.hidden = !page.cancel_url;
if (page.cancel_url) {
  back.href = page.cancel_url;
  back.textContent = fill(words.checkout.back, { host: new URL(page.cancel_url).host });
}

const status = new URLSearchParams(location.search).get('redirect_status');
// The provider's page has written the secret into the query.
if (location.search) history.replaceState(null, '', `${location.pathname}${location.hash}`);

if (!leave()) {
  if (own && page.client_secret) {
    say(words.checkout.title, fill(words.checkout.text, { name: page.business_name ?? '' }));
    save.hidden = false;
    offer(own.key, own.secret);
    if (status) complain(words.errors.setup_intent_authentication_failure);
  } else if (page.error?.type === 'api_connection_error') {
    say(words.checkout.title, '');
    complain(explain(page.error, words));
  } else {
    say(words.checkout.over, words.checkout.nothing);
  }
  document.body.dataset.ready = '';
  find('h1').focus();
}
