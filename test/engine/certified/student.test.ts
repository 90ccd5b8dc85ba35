import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { RowTokens } from '../../../src/engine/certified/rowTokens';
import { teachStudent } from '../../../src/engine/certified/student';
import { TokenHasher } from '../../../src/engine/certified/textTokens';
import { makeRandom, shuffle } from '../../../src/engine/random';
import type { Problem } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';

const rowCount = 600;
const words = 'the a meeting parcel weather dog report train coffee blue seven late north'.split(' ');

/** Rows of random words, one in three with a word that decides the answer; `noise` of the answers are turned round. */
function taught(noise: number) {
  const random = makeRandom(5, 'student test');
  const table = new AnswerTable(2, rowCount, 1);
  const flipped = new Set<number>();
  const texts = Array.from({ length: rowCount }, (_, row) => {
    const isSpam = random.next() < 0.33;
    const isFlipped = random.next() < noise;
    if (isFlipped) flipped.add(row);
    const key = isSpam !== isFlipped ? 'spam' : 'ham';
    table.record(0, row, { status: 'valid', key, costUsd: 1 });
    const text = Array.from({ length: 8 }, () => words[random.below(words.length)]!);
    if (isSpam) text[random.below(8)] = 'winner';
    return text.join(' ');
  });
  const problem: Problem = {
    models: [],
    reference: 1,
    rowCount,
    accuracy: 0.9,
    confidence: 0.95,
    seed: 3,
    table,
    features: { length: (row) => texts[row]!.length, text: (row) => texts[row]! },
  };
  const teach = (asked: ArrayLike<number>) =>
    atOnce(teachStudent(problem, new RowTokens(rowCount, (row) => texts[row]!), 0, asked));
  return { problem, flipped, teach };
}
const all = Int32Array.from({ length: rowCount }, (_, row) => row);

describe('the student', () => {
  it('doubts the answers that the text contradicts', () => {
    const { problem, flipped, teach } = taught(0.05);
    const student = teach(all)!;
    assert.ok(student.skill > 0.3, `skill ${String(student.skill)}`);
    const doubt = (row: number) => student.logOdds(row, problem.table.keyOf(0, row));
    const doubted = [...all].sort((a, b) => doubt(a) - doubt(b)).slice(0, flipped.size);
    const caught = doubted.filter((row) => flipped.has(row)).length;
    assert.ok(caught >= 0.8 * flipped.size, `${String(caught)} of ${String(flipped.size)}`);
  });

  it('says what it thinks of rows that the teacher has not answered, and nothing of answers that it has not learned', () => {
    const { problem, teach } = taught(0);
    const student = teach(all.subarray(0, 400))!;
    const key = problem.table.keyOf(0, 0);
    for (const row of all) assert.ok(Number.isFinite(student.logOdds(row, key)));
    assert.ok(Number.isNaN(student.logOdds(0, 99)));
  });

  it('keeps silent where the text explains nothing or is too little', () => {
    assert.equal(taught(0.5).teach(all), undefined);
    assert.equal(taught(0).teach(all.subarray(0, 50)), undefined);
  });

  it('learns the same from the same seed', () => {
    const [one, other] = [taught(0.1), taught(0.1)].map(({ teach }) => teach(all)!);
    for (const row of all) assert.equal(one!.logOdds(row, 0), other!.logOdds(row, 0));
  });
});

