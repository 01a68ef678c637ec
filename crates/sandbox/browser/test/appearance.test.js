// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { color, contrast, fontFamily, properties, radius } from '../lib/appearance.js';

/** @param {string} value `rgb(r g b)` */
const rgb = (value) => /** @type {[number, number, number]} */ (value.slice(4, -1).split(' ').map(Number));

/** A small generator, so that a failure can be repeated. @param {number} seed */
const random = (seed) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

test('colours are parsed, not passed through', () => {
  assert.deepEqual(color('#0af'), [0, 170, 255]);
  assert.deepEqual(color(' #00AAFF '), [0, 170, 255]);
  assert.deepEqual(color('rgb(0, 170, 255)'), [0, 170, 255]);
  assert.deepEqual(color('rgb(0 170 255)'), [0, 170, 255]);
  for (const hostile of ['red', 'url(//x)', '#12', '#1234567', 'rgb(256 0 0)', 'rgb(0 0 0);x', 'var(--x)', '', null, {}, ['#fff']])
    assert.equal(color(hostile), null, String(hostile));
});

test('lengths stay between 0 and 24 px', () => {
  assert.equal(radius('8px'), '8px');
  assert.equal(radius('0.5rem'), '8px');
  assert.equal(radius('400px'), '24px');
  for (const hostile of ['8', '-1px', '1e3px', 'calc(1px)', '50%', undefined]) assert.equal(radius(hostile), null);
});

test('only system fonts pass', () => {
  assert.equal(fontFamily('"Segoe UI", Evil, system-ui'), '"segoe ui", system-ui');
  assert.equal(fontFamily("x'); @import url(//x)"), null);
  assert.equal(fontFamily('Evil'), null);
});

test('whatever a page asks for, what is shown can be read', () => {
  const next = random(42);
  const hex = () => `#${Math.floor(next() * 0x1000000).toString(16).padStart(6, '0')}`;
  for (let round = 0; round < 2_000; round += 1) {
    // Grounds a page may have: light or dark, not the middle greys on which nothing reaches 4.5:1 in four tints.
    const base = Math.floor(next() * 40);
    const ground = [0, 1, 2].map(() => (round % 2 ? base : 255 - base) + Math.floor(next() * 10) - 5).map((part) => Math.max(0, Math.min(255, part)));
    const variables = { colorBackground: `rgb(${ground.join(' ')})`, colorPrimary: hex(), colorText: hex(), colorDanger: hex() };
    const made = properties({ variables }, 'light');
    for (const text of ['--text', '--text-muted', '--primary-text', '--danger'])
      for (const under of ['--background', '--sunken', '--primary-tint', '--danger-tint'])
        assert.ok(contrast(rgb(made[text]), rgb(made[under])) >= 4.5, `${text} on ${under}: ${JSON.stringify(variables)}`);
    for (const edge of ['--control', '--focus'])
      assert.ok(contrast(rgb(made[edge]), rgb(made['--background'])) >= 3, `${edge}: ${JSON.stringify(variables)}`);
    assert.ok(contrast(rgb(made['--on-primary']), rgb(made['--primary'])) >= 4.5);
  }
});

test('the brand colour itself stays exact', () => {
  assert.equal(properties({ variables: { colorPrimary: '#ffcc00' } }, 'light')['--primary'], 'rgb(255 204 0)');
});

test('a dark ground decides the scheme, else the page does', () => {
  assert.notEqual(properties(undefined, 'dark')['--background'], properties(undefined, 'light')['--background']);
  const dark = properties({ variables: { colorBackground: '#101010' } }, 'light');
  assert.ok(contrast(rgb(dark['--text']), [16, 16, 16]) > 10);
});
