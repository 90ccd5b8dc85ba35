// The reference asked twice about some rows, over real HTTP with a server that answers some rows otherwise the second time: what is told agrees
// with the server's ledger, nothing that is delivered changes, and neither the cap, a cancel, a failure nor a kill keeps the run from finishing.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Forecast, SelfAgreement } from '../../src/engine/events';
import { clopperPearson } from '../../src/engine/stats/clopperPearson';
import { openResponseCache } from '../../src/providers/responseCache';
import { readRecords } from '../../src/store/journalFile';
import { type Answerer, seededUniform, syntheticAnswerer } from '../support/answerers';
import { readCall } from '../support/wire';
import { startLiveRun, type LiveRun, type LiveRunOptions } from './liveRun';
import { makeRunFixture, prices, runArguments } from './runFixture';
import { smart } from './smartProcess';
import { inEnglish } from '../../src/engine/report/reasonsInEnglish';

const labels = ['ham', 'spam'];
const texts = Array.from({ length: 90 }, (_, row) => `message ${String(row + 10)}`);
const models = ['small', 'large'].map((model) => ({ model, price: prices[model]! }));
const priceOf = (model: string) => ({ type: 'token' as const, ...prices[model]! });
const inCents = (usd: number) => usd.toFixed(9);

/** From the second time on the large model gives the other label for about a quarter of the rows. */
function fickle(onAgain: (times: number) => void = () => undefined): Answerer {
  const asked = new Map<string, number>();
  const first = syntheticAnswerer(labels, { small: 0.05 });
  let again = 0;
  return (call) => {
    const answer = first(call);
    if (call.model !== 'large') return answer;
    const times = (asked.get(call.content) ?? 0) + 1;
    asked.set(call.content, times);
    if (times === 1) return answer;
    onAgain(++again);
    return isFickle(call.content) ? { ...answer, text: labels.find((label) => label !== answer.text)! } : answer;
  };
}
const isFickle = (content: string) => seededUniform('fickle', content) < 0.25;

/** How often the large model was asked, by the row's content. */
function timesAsked({ server }: Pick<LiveRun, 'server'>, from = 0): Map<string, number> {
  const times = new Map<string, number>();
  for (const { model, content } of server.ledger.entries.slice(from))
    if (model === 'large') times.set(content, (times.get(content) ?? 0) + 1);
  return times;
}
const twice = (times: Map<string, number>) => [...times].filter(([, count]) => count === 2).map(([content]) => content);

