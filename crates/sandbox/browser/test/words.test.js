// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LANGUAGES, explain, fill, language, load } from '../lib/words.js';

/** Every text by its dotted path. @param {object} tree @param {string} path @returns {[string, string][]} */
const flat = (tree, path = '') =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value]] : flat(value, `${path}${key}.`)));

/** @param {string} text */
const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();

test('every language has the keys and places of English', async () => {
  const source = new Map(flat(await load('en')));
  for (const lang of LANGUAGES) {
    const words = new Map(flat(await load(lang)));
    assert.deepEqual([...words.keys()], [...source.keys()], lang);
    for (const [key, text] of words) {
      assert.ok(text.trim(), `${lang} ${key}`);
      assert.equal(places(text), places(/** @type {string} */ (source.get(key))), `${lang} ${key}`);
    }
  }
});

test('the first wanted language that exists is taken', () => {
  assert.equal(language('de-AT', []), 'de');
  assert.equal(language('pt_BR', []), 'en');
  assert.equal(language('auto', ['pt', 'SV-se', 'fr']), 'sv');
  assert.equal(language(undefined, ['constructor', 'it']), 'it');
});

test('errors speak the reader’s language where words exist', async () => {
  const words = await load('nl');
  const declined = { code: 'card_declined', decline_code: 'insufficient_funds', message: 'x' };
  assert.equal(explain(declined, words), words.errors.insufficient_funds);
  assert.equal(explain({ code: 'card_declined', decline_code: 'do_not_honor' }, words), words.errors.card_declined);
  assert.equal(explain({ code: 'toString', message: 'As the API says.' }, words), 'As the API says.');
});

test('places are filled, unknown ones stay', () => {
  assert.equal(fill('{name} ending in {last4} {x}', { name: 'Visa', last4: '4242' }), 'Visa ending in 4242 {x}');
});
