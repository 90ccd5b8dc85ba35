// Which groups of rows the best candidate disagrees on: by hand, twenty planning rows of a table of two hundred.
import assert from 'node:assert/strict';
import { groupRows } from '../../../src/engine/certified/scanGroups';
import type { RowFeatures } from '../../../src/engine/strategy';
import { problemOf } from './settings';

const known = Array.from({ length: 20 }, (_, row) => row);
const [reference, rowCount] = [2, 200];

type Said = (row: number) => string | undefined;

/** The reference says `a` everywhere; two candidates what is told, nothing readable where that is undefined. */
function groups(says: Said, other: Said = says, features: Partial<RowFeatures> = {}) {
  const problem = problemOf(rowCount, 2, { features: { length: () => 5, ...features } });
  for (const row of known) {
    problem.table.record(reference, row, { status: 'valid', key: 'a', text: 'A' });
    for (const [model, said] of [says, other].entries()) {
      const key = said(row);
      problem.table.record(model, row, key === undefined ? { status: 'invalid' } : { status: 'valid', key });
    }
  }
  return groupRows(problem, known, [
    { model: 0, id: 'one' },
    { model: 1, id: 'other' },
    { model: 3, id: 'student' },
  ]);
}
const named = (all: ReturnType<typeof groups>, name: string) => {
  const group = all.find((each) => each.name === name);
  assert.ok(group, `${name} among ${all.map((each) => each.name).join('; ')}`);
  return group;
};

