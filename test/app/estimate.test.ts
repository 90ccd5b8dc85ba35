// What a dry run says of models that think: the reference's actual bill lies within the range that is stated before anything was asked, and ten
// answers, of a trial or of an earlier run, bring what is expected near it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { estimateJob } from '../../src/app/estimateJob';
import { measuredAnswer, usageOfRuns } from '../../src/app/measuredUsage';
import { mayThinkUnseen, outputTokensOf } from '../../src/app/outputTokens';
import { planJob } from '../../src/app/planJob';
import { costOf } from '../../src/engine/money/cost';
import { notesInEnglish } from '../../src/engine/money/estimateNotes';
import { recordedAnswerer, syntheticAnswerer, type Answerer } from '../support/answerers';
import { spamTask, testModel } from '../support/requests';
import { listPrices, recordedMessages } from '../support/sevenModels';
import { madeUpMessages, thinkingAnswerer, thinkingPriceOf } from '../support/thinkingModels';
import { startLiveRun } from './liveRun';

const rows = 3000;
const entries = (...models: string[]) =>
  models.map((model) => {
    const [inputPerMillion, outputPerMillion] = listPrices[model]!;
    return { model, price: { inputPerMillion, outputPerMillion } };
  });

async function check(texts: readonly string[], answerer: Answerer, reference: string, first10: number) {
  const live = await startLiveRun({
    ...{ texts, answerer, priceOf: thinkingPriceOf },
    models: entries(reference, 'gpt-4o-mini'),
  });
  try {
    const runsFolder = join(live.folder, 'runs');
    // A trial: the reference about ten rows.
    const { job, finished } = await live.run({ limit: 10, strategy: 'reference', reference });
    const { limit: _, strategy: __, ...rest } = job;
    const plan = await planJob({ ...rest, strategy: 'certified' }, true);
    try {
      const actualUsd = texts.reduce(
        (sum, content) =>
          sum + costOf(answerer({ model: reference, instruction: '', content }), thinkingPriceOf(reference))!,
        0,
      );
      const before = await estimateJob(plan);
      const { lowUsd, highUsd } = before.referenceRange!;
      assert.ok(lowUsd <= actualUsd && actualUsd <= highUsd, `${String(actualUsd)} in ${String([lowUsd, highUsd])}`);
      assert.ok(before.total!.lowUsd < actualUsd && actualUsd < before.total!.highUsd, JSON.stringify(before.total));
      assert.match(
        notesInEnglish(before.notes),
        new RegExp(`Answer length of .*${reference}.*: typical of such models`),
      );

      const measured = usageOfRuns(runsFolder, plan);
      assert.equal(measured.get(reference)!.length, 10);
      const told = finished!.perModel[reference]!.outputTokens!;
      assert.equal(
        measured.get(reference)!.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
        told,
      );
      const after = await estimateJob(plan, undefined, measured);
      const range = after.referenceRange!;
      assert.ok(
        range.lowUsd <= actualUsd && actualUsd <= range.highUsd,
        `${String(actualUsd)} in ${JSON.stringify(range)}`,
      );
      assert.ok(range.highUsd / range.lowUsd < 0.5 * (highUsd / lowUsd), 'ten answers narrow the range');
      const off = after.referenceUsd! / actualUsd;
      assert.ok(off > 1 - first10 && off < 1 + first10, `expected ${off.toFixed(2)} times what it costs`);
      assert.match(notesInEnglish(after.notes), new RegExp(`Answer length of ${reference}: measured on 10 answers`));
    } finally {
      await plan.dataset.close();
    }
  } finally {
    await live.close();
  }
}

