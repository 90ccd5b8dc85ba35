// That a promise is stated in one place: nothing else in the product has a sentence of its own for it, and the README's is the function's.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plannedSentence } from '../../../src/engine/promise/sentence';
import { projectRoot } from '../../host/hostFolder';

const ownPlace = join('src', 'engine', 'promise');

/** What only a promise says. */
const promises = [
  /confidence[^.'"`]{0,40}(at most|none of)/i,
  /(at most|none of)[^.'"`]{0,80}\bdiffers? from/i,
  /(at most|none of)[^.'"`]{0,40}\b(may|will) differ\b/i,
  /own answer, so none/i,
  /promise is exact|exact for any data/i,
  /nominal confidence/i,
  /\bguarantee(s|d)?\b(?!\.md)|\bfor certain\b/i,
  /保证/,
  /置信度[^。]{0,40}(至多|没有一行|行中)/,
  /至多[^。]{0,30}不同/,
];

/** Without comments, which may explain what they like. */
const codeOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|(?<=[\s;{}])\/\/ .*$/gm, '');

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file));
}

const statesPromise = (text: string) => promises.some((promise) => promise.test(text));

describe('sentences that state a promise', () => {
  it('stand in src/engine/promise alone', () => {
    const files = [
      ...filesBelow('src', /\.ts$/),
      ...filesBelow('webview-ui', /\.ts$/),
      ...filesBelow('l10n', /\.json$/),
      'package.nls.json',
      'package.nls.zh-cn.json',
    ].filter((file) => !file.startsWith(ownPlace));
    assert.ok(files.length > 300, 'the source is looked at');
    assert.deepEqual(
      files.filter((file) => statesPromise(codeOf(readFileSync(join(projectRoot, file), 'utf8')))),
      [],
    );
  });

  it('would be found elsewhere', () => {
    const said = [
      'line(`With ${share} confidence at most ${n} rows differ from ${reference}.`)',
      "'at most {0} of {1} rows may differ from {2}'",
      "'With {confidence} nominal confidence'",
      "'picks a model for each row and guarantees the accuracy you set'",
      "'以 {confidence} 的置信度，{rows} 行中至多 {allowed} 行与 {reference} 不同。'",
    ];
    for (const each of said) assert.ok(statesPromise(codeOf(each)), each);
    for (const file of filesBelow(ownPlace, /(english|chinese)\.ts$/))
      assert.ok(statesPromise(readFileSync(join(projectRoot, file), 'utf8')), file);
  });

  it("are the function's own in the README", () => {
    const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
    const planned = { rows: 5000, allowed: 250, confidence: 0.95, reference: 'gpt-5', strategy: 'certified' } as const;
    assert.ok(readme.includes(`> ${plannedSentence(planned)}\n`));
    for (const said of [/after seeing them/, /confidence is nominal/, /each distinct row/]) assert.match(readme, said);
  });
});