describe('groups of a scan', () => {
  it('are by what the best candidate answered, with their share of the table and what it said wrongly', () => {
    const all = groups((row) => (row < 8 ? 'b' : row < 13 ? undefined : 'a'));
    const { examples, ...wrong } = named(all, 'one answers "b"');
    const trait = { kind: 'answers', model: 'one', answer: 'b' };
    assert.deepEqual(wrong, { name: 'one answers "b"', trait, rows: 80, planned: 8, agreement: 0 });
    assert.deepEqual(
      examples,
      [1, 2, 3, 4, 5].map((row) => ({ row, model: 'one', answer: 'b', reference: 'A' })),
    );
    const none = named(all, 'one has no readable answer');
    assert.deepEqual([none.planned, none.rows], [5, 50]);
    assert.deepEqual(none.examples[0], { row: 9, model: 'one', reference: 'A' });
    const right = named(all, 'one answers "a"');
    assert.deepEqual([right.planned, right.agreement, right.examples.length], [7, 1, 0]);
  });

  it('speak of the candidate that agrees most often; of two alike of the first', () => {
    assert.match(
      groups(
        (row) => (row < 8 ? 'b' : 'a'),
        (row) => (row < 6 ? 'b' : 'a'),
      )[0]!.name,
      /^other/,
    );
    assert.ok(
      groups(
        (row) => (row < 8 ? 'b' : 'a'),
        (row) => (row > 11 ? 'b' : 'a'),
      ).some(({ name }) => name.startsWith('one')),
    );
  });

  it('are those on which candidates agree and disagree, where there are two', () => {
    const all = groups(
      (row) => (row < 5 ? 'b' : 'a'),
      (row) => (row < 10 ? 'b' : 'a'),
    );
    assert.deepEqual(
      [named(all, 'the candidates disagree').planned, named(all, 'the candidates disagree').agreement],
      [5, 1],
    );
    assert.deepEqual(
      [named(all, 'the candidates agree').planned, named(all, 'the candidates agree').agreement],
      [15, 10 / 15],
    );
  });

  it('are the shortest and the longest third, counted in the whole table', () => {
    const all = groups((row) => (row < 8 ? 'b' : 'a'), undefined, { length: (row) => row });
    const short = named(all, 'up to 6 characters long');
    assert.deepEqual([short.planned, short.rows, short.agreement], [7, 7, 0]);
    const long = named(all, 'more than 12 characters long');
    assert.deepEqual([long.planned, long.rows, long.agreement], [7, 187, 1]);
    assert.ok(!groups((row) => (row < 8 ? 'b' : 'a')).some(({ name }) => name.includes('characters')));
  });

  it('are those with a word on which the candidate errs, counted in the whole table', () => {
    const text = (row: number) =>
      `common text ${row % 3 === 0 ? 'Prize win' : 'lunch'} ${row < 2 ? 'rare' : ''} for us`;
    const all = groups((row) => (row % 3 === 0 ? 'b' : 'a'), undefined, { text });
    const prize = named(all, 'with the word "prize"');
    assert.deepEqual([prize.planned, prize.agreement, prize.rows], [7, 0, 67]);
    assert.deepEqual(
      all.filter(({ name }) => name.startsWith('with')).map(({ name }) => name),
      ['with the word "prize"'],
      'no word of all rows, of rows that go well, of few rows, or of three letters',
    );
  });

  it('are those of the four most telling words, wherever they stand in a row', () => {
    const rowsOf = { alpha: [0, 10], bravo: [0, 5], charlie: [1, 6], delta: [2, 7], echoes: [0, 4] } as const;
    const text = (row: number) =>
      Object.entries(rowsOf)
        .flatMap(([word, [from, to]]) => (row >= from && row < to ? [word] : []))
        .join(' ');
    const all = groups((row) => (row < 7 ? 'b' : 'a'), undefined, { text });
    assert.deepEqual(
      all.flatMap(({ name }) => /word "(.+)"/.exec(name)?.[1] ?? []).toSorted(),
      ['bravo', 'charlie', 'delta', 'echoes'],
      'alpha stands on three rows that go well, too',
    );
  });

  it('are by words of enough rows, which rarer ones take no place from, and of less than seven tenths of them', () => {
    const words = (text: (row: number) => string) =>
      groups((row) => (row < 8 ? 'b' : 'a'), undefined, { text }).flatMap(
        ({ name }) => /word "(.+)"/.exec(name)?.[1] ?? [],
      );
    const rare = ['april', 'maple', 'river', 'stone', 'cloud'].join(' ');
    assert.deepEqual(
      words((row) => `${row < 3 ? rare : ''} ${row < 10 ? 'prize' : ''}`),
      ['prize'],
    );
    assert.deepEqual(
      words((row) => (row < 13 ? 'often' : '')),
      ['often'],
    );
    for (const rows of [14, 15])
      assert.deepEqual(
        words((row) => (row < rows ? 'often' : '')),
        [],
        String(rows),
      );
  });

  it('are of words that are as telling those of more rows', () => {
    // Half of each word's rows go wrong.
    const sizes = { four: 4, sixes: 6, eight: 8, tenth: 10, twelve: 12 };
    const told = (words: readonly [string, number][]) => {
      const text = (row: number) => words.flatMap(([word, rows]) => (row % 10 < rows / 2 ? [word] : [])).join(' ');
      const all = groups((row) => (row < 7 ? 'b' : 'a'), undefined, { text });
      return all.flatMap(({ name }) => /word "(.+)"/.exec(name)?.[1] ?? []);
    };
    const words = Object.entries(sizes);
    for (const list of [words, words.toReversed()]) assert.deepEqual(told(list), ['twelve', 'tenth', 'eight', 'sixes']);
  });

  it('are by no word on which the candidate errs hardly more often than elsewhere, and by none of few rows or nearly all', () => {
    // Two of five rows with it go wrong, as eight of twenty do; it is the only word that is not everywhere.
    const wrong = (row: number) => row < 8;
    const words = (text: (row: number) => string) =>
      groups((row) => (wrong(row) ? 'b' : 'a'), undefined, { text }).filter(({ name }) => name.startsWith('with'));
    assert.deepEqual(
      words((row) => (row >= 6 && row < 11 ? 'usual' : '')),
      [],
    );
    assert.equal(words((row) => (row >= 3 && row < 9 ? 'telling' : '')).length, 1);
    assert.equal(words((row) => (row >= 4 && row < 11 ? 'hardly' : '')).length, 1, 'half an error more than was seen');
    assert.deepEqual(
      words((row) => (row < 3 ? 'three' : '')),
      [],
    );
  });

  it('come worst first, of equal ones the larger first, and are large enough to say something and smaller than the whole', () => {
    const all = groups((row) => (row < 4 ? 'b' : row < 10 ? 'c' : row < 13 ? 'd' : 'a'));
    assert.deepEqual(
      all.filter(({ name }) => name.startsWith('one')).map(({ name, planned }) => [name.at(-2), planned]),
      [
        ['c', 6],
        ['b', 4],
        ['a', 7],
      ],
    );
    const agreements = all.map(({ agreement }) => agreement);
    assert.deepEqual(
      agreements,
      agreements.toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      groups(() => 'a'),
      [],
    );
  });

  it('say what they have in common as data, and in English by every kind of name', () => {
    const text = (row: number) => (row < 7 ? 'prize' : 'lunch');
    const all = groups(
      (row) => (row < 4 ? 'b' : row < 8 ? undefined : 'a'),
      (row) => (row < 12 ? 'b' : 'a'),
      { text, length: (row) => row },
    );
    const names = new Map(all.map(({ trait, name }) => [trait.kind, name]));
    assert.deepEqual(
      [...names].toSorted(([a], [b]) => (a < b ? -1 : 1)),
      [
        ['agree', 'the candidates agree'],
        ['answers', 'one answers "a"'],
        ['disagree', 'the candidates disagree'],
        ['long', 'more than 12 characters long'],
        ['short', 'up to 6 characters long'],
        ['unreadable', 'one has no readable answer'],
        ['word', 'with the word "prize"'],
      ],
    );
    assert.deepEqual(all.find(({ trait }) => trait.kind === 'short')!.trait, { kind: 'short', most: 6 });
    assert.deepEqual(all.find(({ trait }) => trait.kind === 'long')!.trait, { kind: 'long', moreThan: 12 });
  });

  it('shorten a long answer', () => {
    const long = 'x'.repeat(41);
    const all = groups((row) => (row < 8 ? long : 'a'));
    named(all, `one answers "${'x'.repeat(40)}..."`);
    named(
      groups((row) => (row < 8 ? long.slice(1) : 'a')),
      `one answers "${'x'.repeat(40)}"`,
    );
  });

  it('are twelve at most, and none where no candidate was asked', () => {
    const words = ['prize', 'money', 'click', 'offer', 'bonus', 'lucky'];
    const text = (row: number) => (row % 3 === 0 ? words.join(' ') : 'lunch');
    const all = groups(
      (row) => (row % 3 === 0 ? 'b' : 'a'),
      () => undefined,
      { text, length: (row) => row },
    );
    assert.equal(all.filter(({ name }) => name.startsWith('with')).length, 4);
    assert.ok(all.length <= 12);
    assert.deepEqual(groupRows(problemOf(rowCount, 2), known, []), []);
  });

  it('have the same bounds of length whatever the order of the rows', () => {
    const falling = groups((row) => (row < 8 ? 'b' : 'a'), undefined, { length: (row) => Math.abs(19 - row) });
    assert.equal(named(falling, 'up to 6 characters long').planned, 7);
    const long = named(falling, 'more than 12 characters long');
    assert.deepEqual([long.planned, long.agreement], [7, 0]);
  });

  it('are by length only where a third of the rows is longer than another third', () => {
    const by = (lengthOf: (row: number) => number) =>
      groups((row) => (row < 8 ? 'b' : 'a'), undefined, { length: lengthOf }).filter(({ trait }) =>
        ['short', 'long'].includes(trait.kind),
      ).length;
    assert.equal(
      by((row) => row),
      2,
    );
    assert.equal(
      by((row) => (row < 14 ? 5 : 50)),
      0,
      'no third is shorter than the rest',
    );
  });

  it('are twelve at most, those first on which the candidate agrees least', () => {
    const features = {
      length: (row: number) => row,
      text: (row: number) => ['broken', 'refund', 'terrible', 'awful'].slice(0, row < 8 ? 4 : 0).join(' '),
    };
    const labels = ['b', 'c', 'd', 'e'];
    const many = groups(
      (row) => (row < 16 ? labels[row % 4] : 'a'),
      (row) => (row < 18 ? 'x' : 'a'),
      features,
    );
    const shares = many.map(({ agreement }) => agreement);
    assert.deepEqual(
      shares,
      shares.toSorted((one, other) => one - other),
    );
    assert.ok(many.length <= 12, String(many.length));
  });
});
