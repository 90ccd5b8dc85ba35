// What several rows per request cost and tell: decisions are those of a replay of the same answers and shared fees, a cap holds, what is cached is not paid
// again, identical rows are asked once, and each row has the confidence of its own answer.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { planJob } from '../../src/app/planJob';
import { isDecision } from '../../src/engine/drive/readEarlierAnswers';
import type { Answer } from '../../src/engine/answerTable';
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { openResponseCache } from '../../src/providers/responseCache';
import { readDelivery } from '../../src/store/deliveryFile';
import { readRecords } from '../../src/store/journalFile';
import { journalPath } from '../../src/store/runFiles';
import { rowsOfContent } from '../support/packedAnswerer';
import { seededUniform } from '../support/answerers';
import { packedText, type PackOptions } from '../support/packedAnswerer';
import { assertSound, big, packed, prompt, texts, withRun } from './packedRun';

const models = [packed, big];

/** The journal's answers by `model row`, and its dollars in all. */
function journalOf(folder: string) {
  const answers = new Map<string, Answer>();
  let billedUsd = 0;
  for (const record of readRecords(journalPath(folder), () => undefined)) {
    if (record.type === 'answer') answers.set(`${record.model} ${String(record.row)}`, record.answer);
    if (record.type === 'answer' || record.type === 'unread') billedUsd += record.billedUsd!;
  }
  return { answers, billedUsd };
}

/** Every fifth reply leaves two rows out. */
const spoilSome: NonNullable<PackOptions['spoil']> = (rows, { content }) =>
  seededUniform('spoil', content) < 0.2
    ? { text: packedText(rows.slice(2).map(({ id, answer }) => ({ id, text: answer.text }))) }
    : undefined;

describe('what several rows per request cost', function () {
  this.timeout(180_000);

  it('is decided by as a replay of the answers and shared fees decides', () =>
    withRun(spoilSome, async (live) => {
      const result = await live.run({ prompt, seed: 5 }, {}, { models });
      assertSound(result, live);
      const { answers, billedUsd } = journalOf(result.folder);
      assert.ok(Math.abs(billedUsd - live.server.ledger.billedUsd) < 1e-9, 'the journal holds the whole bill');
      const plan = await planJob(result.job, true);
      try {
        const idOf = (model: number) => plan.models[model]!.id;
        const other = replay(certified, plan.problem, (model, row) => {
          const answer = answers.get(`${idOf(model)} ${String(row)}`);
          // Looked up afterwards, to count deviations: the reference on rows that nobody asked it about.
          if (!answer && model === plan.problem.reference) return { status: 'valid', key: '', costUsd: 0 };
          assert.ok(answer, `the replay asks ${idOf(model)} about row ${String(row)}, the run did not`);
          return answer;
        });
        const rounded = (_: string, value: unknown) =>
          typeof value === 'number' ? Number(value.toPrecision(10)) : value;
        const plain = (value: unknown) => JSON.parse(JSON.stringify(value, rounded)) as unknown;
        assert.deepEqual(plain(result.events.filter(({ type }) => isDecision(type))), plain(other.events));
        assert.deepEqual([...(await readDelivery(result.folder))!.model], [...other.delivery.model]);
        assert.equal(other.costUsd.toFixed(9), live.server.ledger.billedUsd.toFixed(9), 'the rows add up to the bill');
      } finally {
        await plan.dataset.close();
      }
    }));

  it('stays under a cap, and goes on from there', () =>
    withRun(spoilSome, async (live) => {
      const whole = await live.run({ prompt }, {}, { models });
      const before = live.server.ledger.billedUsd;
      const budgetUsd = 0.6 * before;
      const capped = await live.run({ prompt, budgetUsd }, {}, { models });
      assert.equal(capped.pausedBy, 'budget', capped.message);
      assert.ok(live.server.ledger.billedUsd - before <= budgetUsd);
      const done = await live.run({ prompt, budgetUsd: 2 * before }, { resume: capped.runId }, { models });
      assertSound(done, live, before);
      assert.deepEqual([...(await readDelivery(done.folder))!.model], [...(await readDelivery(whole.folder))!.model]);
    }));

  it('is nothing for what the response cache holds', () =>
    withRun(undefined, async (live) => {
      const cache = await openResponseCache(join(live.folder, 'cache'));
      try {
        const first = await live.run({ prompt }, {}, { models, cache });
        assertSound(first, live);
        const { requests } = live.server.ledger;
        const second = await live.run({ prompt }, {}, { models, cache });
        assert.equal(second.finished!.spentUsd, 0);
        assert.equal(live.server.ledger.requests, requests);
        const confidences = (folder: string) =>
          [...journalOf(folder).answers].map(([name, { confidence }]) => [name, confidence]).sort();
        assert.deepEqual(confidences(second.folder), confidences(first.folder));
      } finally {
        await cache.close();
      }
    }));

  it('is paid once for identical rows', () =>
    withRun(
      undefined,
      async (live) => {
        const result = await live.run({ prompt }, {}, { models });
        assertSound(result, live);
        const contents = live.server.ledger.entries
          .filter(({ model }) => model === 'small')
          .flatMap(({ content }) => rowsOfContent(content).map((row) => row.content));
        assert.equal(new Set(contents).size, contents.length);
        assert.ok(contents.length <= 350);
      },
      { texts: [...texts.slice(0, 350), ...texts.slice(0, 350)] },
    ));

  it('tells how sure the model is of each row', () =>
    withRun(undefined, async (live) => {
      const { folder } = await live.run({ prompt }, {}, { models });
      const told = [...journalOf(folder).answers]
        .filter(([name]) => name.startsWith('packed'))
        .map(([, { confidence }]) => confidence!.toFixed(3));
      assert.deepEqual([...new Set(told)].sort(), [Math.exp(-0.9), Math.exp(-0.02)].map((p) => p.toFixed(3)).sort());
      const unsure = told.filter((confidence) => confidence === Math.exp(-0.9).toFixed(3)).length;
      assert.ok(unsure > 0 && unsure < 0.05 * told.length, String(unsure));
    }));
});