describe('the reference asked twice', function () {
  this.timeout(300_000);
  let live: LiveRun;
  const start = async (answerer: Answerer, options: Partial<LiveRunOptions> = {}) => {
    live = await startLiveRun({ texts, answerer, models, priceOf, ...options });
  };

  it('agrees with itself as often as the ledger says, and nothing that is delivered changes', async () => {
    const job = { strategy: 'certified', accuracy: 0.8 } as const;
    await start(fickle());
    const without = await live.run(job);
    const expected = readFileSync(without.output!, 'utf8');
    await live.close();
    await start(fickle());
    const done = await live.run({ ...job, repeatReference: 20 });

    const again = twice(timesAsked(live));
    assert.equal(again.length, 20);
    const agreed = again.filter((content) => !isFickle(content)).length;
    assert.ok(agreed > 0 && agreed < 20, String(agreed));
    assert.deepEqual(done.finished!.selfAgreement, {
      wanted: 20,
      measured: { rows: 20, agreed, ...clopperPearson(agreed, 20, 0.95) },
    });
    assert.equal(readFileSync(done.output!, 'utf8'), expected);
    assert.deepEqual(done.finished!.promise, without.finished!.promise);
    assert.equal(without.finished!.selfAgreement, undefined);
    assert.equal(done.finished!.perModel['large']!.asked, without.finished!.perModel['large']!.asked + 20);
    assert.equal(inCents(done.finished!.spentUsd!), inCents(live.server.ledger.billedUsd));

    const sentence = `Asked twice about 20 rows, large agreed with itself on ${String(agreed)} (`;
    for (const format of ['html', 'md']) {
      const report = readFileSync(join(done.folder, `report.${format}`), 'utf8');
      assert.ok(report.replaceAll('\\', '').includes(sentence), format);
    }
    const report = JSON.parse(readFileSync(join(done.folder, 'report.json'), 'utf8')) as { selfAgreement: unknown };
    assert.deepEqual(report.selfAgreement, done.finished!.selfAgreement);
    await live.close();
  });

  it('is asked past the response cache, and about identical rows no more than twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-twice-cache-'));
    const cache = await openResponseCache(folder);
    try {
      await start(fickle(), { texts: texts.map((_, row) => texts[row % 12]!) });
      await live.run({ strategy: 'reference' }, {}, { cache });
      const before = live.server.ledger.entries.length;
      assert.equal(before, 12);
      const done = await live.run({ strategy: 'reference', repeatReference: 10 }, {}, { cache });
      const asked = timesAsked(live, before);
      assert.equal(asked.size, 10);
      assert.deepEqual([...new Set(asked.values())], [1]);
      const agreed = [...asked.keys()].filter((content) => !isFickle(content)).length;
      assert.equal(done.finished!.selfAgreement!.measured!.agreed, agreed);
      assert.ok(done.finished!.spentUsd! > 0, 'only what was asked again is billed');

      // What was answered the second time is no answer to take from the cache either.
      const third = await live.run({ strategy: 'reference', repeatReference: 50 }, {}, { cache });
      assert.equal(live.server.ledger.entries.length, before + 10 + 12);
      assert.equal(third.finished!.selfAgreement!.measured!.rows, 12);
      assert.equal(inEnglish(third.finished!.selfAgreement!.why!), 'Different rows that large answered readably: 12.');
    } finally {
      await live.close();
      await cache.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('keeps to the cap, finishes there, and a resume with a higher one pays for the rest only', async () => {
    await start(fickle());
    const whole = await live.run({ strategy: 'reference' });
    const spent = whole.finished!.spentUsd!;
    const reserved = [...readRecords(join(whole.folder, 'journal.smartlog'), () => undefined)].flatMap((record) =>
      record.type === 'reservation' ? [record.usd] : [],
    );
    const most = Math.max(...reserved);
    const bill = spent / texts.length;
    await live.close();

    // No room for another attempt, then for a handful.
    for (const [room, atMost] of [
      [-0.5, 0],
      [6.5, 7],
    ] as const) {
      await start(fickle());
      const budgetUsd = spent + most + room * bill;
      const job = { strategy: 'reference', repeatReference: 20 } as const;
      const capped = await live.run({ ...job, budgetUsd });
      assert.equal(capped.state, 'finished');
      assert.ok(live.server.ledger.billedUsd <= budgetUsd);
      const { measured, why } = capped.finished!.selfAgreement!;
      assert.match(inEnglish(why!), /^The cap of \$[\d.]+ would be passed/);
      if (atMost === 0) assert.equal(measured, undefined);
      else assert.ok(measured!.rows > 0 && measured!.rows <= atMost, JSON.stringify(measured));
      assert.equal(twice(timesAsked(live)).length, measured?.rows ?? 0);

      const resumed = await live.run({ ...job, budgetUsd: 100 }, { resume: capped.runId });
      assert.equal(resumed.finished!.selfAgreement!.measured!.rows, 20);
      const times = timesAsked(live);
      assert.equal(twice(times).length, 20);
      assert.equal(Math.max(...times.values()), 2);
      assert.equal(inCents(resumed.finished!.spentUsd!), inCents(live.server.ledger.billedUsd));
      await live.close();
    }
  });

  it('is left when the user cancels, and the run finishes with what it has', async () => {
    const cancel = new AbortController();
    await start(
      fickle((times) => {
        if (times === 5) cancel.abort();
      }),
    );
    const done = await live.run(
      { strategy: 'reference', repeatReference: 60 },
      {},
      { signal: cancel.signal, concurrency: 2 },
    );
    assert.equal(done.state, 'finished');
    assert.equal(readFileSync(done.output!, 'utf8').trim().split('\n').length, texts.length + 1);
    const { measured, why } = done.finished!.selfAgreement!;
    assert.equal(inEnglish(why!), 'Cancelled.');
    assert.ok((measured?.rows ?? 0) < 60);
    await live.close();
  });

  it('counts an unreadable second answer as another one, and leaves out rows that fail', async () => {
    const first = fickle();
    const asked = new Set<string>();
    await start((call) => {
      // Asked a second time it is asked again at once, with a reminder; that is not to be read either.
      const row = call.content.split('Your last answer could not be read')[0]!.trim();
      const isAgain = asked.has(row);
      asked.add(row);
      return isAgain ? { ...first(call), text: 'perhaps' } : first(call);
    });
    const unread = await live.run({ strategy: 'reference', repeatReference: 15 });
    assert.deepEqual(unread.finished!.selfAgreement!.measured, { rows: 15, agreed: 0, ...clopperPearson(0, 15, 0.95) });
    await live.close();

    const seen = new Set<string>();
    await start(fickle(), {
      refuse: (protocol, body) => {
        const { content } = readCall(protocol, body);
        const isAgain = seen.has(content);
        seen.add(content);
        return isAgain && isFickle(content) ? { status: 400, message: 'not this one again' } : undefined;
      },
    });
    const failed = await live.run({ strategy: 'reference', repeatReference: 40 });
    const { measured, why } = failed.finished!.selfAgreement!;
    assert.ok(measured!.rows < 40 && measured!.rows > 20, JSON.stringify(measured));
    assert.equal(measured!.agreed, measured!.rows);
    assert.match(inEnglish(why!), /not this one again/);
    assert.equal(failed.finished!.failedRows, 0);
    await live.close();
  });

  it('is a request of its own to a batch service, too', async () => {
    const half = { inputPerMillion: 5, outputPerMillion: 20 };
    await start(fickle(), {
      models: [{ model: 'large', price: half, batch: true }],
      providerType: 'openai',
      batch: { pollsUntilDone: 1 },
    });
    const done = await live.run({ strategy: 'reference', repeatReference: 30 });
    const again = twice(timesAsked(live));
    assert.equal(again.length, 30);
    const agreed = again.filter((content) => !isFickle(content)).length;
    assert.ok(agreed < 30);
    assert.deepEqual(done.finished!.selfAgreement!.measured, { rows: 30, agreed, ...clopperPearson(agreed, 30, 0.95) });
    assert.equal(inCents(done.finished!.spentUsd!), inCents(live.server.ledger.billedUsd));
    await live.close();
  });

  it('killed in between and resumed, it pays for no row a third time and tells all of it', async () => {
    const rows = 60;
    const fixture = await makeRunFixture(rows, { latencyMs: 40, answerer: fickle() });
    const runs = join(fixture.folder, 'runs');
    const args = ['--strategy', 'reference', '--repeat-reference', '30', '--runs', runs, '--concurrency', '2'];
    try {
      const killWhen = () => fixture.server.ledger.entries.length >= rows + 12;
      const killed = await smart(runArguments(fixture, ...args), { killWhen });
      assert.equal(killed.signal, 'SIGKILL', killed.stderr);
      const [run] = readdirSync(runs).filter((name) => !name.startsWith('.'));
      const kept = [...readRecords(join(runs, run!, 'journal.smartlog'), () => undefined)].flatMap((record) =>
        record.type === 'repeat' ? [record.row] : [],
      );
      assert.ok(kept.length >= 5 && kept.length < 30, String(kept.length));

      // What was under way at the kill is still generated, and billed.
      while (fixture.server.load.now > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const before = fixture.server.ledger.entries.length;
      const resumed = await smart(runArguments(fixture, ...args, '--resume', 'last'));
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.equal(fixture.server.ledger.entries.length - before, 30 - kept.length);
      const done = JSON.parse(resumed.stdout) as { selfAgreement: SelfAgreement; spentUsd: number };
      assert.equal(done.selfAgreement.measured!.rows, 30);

      const [again] = readdirSync(runs).filter((name) => !name.startsWith('.'));
      const all = [...readRecords(join(runs, again!, 'journal.smartlog'), () => undefined)].flatMap((record) =>
        record.type === 'repeat' ? [record] : [],
      );
      assert.deepEqual(
        all.map(({ row }) => row).sort(),
        [...new Set(all.map(({ row }) => row))].sort(),
        'a row was repeated twice',
      );
    } finally {
      await fixture.close();
    }
  });

  it('is part of the estimate, and what it came to is told on the command line', async () => {
    const fixture = await makeRunFixture(60, { answerer: fickle() });
    try {
      type Estimate = { total: Forecast; repeating?: Forecast; perModel: { model: string; usdPerRow: number }[] };
      const estimate = async (...more: string[]) =>
        JSON.parse((await smart(runArguments(fixture, '--dry-run', ...more))).stdout) as Estimate;
      const plain = await estimate();
      const dearer = await estimate('--repeat-reference', '20');
      const usd = 20 * plain.perModel.find(({ model }) => model === 'large')!.usdPerRow;
      assert.equal(plain.repeating, undefined);
      assert.equal(inCents(dearer.repeating!.expectedUsd), inCents(usd));
      assert.equal(inCents(dearer.total.expectedUsd), inCents(plain.total.expectedUsd + usd));

      const args = runArguments(fixture, '--repeat-reference', '20').filter((word) => word !== '--json');
      const text = await smart([...args, '--dry-run']);
      assert.match(text.stdout, /asking large twice: \$/);
      const { stdout, stderr } = await smart(args);
      assert.match(stdout, /Asked twice about 20 rows, large agreed with itself on \d+ \(/, stderr);
      assert.match(stderr, /Asking large a second time, about 20 of the rows that it answered\./);
      const refused = await smart(runArguments(fixture, '--repeat-reference', '1001'));
      assert.notEqual(refused.code, 0);
      assert.match(refused.stderr, /--repeat-reference must be at most 1000/);
    } finally {
      await fixture.close();
    }
  });
});
