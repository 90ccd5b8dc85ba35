// A table that grows: the run that continues an earlier one asks about the new and changed rows alone, delivers the whole table, and goes on from what
// earlier plans learned. By the command line over a real server whose ledger names every request.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { ModelTotals, RunPromise } from '../../src/engine/events';
import { syntheticAnswerer, type Answerer } from '../support/answerers';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

type Result = {
  readonly runId: string;
  readonly folder: string;
  readonly output: string;
  readonly spentUsd: number;
  readonly referenceUsd: number;
  readonly promise: RunPromise;
  readonly perModel: Readonly<Record<string, ModelTotals>>;
};

const textOf = (content: string) => /message \w+/.exec(content)![0];

describe('a run that continues an earlier one', function () {
  this.timeout(240_000);
  let fixture: RunFixture;
  const synthetic = syntheticAnswerer(labels, { small: 0.03, medium: 0.02 });
  /** On these rows small says what the others do not. */
  let isDrifted: (text: string) => boolean = () => false;
  const answerer: Answerer = (call) => {
    const content = textOf(call.content);
    const told = synthetic({ ...call, instruction: '', content });
    if (call.model === 'large' || !isDrifted(content)) return told;
    const { text } = synthetic({ ...call, model: 'large', instruction: '', content });
    return { ...told, text: labels.find((label) => label !== text)! };
  };
  /** Each run draws by a seed of its own, the same in every run of the tests: what a promise allows now and then never fails one. */
  let seed = 0;
  beforeEach(async () => {
    seed = 0;
    isDrifted = () => false;
    fixture = await makeRunFixture(10, { answerer });
  });
  afterEach(() => fixture.close());

  const rowsOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => [`id${String(from + i)}`, `message ${String(from + i)}`] as const);
  const table = (rows: readonly (readonly [string, string])[]) =>
    writeFile(fixture.dataset, `id,text\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  const run = async (...more: string[]) =>
    smart([
      ...['run', fixture.dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', fixture.ladder],
      ...['--runs', join(fixture.folder, 'runs'), '--accuracy', '0.9', '--no-cache', '--json', ...more],
      ...(more.includes('--resume') ? [] : ['--seed', String(++seed)]),
    ]);
  const finished = async (...more: string[]): Promise<Result & { readonly told: string }> => {
    const { code, stdout, stderr } = await run(...more);
    assert.equal(code, 0, stderr);
    return { ...(JSON.parse(stdout) as Result), told: stderr };
  };
  const askedSince = (from: number) => fixture.server.ledger.entries.slice(from).map(({ content }) => textOf(content));
  const read = async ({ output }: Result) =>
    parse(await readFile(output, 'utf8'), { columns: true }) as Record<string, string>[];

  it('asks about new and changed rows alone, keeps old answers, and promises the batch and the whole table', async () => {
    const before = rowsOf(0, 1500);
    await table(before);
    const first = await finished('--key', 'id');
    const old = await read(first);
    const asked = fixture.server.ledger.entries.length;

    // Ten rows go, five change, 600 come, and the order is another one.
    const left = before.slice(10).map(([id, text], i) => [id, i < 5 ? `${text}x` : text] as const);
    const now = [...rowsOf(1500, 2100), ...left.reverse()];
    await table(now);
    const second = await finished('--key', 'id', '--continue', first.runId);
    const isNew = new Set<string>([
      ...rowsOf(1500, 2100).map(([, text]) => text),
      ...left.filter(([, t]) => t.endsWith('x')).map(([, t]) => t),
    ]);
    assert.deepEqual(
      askedSince(asked).filter((text) => !isNew.has(text)),
      [],
      'no old row is asked about again',
    );
    assert.ok(second.spentUsd < first.spentUsd);
    const ledger = fixture.server.ledger.entries.slice(asked);
    for (const [id, told] of Object.entries(second.perModel))
      assert.equal(told.asked, ledger.filter(({ model }) => model === id).length, `${id}: what this run asked`);
    assert.match(
      second.told,
      /1,485 rows keep their answers of run .*; 600 rows are new, 5 changed; 10 rows are gone\./,
    );

    const rows = await read(second);
    assert.deepEqual(
      rows.map(({ text }) => text),
      now.map(([, text]) => text),
      'the result holds the whole table',
    );
    const earlier = new Map(old.map((row) => [row['text'], row]));
    for (const row of rows) {
      const kept = earlier.get(row['text']);
      assert.equal(row['smart_status'] === 'kept', kept !== undefined, row['text']);
      if (kept)
        assert.deepEqual([row['smart_answer'], row['smart_model']], [kept['smart_answer'], kept['smart_model']]);
    }
    const { promise } = second;
    assert.deepEqual([promise.rows, promise.covered], [2090, 2090]);
    assert.equal(promise.batch!.rows, 605);
    assert.equal(promise.batch!.kept, 1485);
    assert.equal(promise.batch!.continues, first.runId);
    assert.ok(promise.batch!.allowed <= 60 && promise.allowed <= 209);
    const truth = (text: string) => synthetic({ model: 'large', instruction: '', content: text }).text;
    const deviating = rows.filter(({ text, smart_answer }) => smart_answer !== truth(text!)).length;
    assert.ok(deviating <= promise.allowed, `${String(deviating)} differ`);
    const manifest = JSON.parse(await readFile(join(second.folder, 'manifest.json'), 'utf8')) as {
      readonly continues: { readonly runId: string };
    };
    assert.deepEqual(manifest.continues, { runId: first.runId });

    // Nothing came: nothing is asked, and all is delivered once more.
    const still = fixture.server.ledger.entries.length;
    const third = await finished('--key', 'id', '--continue', 'last');
    assert.equal(fixture.server.ledger.entries.length, still);
    assert.deepEqual(
      (await read(third)).map((row) => row['smart_answer']),
      rows.map((row) => row['smart_answer']),
    );
    assert.equal(third.promise.allowed, promise.allowed, 'no batch came, no allowance');
  });

  it('knows rows again by their content, counts copies one by one, and resumes after a stop', async () => {
    const before = [...rowsOf(0, 900), ...rowsOf(0, 50)];
    await table(before);
    const first = await finished();
    const asked = fixture.server.ledger.entries.length;
    await table([...before, ...rowsOf(0, 20), ...rowsOf(900, 1600)]);
    const paused = await run('--continue', first.runId, '--most-requests', '60');
    assert.equal(paused.code, 3, paused.stderr);
    const { runId } = JSON.parse(paused.stdout) as Result;
    const second = await finished('--resume', runId, '--most-requests', '100000');
    assert.equal(second.runId, runId);
    assert.equal(second.promise.batch!.rows, 720, 'further copies of old rows are new rows');
    const again = askedSince(asked);
    const isOld = new Set<string>(rowsOf(20, 900).map(([, text]) => text));
    assert.deepEqual(
      again.filter((text) => isOld.has(text)),
      [],
    );
    assert.equal(new Set(askedPairs(asked)).size, again.length, 'nobody is asked twice');
    const rows = await read(second);
    assert.equal(rows.length, 1670);
    assert.ok(rows.every((row) => row['smart_answer'] !== ''));

    function askedPairs(from: number): string[] {
      return fixture.server.ledger.entries.slice(from).map(({ model, content }) => `${model} ${textOf(content)}`);
    }
  });

  it('estimates the new rows alone, and sends nothing for it', async () => {
    await table(rowsOf(0, 1500));
    await finished();
    await table(rowsOf(0, 1700));
    const asked = fixture.server.ledger.entries.length;
    const estimateOf = async (...more: string[]) => {
      const { code, stdout, stderr } = await run('--dry-run', ...more);
      assert.equal(code, 0, stderr);
      const { rows, allowed, referenceUsd } = JSON.parse(stdout) as Record<'rows' | 'allowed' | 'referenceUsd', number>;
      return { rows, allowed, referenceUsd, told: stderr };
    };
    const whole = await estimateOf();
    const batch = await estimateOf('--continue', 'last');
    assert.deepEqual([whole.rows, whole.allowed], [1700, 170]);
    assert.deepEqual([batch.rows, batch.allowed], [200, 20]);
    // Of the whole table nothing was measured; the batch knows what answers take.
    const ratio = (batch.referenceUsd / whole.referenceUsd) * (1700 / 200);
    assert.ok(ratio > 0.02 && ratio < 1.01, String(ratio));
    assert.match(batch.told, /1,500 rows keep their answers of run .*; 200 rows are new/);
    assert.equal(fixture.server.ledger.entries.length, asked);
  });

  it('estimates by what the earlier runs took and saved, and takes off what rows that are certified again have', async () => {
    type Told = { total: { expectedUsd: number }; takenOver?: { answers: number }; notes: { type: string }[] };
    const estimate = async (...more: string[]) => {
      const { code, stdout, stderr } = await run('--dry-run', ...more);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout) as Told;
    };
    await table(rowsOf(0, 1500));
    const first = await finished();
    await table(rowsOf(100, 1900));
    const second = await finished('--continue', first.runId);
    await table(rowsOf(100, 2300));
    for (const [estimated, rows] of [
      [await estimate('--continue', first.runId), 800],
      [await estimate('--continue', second.runId), 400],
    ] as const) {
      const types = estimated.notes.map(({ type }) => type);
      assert.ok(types.includes('measured') && types.includes('share-of-run'), types.join());
      assert.ok(!types.includes('unknown-names'), 'nothing is unknown of models that have answered');
      assert.ok((estimated.takenOver?.answers ?? 0) <= 3 * rows);
    }
    const { total } = await estimate('--continue', second.runId);
    const { spentUsd } = await finished('--continue', second.runId);
    assert.ok(
      total.expectedUsd < 2 * spentUsd && total.expectedUsd > spentUsd / 2,
      `${String(total.expectedUsd)}, ${String(spentUsd)}`,
    );

    await table(rowsOf(900, 2300));
    const reopening = await estimate('--continue', first.runId);
    assert.ok(reopening.takenOver!.answers > 500, 'answers that rows of the first batch have');

    const manifest = join(first.folder, 'manifest.json');
    const said = JSON.parse(await readFile(manifest, 'utf8')) as object;
    await writeFile(manifest, JSON.stringify({ ...said, continues: { runId: second.runId } }));
    const { notes } = await estimate('--continue', second.runId);
    assert.ok(!notes.some(({ type }) => type === 'share-of-run'), 'runs in a circle have no first one');
  });

  it('says where new rows contradict the old rate, and does not trust what was learned', async () => {
    await table(rowsOf(0, 1500));
    const first = await finished();
    await table(rowsOf(0, 2300));
    const calm = await finished('--continue', first.runId);
    assert.doesNotMatch(calm.told, /Drift/);
    await table(rowsOf(0, 3100));
    isDrifted = (text) => Number(text.slice(8)) >= 2300;
    const second = await finished('--continue', calm.runId);
    assert.match(
      second.told,
      /Drift: \w+ differs from the reference on \d+ of \d+ new rows, and did on \d+ of \d+ earlier/,
    );
    const truth = (text: string) => synthetic({ model: 'large', instruction: '', content: text }).text;
    const news = (await read(second)).slice(2300);
    const deviating = news.filter(({ text, smart_answer }) => smart_answer !== truth(text!)).length;
    assert.ok(deviating <= 80, `${String(deviating)} of 800 differ`);
  });

  it('certifies again what lost so many rows that its allowance is too much, and asks nobody twice', async () => {
    await table(rowsOf(0, 1200));
    const first = await finished();
    await table(rowsOf(700, 1300));
    const second = await finished('--continue', first.runId);
    assert.match(second.told, /are certified again/);
    // What earlier runs paid for is no saving of this one: 100 rows are new.
    const share = second.referenceUsd / first.referenceUsd;
    assert.ok(Math.abs(share / (100 / 1200) - 1) < 0.1, `${String(share)} of the first run's`);
    const pairs = fixture.server.ledger.entries.map(({ model, content }) => `${model} ${textOf(content)}`);
    assert.equal(new Set(pairs).size, pairs.length);
    assert.ok(second.promise.allowed <= 60, 'of the rows that are there now no more than their share');
  });

  it('is refused where it could not keep its promise, and leaves nothing behind', async () => {
    await table(rowsOf(0, 120));
    const first = await finished();
    const { requests } = fixture.server.ledger;
    const refusals: [string[], RegExp][] = [
      [['--continue', first.runId, '--accuracy', '0.8'], /cannot be continued: accuracy is 0\.8 now and was 0\.9/],
      [['--continue', first.runId, '--key', 'id'], /key is id now|kept no keys/],
      [['--continue', first.runId, '--resume', first.runId], /give neither --resume nor --answers-of/],
      [['--continue', 'nowhere'], /There is no run/],
    ];
    const folders = (await readdir(join(fixture.folder, 'runs'))).length;
    for (const [more, message] of refusals) {
      const { code, stderr } = await run(...more);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    assert.equal(fixture.server.ledger.requests, requests);
    assert.equal((await readdir(join(fixture.folder, 'runs'))).length, folders);
    await table([...rowsOf(0, 3), ['id1', 'message 900']]);
    assert.match((await run('--key', 'id')).stderr, /line 3 and line 5 both have "id1" in the column "id"/);
  });
});
