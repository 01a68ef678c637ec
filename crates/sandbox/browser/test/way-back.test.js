// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

import { named, wayBack } from '../lib/way-back.js';

const intent = { id: 'seti_1a', secret: 'seti_1a_secret_2b' };

test('the way back has Stripe’s parameters beside the page’s own', () => {
  const back = (/** @type {string} */ status) => new URL(wayBack('https://billing.acme.test/add?lang=nl&redirect_status=x#top', { ...intent, status }) ?? '');
  const url = back('succeeded');
  assert.equal(url.origin + url.pathname + url.hash, 'https://billing.acme.test/add#top');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    lang: 'nl',
    redirect_status: 'succeeded',
    setup_intent: 'seti_1a',
    setup_intent_client_secret: 'seti_1a_secret_2b',
  });
  assert.equal(back('requires_payment_method').searchParams.get('redirect_status'), 'failed');
  assert.equal(back('processing').searchParams.get('redirect_status'), 'pending');
  const payment = wayBack('https://a.test/', { id: 'pi_1', secret: 'pi_1_secret_2', status: 'succeeded' });
  assert.equal(payment, 'https://a.test/?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded');
});

test('only web addresses are gone to', () => {
  for (const hostile of ['javascript:alert(1)', 'data:text/html,x', 'not an address', ''])
    assert.equal(wayBack(hostile, { ...intent, status: 'succeeded' }), undefined, hostile);
});

test('the fragment names key and intent, or nothing', () => {
  assert.deepEqual(named('#pk_test_portico/seti_1a_secret_2b'), { key: 'pk_test_portico', ...intent });
  for (const other of ['', '#', '#sk_test_x/seti_1_secret_2', '#pk_test_x/seti_1', '#pk_test_x/../v1_secret_2'])
    assert.equal(named(other), undefined, other);
});

/** A page in which frames answer every question with `result` at once. @param {object} result */
function page(result) {
  /** @type {string[]} */
  const visited = [];
  const element = () => ({ style: { setProperty() {} }, addEventListener() {}, remove() {} });
  const document = {
    currentScript: { src: 'http://localhost:4243/v3/' },
    createElement: element,
    querySelector: () => ({ append() {} }),
    body: { append() {} },
  };
  class MessageChannel {
    port1 = {
      onmessage: (/** @type {any} */ _event) => {},
      close() {},
      postMessage: (/** @type {any} */ { id }) => queueMicrotask(() => this.port1.onmessage({ data: { type: 'reply', id, result } })),
    };
    port2 = {};
    constructor() {
      queueMicrotask(() => this.port1.onmessage({ data: { type: 'ready', label: 'x' } }));
    }
  }
  const window = {};
  const location = { origin: 'http://localhost:4242', assign: (/** @type {string} */ url) => visited.push(url) };
  const globals = { URL, MessageChannel, setTimeout: () => 0, clearTimeout() {}, queueMicrotask, getComputedStyle: () => ({ colorScheme: 'light' }) };
  vm.runInNewContext(readFileSync(new URL('../stripe.js', import.meta.url), 'utf8'), {
    ...globals, document, location, window, encodeURIComponent, matchMedia: () => ({ addEventListener() {}, removeEventListener() {} }),
  });
  const stripe = Reflect.get(window, 'Stripe')('pk_test_portico');
  const elements = stripe.elements({ clientSecret: 'seti_1_secret_2' });
  elements.create('payment').mount('#place');
  return { visited, elements, stripe };
}

/** @param {string} url */
const redirected = (url) => ({ id: 'seti_1', status: 'requires_action', next_action: { type: 'redirect_to_url', redirect_to_url: { url } } });

test('a method that redirects leaves the page, even if only when required', async () => {
  const url = 'http://localhost:4243/v3/authorize#pk_test_portico/seti_1_secret_2';
  const { visited, elements, stripe } = page({ setupIntent: redirected(url) });
  const confirmParams = { return_url: 'http://localhost:4242/add-payment-method' };
  const answered = stripe.confirmSetup({ elements, confirmParams, redirect: 'if_required' }).then(() => 'answered');
  const first = await Promise.race([answered, new Promise((resolve) => setImmediate(resolve, 'left'))]);
  assert.equal(first, 'left');
  assert.deepEqual(visited, [url]);
});

test('a page elsewhere is not gone to', async () => {
  const { visited, elements, stripe } = page({ setupIntent: redirected('https://elsewhere.test/') });
  const { error } = await stripe.confirmSetup({ elements, redirect: 'if_required' });
  assert.equal(error.type, 'api_connection_error');
  assert.deepEqual(visited, []);
});

test('the payment of an invoice is confirmed without an element', async () => {
  const paymentIntent = { id: 'pi_1', status: 'succeeded' };
  const { visited, stripe } = page({ paymentIntent });
  const paid = await stripe.confirmCardPayment('pi_1_secret_2', { payment_method: 'pm_1' });
  assert.equal(paid.paymentIntent, paymentIntent);
  const stays = await stripe.confirmPayment({ clientSecret: 'pi_1_secret_2', redirect: 'if_required' });
  assert.equal(stays.paymentIntent, paymentIntent);
  stripe.confirmPayment({ clientSecret: 'pi_1_secret_2', confirmParams: { return_url: 'https://a.test/' } });
  await new Promise(setImmediate);
  assert.deepEqual(visited, ['https://a.test/?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded']);
});

test('the fragment of a checkout page names the session', () => {
  const secret = 'cs_test_a1B2_secret_3c';
  assert.deepEqual(named(`#pk_test_portico/${secret}`), { key: 'pk_test_portico', secret, id: 'cs_test_a1B2' });
});
