import assert from 'node:assert/strict';
import { say } from '../../webview-ui/textTemplate';
import { stringsFor } from '../../webview-ui/strings';

/** Every text of a table with its path. */
function textsOf(table: object, path = ''): [string, string][] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : textsOf(value as object, `${path}${key}.`),
  );
}
const namesIn = (text: string) =>
  [...new Set([...text.matchAll(/(?<!\{)\{(\w+)(?:\|[^{}]*)?\}/g)].map(([, name]) => name))].sort();

describe('strings', () => {
  const en = new Map(textsOf(stringsFor('en')));
  const zh = new Map(textsOf(stringsFor('zh-CN')));

  it('has the same sentences with the same values in both languages', () => {
    assert.deepEqual([...zh.keys()].sort(), [...en.keys()].sort());
    for (const [key, text] of en) assert.deepEqual(namesIn(zh.get(key)!), namesIn(text), key);
  });

  it('has a word for one and a word for several after a figure that may be 1', () => {
    const counted =
      /\{(?!low|high|shown|given|host|model)\w+\} (rows|answers|requests|labels|columns|pairs)\b(?! per request)/;
    const wrong = [...en]
      .filter(([key, text]) => !key.startsWith('promiseWords.') && counted.test(text))
      .map(([, text]) => text);
    assert.deepEqual(wrong, []);
    assert.equal(say(en.get('nRows')!, { rows: '1' }), '1 row');
    assert.equal(say(en.get('nRows')!, { rows: '1,000' }), '1,000 rows');
    assert.equal(say(zh.get('nRows')!, { rows: '1' }), '1 行');
  });

  it('has no empty sentence, and falls back to English', () => {
    for (const [key, text] of [...en, ...zh]) assert.notEqual(text.trim(), '', key);
    assert.equal(stringsFor('fr'), stringsFor('en'));
  });
});
