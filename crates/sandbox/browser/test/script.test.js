// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { brotliCompressSync } from 'node:zlib';

const source = readFileSync(new URL('../stripe.js', import.meta.url));

/** Runs the script in a page that only knows where the script came from. @returns {any} `window.Stripe` */
function stripe() {
  const page = { document: { currentScript: { src: 'http://localhost:4243/v3/' } }, URL, matchMedia: () => ({}) };
  const window = {};
  vm.runInNewContext(source.toString(), { ...page, window });
  return Reflect.get(window, 'Stripe');
}

const integration = { name: 'IntegrationError' };

test('the script stays within 4 kB, compressed', () => {
  assert.ok(brotliCompressSync(source).length <= 4_000);
});

test('the shape is that of Stripe.js', () => {
  const made = stripe()('pk_test_portico');
  const calls = ['confirmCardPayment', 'confirmPayment', 'confirmSetup', 'elements', 'handleNextAction'];
  assert.deepEqual(Object.keys(made).sort(), [...calls, 'retrievePaymentIntent', 'retrieveSetupIntent']);
  const elements = made.elements({ clientSecret: 'seti_1_secret_2' });
  const element = elements.create('payment');
  for (const name of ['mount', 'unmount', 'destroy', 'update', 'on', 'off', 'focus']) assert.equal(typeof element[name], 'function');
  assert.equal(elements.getElement('payment'), element);
  assert.equal(elements.getElement('card'), null);
});

test('misuse is told at once, as Stripe.js does', async () => {
  assert.throws(() => stripe()('sk_test_portico'), integration);
  assert.throws(() => stripe()(undefined), integration);
  const made = stripe()('pk_test_portico');
  assert.throws(() => made.elements().create('card'), integration);
  const elements = made.elements({ clientSecret: 'seti_1_secret_2' });
  elements.create('payment');
  assert.throws(() => elements.create('payment'), integration);
  await assert.rejects(made.confirmSetup({ elements: {} }), integration);
  await assert.rejects(made.confirmSetup({ elements, redirect: 'always' }), integration);
  await assert.rejects(made.confirmPayment({ clientSecret: 'pi_1_secret_2' }), integration);
  const hostile = { return_url: 'javascript:alert(1)' };
  await assert.rejects(made.confirmPayment({ clientSecret: 'pi_1_secret_2', confirmParams: hostile }), integration);
  await assert.rejects(made.confirmSetup({ elements, confirmParams: hostile }), integration);
});
