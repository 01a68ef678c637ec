// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { badgeOf, grouped, plainName } from '../lib/methods.js';

/** @param {string} id @param {string} kind @param {string} outcome */
const method = (id, kind, outcome = 'succeeds') => ({ id, kind, label: id, outcome, brand: kind === 'card' ? 'visa' : null });

const METHODS = [
  method('sepa', 'sepa_debit'),
  method('declined', 'card', 'generic_decline'),
  method('visa', 'card'),
  method('asks', 'card', 'requires_authentication'),
  method('soon', 'card', 'expires_soon'),
  method('boleto', 'boleto'),
];

/** @param {string[] | undefined} kinds */
const shown = (kinds) => grouped(METHODS, kinds).map((entry) => [entry.group, entry.methods.map(({ id }) => id).join()]);

test('methods are grouped by what they show', () => {
  assert.deepEqual(shown(undefined), [
    ['works', 'visa,soon'],
    ['authentication', 'asks'],
    ['fails', 'declined'],
    ['bank', 'sepa'],
    ['wallet', 'boleto'],
  ]);
});

test('only the kinds that the setup intent accepts are offered', () => {
  assert.deepEqual(shown(['sepa_debit']), [['bank', 'sepa']]);
  assert.deepEqual(shown([]), []);
});

test('unknown brands get the plain card', () => {
  assert.equal(badgeOf({ ...METHODS[2], brand: 'toString' }), 'card');
  assert.equal(badgeOf(METHODS[2]), 'visa');
  assert.equal(badgeOf(METHODS[5]), 'voucher');
});

test('a label’s English remark is left to the outcome', () => {
  assert.equal(plainName({ ...METHODS[1], label: 'Visa, suspected fraud' }), 'Visa');
  assert.equal(plainName({ ...METHODS[4], label: 'Visa that expires soon' }), 'Visa');
  assert.equal(plainName({ ...METHODS[2], label: 'Visa debit' }), 'Visa debit');
});