describe('what a student learns from', () => {
  /** Rows whose text tells their answer in its first word, with so many others behind it; or in all of them. */
  function told(rows: number, keyOf: (row: number) => string, others: number, seed = 3, tellsAll = false) {
    const table = new AnswerTable(2, rows, 1);
    for (let row = 0; row < rows; row++) table.record(0, row, { status: 'valid', key: keyOf(row), costUsd: 1 });
    const found = new Set<number>();
    const text = (row: number) => {
      found.add(row);
      const word = (i: number) => (tellsAll ? `${keyOf(row)} ${String(i)}` : `word ${String((31 * row + i) % 997)}`);
      return `${keyOf(row)} ${Array.from({ length: others }, (_, i) => word(i)).join(' ')}`;
    };
    const problem = { table, seed, rowCount: rows };
    const places = Int32Array.from({ length: rows }, (_, row) => row);
    const student = atOnce(teachStudent(problem, new RowTokens(rows, text), 0, places));
    return { student, found, table };
  }

  it('are so many rows that its time is bounded, whatever the length of the texts', () => {
    const halves = (row: number) => (row % 2 === 0 ? 'spam' : 'ham');
    const long = told(2000, halves, 300);
    // 600 features a row, three rounds: 600,000 updates are 333 rows.
    assert.ok(long.found.size >= 333 && long.found.size <= 340, String(long.found.size));
    assert.ok(long.student!.skill > 0.3);
    assert.equal(told(2000, halves, 3).found.size, 2000);
  });

  it('are answers that a few labels cover by nine tenths: free text is none', () => {
    const free = (share: number) => (row: number) =>
      row % 100 < share ? `free text ${String(row)}` : row % 2 === 0 ? 'spam' : 'ham';
    assert.ok(told(600, free(8), 3).student);
    assert.equal(told(600, free(15), 3).student, undefined);
  });

  it('are eight labels at most, which must be nine tenths of the answers, and two at least', () => {
    const labels = (count: number) => (row: number) => `label${String(row % count)}`;
    assert.ok(told(1600, labels(8), 3).student);
    assert.equal(told(1600, labels(10), 3).student, undefined);
    assert.ok(told(1600, labels(2), 3).student);
    assert.equal(told(1600, labels(1), 3).student, undefined);
  });

  it('are labels of one row in a hundred at least: of a rarer one it says nothing', () => {
    const keyOf = (rare: number) => (row: number) => (row < rare ? 'rare' : row % 2 === 0 ? 'spam' : 'ham');
    for (const [rare, isLearned] of [
      [25, true],
      [12, false],
    ] as const) {
      const { student, table } = told(2000, keyOf(rare), 3);
      assert.equal(Number.isFinite(student!.logOdds(1999, table.keyOf(0, 0))), isLearned, String(rare));
    }
  });

  it("is a row's own text, whatever lies beside it in memory", () => {
    class Crowded extends RowTokens {
      override find(row: number): void {
        super.find(row);
        // What stands behind a row's features speaks for the other answer.
        this.list = Int32Array.from([...this.list.subarray(this.from, this.to), row % 2 === 0 ? 1 : 2]);
        [this.from, this.to] = [0, this.list.length - 1];
      }
    }
    const keyOf = (row: number) => (row % 2 === 0 ? 'spam' : 'ham');
    const table = new AnswerTable(2, 400, 1);
    for (let row = 0; row < 400; row++) table.record(0, row, { status: 'valid', key: keyOf(row), costUsd: 1 });
    const text = (row: number) => `${row % 5 === 0 ? 'nothing' : keyOf(row)} word ${String(row % 17)}`;
    const places = Int32Array.from({ length: 400 }, (_, row) => row);
    const [plain, crowded] = [new RowTokens(400, text), new Crowded(400, text)].map((tokens) =>
      atOnce(teachStudent({ table, seed: 3, rowCount: 400 }, tokens, 0, places))!,
    );
    assert.equal(crowded!.skill, plain!.skill);
    for (const row of places) assert.equal(crowded!.logOdds(row, 0), plain!.logOdds(row, 0));
  });

  it('may lack an answer that the others of the table have: the text explains those that are there', () => {
    // Of three questions 66,667 updates are left for each: 160 rows, in which a label of one row in a hundred is missing for some seeds.
    const keyOf = (row: number) => (row % 100 === 0 ? 'rare' : row % 2 === 0 ? 'spam' : 'ham');
    let without = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const { student, found, table } = told(3000, keyOf, 140, seed, true);
      if ([...found].some((row) => keyOf(row) === 'rare')) continue;
      without++;
      assert.ok(student!.skill > 0.5, String(student!.skill));
      for (const row of [2, 3]) assert.equal(student!.answerTo(row), table.keyOf(0, row));
    }
    assert.ok(without > 0, 'no seed has drawn rows without the label');
  });
});