describe('the estimate of a model that thinks', function () {
  this.timeout(120_000);
  const texts = madeUpMessages(rows);
  for (const reference of ['gpt-5', 'gpt-5-nano'])
    it(`holds the bill of ${reference}, and comes near it after ten answers`, () =>
      check(texts, thinkingAnswerer, reference, 0.25));

  for (const reference of ['gpt-5', 'gpt-5-mini', 'gpt-5-nano'])
    it(`on recorded messages: ${reference}`, async function () {
      const recorded = recordedMessages();
      if (!recorded) {
        console.log('      (recorded data absent: nothing compared)');
        this.skip();
      }
      const isWhole = (row: number) => recorded.models.every(({ outputs }) => outputs[row] !== undefined);
      const messages = recorded.texts.filter(
        (text, row) => isWhole(row) && text === text.trim() && !/[<>&]/.test(text),
      );
      const answerer = recordedAnswerer(recorded, syntheticAnswerer(['ham', 'spam']));
      await check([...new Set(messages)].slice(0, rows), answerer, reference, 0.25);
    });

  it('says of a name that nobody knows why its high end is what it is', async () => {
    const price = { inputPerMillion: 1, outputPerMillion: 2 };
    const live = await startLiveRun({
      ...{ texts: texts.slice(0, 60), answerer: thinkingAnswerer, priceOf: thinkingPriceOf },
      models: [{ model: 'house-model', price }, ...entries('gpt-4o-mini')],
    });
    try {
      const { job } = await live.run({ limit: 2, strategy: 'reference' });
      const plan = await planJob({ ...job, strategy: 'certified' }, true);
      try {
        const told = notesInEnglish((await estimateJob(plan)).notes, 'Ask ten');
        assert.match(told, /Answer length of house-model: unknown, so the high end assumes thinking .*\. Ask ten\./);
        assert.match(told, /Answer length of gpt-4o-mini: typical of such models/);
      } finally {
        await plan.dataset.close();
      }
    } finally {
      await live.close();
    }
  });

  it('takes no answers of another prompt, and stays as it was where a run cannot be read', async () => {
    const live = await startLiveRun({
      ...{ texts: texts.slice(0, 60), answerer: thinkingAnswerer, priceOf: thinkingPriceOf },
      models: entries('gpt-5', 'gpt-4o-mini'),
    });
    try {
      const { job } = await live.run({ limit: 10, strategy: 'reference' });
      const plan = await planJob({ ...job, prompt: 'Spam? {{text}}' }, true);
      try {
        assert.equal(usageOfRuns(join(live.folder, 'runs'), plan).size, 0);
        assert.equal(usageOfRuns(join(live.folder, 'nowhere'), plan).size, 0);
        assert.equal(usageOfRuns(live.folder, plan).size, 0);
      } finally {
        await plan.dataset.close();
      }
    } finally {
      await live.close();
    }
  });
});

describe('the prior of output tokens', () => {
  const of = (modelId: string, settings = {}) => outputTokensOf(testModel(modelId, { modelId, settings }), spamTask);
  it('knows who thinks, and how the effort changes it', () => {
    assert.ok(of('gpt-5').expected > 10 * of('gpt-4.1').expected);
    const efforts = ['minimal', 'low', 'medium', 'high'].map(
      (reasoningEffort) => of('gpt-5', { reasoningEffort }).expected,
    );
    assert.deepEqual(
      efforts,
      [...efforts].sort((a, b) => a - b),
    );
    assert.ok(efforts[3]! > 5 * efforts[0]!);
    for (const { low, expected, high } of [of('gpt-5'), of('gpt-4.1')]) assert.ok(low < expected && expected < high);
  });
  it('tells names that say nothing from those of models that do not think', () => {
    const says = (modelId: string, settings = {}) => mayThinkUnseen(testModel(modelId, { modelId, settings }));
    assert.deepEqual(
      ['house-model', 'gpt-4.1', 'gpt-5', 'claude-haiku-4-5'].map((name) => says(name)),
      [true, false, false, false],
    );
    assert.equal(says('house-model', { reasoningEffort: 'low' }), false);
    // It may think, as long as thinking models do on average; one that is known to think may be an odd one among them.
    assert.ok(of('house-model').high > of('gpt-5').expected);
    assert.ok(of('house-model').high < 0.25 * of('gpt-5').high);
    assert.equal(of('house-model').expected, of('gpt-4.1').expected);
  });
  it('is capped by the limit that the ladder sets', () => {
    assert.ok(of('gpt-5', { maxOutputTokens: 20 }).high <= 20);
  });
  it('counts no answer whose usage is unknown', () => {
    assert.equal(measuredAnswer(1, { inputTokens: 5 }), undefined);
    assert.deepEqual(measuredAnswer(1, { inputTokens: 5, outputTokens: 2 }), {
      row: 1,
      inputTokens: 5,
      outputTokens: 2,
    });
  });
});
