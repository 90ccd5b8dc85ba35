import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldRule } from '../../../src/engine/task/jsonFields';
import { equivalence, parseAnswer } from '../../../src/engine/task/parseAnswer';
import type { Task } from '../../../src/engine/task/task';

type Pair = { readonly line: number; readonly a: string; readonly b: string; readonly verdict: string };

/** Pairs that a person has judged: `a | b | same`. */
function pairsOf(rule: string): readonly Pair[] {
  const lines = readFileSync(join(__dirname, '../../../../test/engine/task/equalities', `${rule}.txt`), 'utf8').split(
    '\n',
  );
  return lines.flatMap((text, i) => {
    if (text === '' || text.startsWith('#')) return [];
    const [a, b, verdict] = text.split(' | ') as [string, string, string];
    return [{ line: i + 1, a, b, verdict }];
  });
}

function verdictOf(task: Task, a: string, b: string): string {
  const given = parseAnswer(task, a);
  const wanted = parseAnswer(task, b);
  assert.ok(given.type === 'valid' && wanted.type === 'valid', `${a} | ${b} are read`);
  return equivalence(task)(given.key, wanted.key) ? 'same' : 'different';
}

const inField =
  (rule: Omit<FieldRule, 'path'>, isText = false) =>
  (a: string, b: string) => {
    const reply = (value: string) => `{"it": ${isText ? JSON.stringify(value) : value}}`;
    return verdictOf({ type: 'json', fields: [{ path: 'it', ...rule }] }, reply(a), reply(b));
  };

const rules: Readonly<Record<string, (a: string, b: string) => string>> = {
  date: inField({ same: 'date' }, true),
  number: inField({ same: 'number', tolerance: 0.01 }),
  set: inField({ same: 'set' }),
  words: (a, b) => verdictOf({ type: 'text', same: { by: 'words' } }, a, b),
  similar: (a, b) => verdictOf({ type: 'text', same: { by: 'similar', from: 0.8 } }, a, b),
};

/** Those that the rule calls otherwise than the person did, all of them: one tells little of what has changed. */
function assertAll(rule: string, isAsJudged: (pair: Pair) => readonly (readonly [what: string, isRight: boolean])[]) {
  const pairs = pairsOf(rule);
  assert.ok(pairs.length >= 100, `${String(pairs.length)} pairs in ${rule}.txt`);
  const wrong = pairs.flatMap((pair) =>
    isAsJudged(pair).flatMap(([what, isRight]) => (isRight ? [] : [`${rule}.txt:${String(pair.line)} ${what}`])),
  );
  assert.deepEqual(wrong, []);
}

describe('equality rules, pair by pair', () => {
  for (const [rule, verdict] of Object.entries(rules)) {
    it(`${rule}, both ways round`, () => {
      assertAll(rule, ({ a, b, verdict: wanted }) => [
        ['as written', verdict(a, b) === wanted],
        ['the other way round', verdict(b, a) === wanted],
        ['with itself', verdict(a, a) === 'same'],
      ]);
    });
  }

  it('exact, with and without case and punctuation', () => {
    const plain = inField({ same: 'exact' });
    const loose = inField({ same: 'exact', ignoreCase: true, ignorePunctuation: true });
    const when = ' when case and punctuation are ignored';
    assertAll('exact', ({ a, b, verdict }) => {
      const isLoose = verdict.endsWith(when);
      return [
        ['as written', (isLoose ? loose : plain)(a, b) === verdict.replace(when, '')],
        ['strictly', !isLoose || plain(a, b) === 'different'],
      ];
    });
  });

  it('text of a field: words of texts, or similar from a stated figure', () => {
    for (const { line, a, b, verdict } of pairsOf('words').filter(({ a, b }) => /\p{L}|\p{N}/u.test(a + b))) {
      assert.equal(inField({ same: 'text' }, true)(a, b), verdict, `words.txt:${String(line)}`);
    }
    for (const { line, a, b, verdict } of pairsOf('similar')) {
      assert.equal(inField({ same: 'text', similarFrom: 0.8 }, true)(a, b), verdict, `similar.txt:${String(line)}`);
    }
  });

  it('the whole value by a rule, and a field that is ignored', () => {
    const list: Task = { type: 'json', fields: [{ path: '$', same: 'set' }] };
    assert.equal(verdictOf(list, '["a","b"]', '```json\n["b","a"]\n```'), 'same');
    assert.equal(verdictOf(list, '["a","b"]', '["a"]'), 'different');
    const record: Task = { type: 'json', fields: ['name', { path: 'note', same: 'ignore' }] };
    assert.equal(verdictOf(record, '{"name":"x","note":"a"}', '{"name":"x"}'), 'same');
    assert.equal(verdictOf(record, '{"name":"x","note":"a"}', '{"name":"y","note":"a"}'), 'different');
    assert.equal(parseAnswer(record, '{"note":"a"}').type, 'invalid');
    const delivered = parseAnswer(record, '{"name": "x", "note": "a"}');
    assert.equal(delivered.type === 'valid' && delivered.answer, '{"name":"x","note":"a"}');
  });
});