describe('what a student has learned', () => {
  /** The rows' features as it sees them. */
  const found = new Map<string, readonly number[]>();
  const featuresOf = (text: string) => {
    const kept = found.get(text);
    if (kept) return kept;
    const hasher = new TokenHasher();
    const features = [...hasher.tokens.subarray(0, hasher.hash(text))];
    found.set(text, features);
    return features;
  };

  /** AdaGrad's logistic regression, written out. */
  function classifier() {
    const [weights, squares] = [new Map<number, number>(), new Map<number, number>()];
    let [bias, biasSquares] = [0, 0.01];
    const root = (features: readonly number[]) => Math.sqrt(features.length + 1);
    const odds = (features: readonly number[]) =>
      bias + features.reduce((sum, slot) => sum + (weights.get(slot) ?? 0), 0) / root(features);
    const learn = (features: readonly number[], outcome: number) => {
      const error = 1 / (1 + Math.exp(-odds(features))) - outcome;
      const gradient = error / root(features);
      for (const slot of features) {
        squares.set(slot, (squares.get(slot) ?? 0.01) + gradient ** 2);
        weights.set(slot, (weights.get(slot) ?? 0) - (0.5 * gradient) / Math.sqrt(squares.get(slot)!));
      }
      biasSquares += error ** 2;
      bias -= (0.5 * error) / Math.sqrt(biasSquares);
    };
    return { odds, learn };
  }

  /** Cross-fitted by two halves of the shuffled rows, three rounds each, a question for each label but where two are one. */
  function taughtPlainly(texts: readonly string[], keys: readonly number[], asked: readonly number[], seed: number) {
    const order = shuffle([...asked], makeRandom(seed, 'student'));
    const counts = [...new Set(keys)].map((key) => [key, asked.filter((row) => keys[row] === key).length] as const);
    const labels = counts.toSorted((a, b) => b[1] - a[1]).map(([key]) => key);
    const questions = labels.length === 2 ? labels.slice(0, 1) : labels;
    const halves = questions.map((label) => {
      const pair = [classifier(), classifier()] as const;
      for (let round = 0; round < 3; round++)
        for (const [at, row] of order.entries())
          pair[at % 2]!.learn(featuresOf(texts[row]!), Number(keys[row] === label));
      return pair;
    });
    const oddsOf = (row: number, question: number) => {
      const [one, other] = halves[question]!.map(({ odds }) => odds(featuresOf(texts[row]!))) as [number, number];
      const at = order.indexOf(row);
      return at < 0 ? (one + other) / 2 : at % 2 === 0 ? other : one;
    };
    const logOdds = (row: number, place: number) => (place < questions.length ? oddsOf(row, place) : -oddsOf(row, 0));
    let [loss, base] = [0, 0];
    for (const [question, label] of questions.entries()) {
      for (const row of order) loss += Math.log(1 + Math.exp((keys[row] === label ? -1 : 1) * oddsOf(row, question)));
      const p = order.filter((row) => keys[row] === label).length / order.length;
      base -= order.length * (p * Math.log(p) + (1 - p) * Math.log(1 - p));
    }
    const answerTo = (row: number) =>
      labels[
        labels
          .map((_, place) => logOdds(row, place))
          .reduce((best, odds, place, all) => (odds > all[best]! ? place : best), 0)
      ]!;
    const dissent = order.filter((row) => answerTo(row) !== keys[row]).length / order.length;
    return { labels, skill: 1 - loss / base, dissent, logOdds, answerTo };
  }

  for (const names of [
    ['ham', 'spam'],
    ['bug', 'praise', 'question'],
  ])
    it(`of ${String(names.length)} labels is what AdaGrad by halves makes of them, to the figure`, () => {
      const random = makeRandom(names.length, 'plain student');
      const count = 220;
      const said = Array.from({ length: count }, () => Math.min(random.below(names.length + 1), names.length - 1));
      const texts = said.map((label) => {
        const told = random.next() < 0.85 ? names[label]! : names[random.below(names.length)]!;
        return [told, ...Array.from({ length: random.below(6) }, () => words[random.below(words.length)]!)].join(' ');
      });
      const table = new AnswerTable(2, count, 1);
      said.forEach((label, row) => table.record(0, row, { status: 'valid', key: names[label]!, costUsd: 1 }));
      const keys = said.map((_, row) => table.keyOf(0, row));
      const asked = Array.from({ length: count }, (_, row) => row).filter((row) => row % 5 !== 3);
      const tokens = new RowTokens(count, (row) => texts[row]!);
      const student = atOnce(teachStudent({ table, seed: 9, rowCount: count }, tokens, 0, Int32Array.from(asked)))!;
      const wanted = taughtPlainly(texts, keys, asked, 9);
      assert.ok(Math.abs(student.skill - wanted.skill) < 1e-4, `${String(student.skill)} ${String(wanted.skill)}`);
      assert.ok(wanted.dissent > 0.02 && Math.abs(student.dissent - wanted.dissent) < 1e-9);
      for (let row = 0; row < count; row++) {
        assert.equal(student.answerTo(row), wanted.answerTo(row));
        for (const [place, label] of wanted.labels.entries())
          assert.ok(Math.abs(student.logOdds(row, label) - wanted.logOdds(row, place)) < 1e-3, String(row));
      }
    });

  it('are 150 rows at least, labels of five rows at least, and nothing of answers that cannot be read', () => {
    const student = (count: number, keyOf: (row: number) => string | undefined) => {
      const table = new AnswerTable(2, count, 1);
      for (let row = 0; row < count; row++) {
        const key = keyOf(row);
        table.record(0, row, key === undefined ? { status: 'invalid' } : { status: 'valid', key, costUsd: 1 });
      }
      const tokens = new RowTokens(count, (row) => keyOf(row) ?? 'none');
      const rows = Int32Array.from({ length: count }, (_, row) => row);
      return atOnce(teachStudent({ table, seed: 1, rowCount: count }, tokens, 0, rows));
    };
    const halves = (row: number) => (row % 2 === 0 ? 'spam' : 'ham');
    assert.equal(student(149, halves), undefined);
    assert.ok(student(150, halves));
    const rare = (count: number) => (row: number) => (row < count ? 'rare' : 'usual');
    assert.equal(student(160, rare(4)), undefined);
    assert.ok(student(160, rare(5)));
    // Of 200 rows 150 can be read; free text is 15 of these, which nine tenths do not cover beyond.
    const unreadable = (free: number) => (row: number) =>
      row % 4 === 3 ? undefined : row < free ? `text ${String(row)}` : halves(row);
    assert.ok(student(200, unreadable(20)));
    assert.equal(student(200, unreadable(22)), undefined);
  });
});
