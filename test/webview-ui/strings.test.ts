import assert from 'node:assert/strict';
import { stringsFor } from '../../webview-ui/strings';

/** Every text of a table with its path. */
function textsOf(table: object, path = ''): [string, string][] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : textsOf(value as object, `${path}${key}.`),
  );
}
const namesIn = (text: string) => [...new Set(text.match(/(?<!\{)\{\w+\}/g) ?? [])].sort();

describe('strings', () => {
  const en = new Map(textsOf(stringsFor('en')));
  const zh = new Map(textsOf(stringsFor('zh-CN')));

  it('has the same sentences with the same values in both languages', () => {
    assert.deepEqual([...zh.keys()].sort(), [...en.keys()].sort());
    for (const [key, text] of en) assert.deepEqual(namesIn(zh.get(key)!), namesIn(text), key);
  });

  it('has no empty sentence, and falls back to English', () => {
    for (const [key, text] of [...en, ...zh]) assert.notEqual(text.trim(), '', key);
    assert.equal(stringsFor('fr'), stringsFor('en'));
  });
});
