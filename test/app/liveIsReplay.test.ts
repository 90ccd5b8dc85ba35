// A live run over HTTP against a server that bills what models take decides as a replay of the same answers does: the same events, the same delivery,
// and a bill that is the server's to the cent, for ladders in which models think. Then, by replay: no run costs more than the costliest model alone
// by more than 3 %, and a further candidate does not make the bill higher.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { planJob } from '../../src/app/planJob';
import { runExperiment } from '../../src/cli/experiment';
import { makeRecordedExperiment } from '../../src/cli/recordedExperiment';
import { readRecorded } from '../../src/datasets/recorded';
import type { Answer } from '../../src/engine/answerTable';
import { isDecision } from '../../src/engine/drive/readEarlierAnswers';
import type { Job } from '../../src/engine/job';
import { costOf } from '../../src/engine/money/cost';
import { replay, type ReplayResult } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { readDelivery } from '../../src/store/deliveryFile';
import { recordedAnswerer, type Answerer } from '../support/answerers';
import { listPrices, recordedMessages } from '../support/sevenModels';
import { houseModel, madeUpMessages, thinkingAnswerer, thinkingPriceOf } from '../support/thinkingModels';
import { startLiveRun } from './liveRun';

type Entry = { readonly model: string; readonly id?: string; readonly reasoningEffort?: string };
type Ladder = { readonly models: readonly Entry[]; readonly reference?: string; readonly accuracy?: number };

const effort = (reasoningEffort: string): Entry => ({
  model: 'gpt-5',
  id: `gpt-5-${reasoningEffort}`,
  reasoningEffort,
});
const of = (...models: string[]): readonly Entry[] => models.map((model) => ({ model }));

/** What a ladder's most expensive by list price, by name or by place would get wrong. */
const ladders: Readonly<Record<string, Ladder>> = {
  'gpt-5 and gpt-4.1, no reference named': { models: of('gpt-5', 'gpt-4.1') },
  'gpt-4.1-mini with a nano that thinks longer than it saves': {
    models: of('gpt-4.1-mini', 'gpt-5-nano'),
    reference: 'gpt-4.1-mini',
  },
  'gpt-5 with nano and 4o-mini': { models: of('gpt-5', 'gpt-5-nano', 'gpt-4o-mini'), reference: 'gpt-5' },
  'gpt-5 with mini and 4.1-mini at 2 %': {
    models: of('gpt-5', 'gpt-5-mini', 'gpt-4.1-mini'),
    reference: 'gpt-5',
    accuracy: 0.98,
  },
  'one model at two efforts': { models: [effort('high'), effort('minimal')], reference: 'gpt-5-high' },
  'a model called what nobody knows, that thinks': {
    models: of('house-model', 'gpt-4o-mini', 'gpt-5'),
    reference: 'gpt-5',
  },
  'a candidate costlier than the named reference': {
    models: of('gpt-4.1', 'gpt-5', 'gpt-4o-mini'),
    reference: 'gpt-4.1',
  },
};
const recordable = (name: string) => !/house|effort/.test(JSON.stringify(ladders[name]));

const withPrice = (entry: Entry) => {
  const [inputPerMillion, outputPerMillion] = listPrices[entry.model] ?? [
    houseModel.inputPerMillion,
    houseModel.outputPerMillion,
  ];
  return { ...entry, price: { inputPerMillion, outputPerMillion } };
};

type Material = { readonly texts: readonly string[]; readonly answerer: Answerer };

/** A replay of the very job: answers and tokens of the server's, dollars by list price. */
async function replayed(job: Job, { texts, answerer }: Material): Promise<ReplayResult> {
  const plan = await planJob(job, true);
  try {
    const source = (index: number, row: number): Answer => {
      const { modelId, settings, price } = plan.models[index]!;
      const { text, inputTokens, outputTokens } = answerer({
        ...{ model: modelId, instruction: '', content: texts[row]! },
        ...(settings.reasoningEffort !== undefined && { effort: settings.reasoningEffort }),
      });
      return { status: 'valid', key: text, costUsd: costOf({ inputTokens, outputTokens }, price)! };
    };
    return replay(certified, plan.problem, source);
  } finally {
    await plan.dataset.close();
  }
}

async function compare(
  material: Material,
  { models, reference, accuracy = 0.95 }: Ladder,
  seed: number,
): Promise<void> {
  const live = await startLiveRun({ ...material, priceOf: thinkingPriceOf, models: models.map(withPrice) });
  try {
    const result = await live.run({ accuracy, seed, ...(reference !== undefined && { reference }) });
    assert.equal(result.state, 'finished', result.message);
    const other = await replayed(result.job, material);
    // Sums of money are made in the order in which answers come; their last digits tell it.
    const rounded = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(10)) : value);
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value, rounded)) as unknown;
    const told = result.events.filter(({ type }) => isDecision(type));
    assert.deepEqual(plain(told), plain(other.events));
    const delivery = (await readDelivery(result.folder))!;
    assert.deepEqual([...delivery.model], [...other.delivery.model]);
    assert.deepEqual([...delivery.reason], [...other.delivery.reason]);
    const { spentUsd, perModel } = result.finished!;
    assert.equal(spentUsd!.toFixed(9), live.server.ledger.billedUsd.toFixed(9), 'the bill is the ledger');
    assert.equal(spentUsd!.toFixed(9), other.costUsd.toFixed(9), 'the replay costs the same');
    const costliest = Math.max(...models.map((model) => aloneUsd(material, model)));
    assert.ok(spentUsd! <= 1.03 * costliest, `${String(spentUsd)} beside ${String(costliest)} of the costliest alone`);
    assert.ok(Object.values(perModel).every(({ asked }) => asked <= material.texts.length));
  } finally {
    await live.close();
  }
}

function aloneUsd({ texts, answerer }: Material, { model, reasoningEffort }: Entry): number {
  const price = thinkingPriceOf(model);
  return texts.reduce((sum, content) => {
    const call = { model, instruction: '', content, ...(reasoningEffort !== undefined && { effort: reasoningEffort }) };
    return sum + costOf(answerer(call), price)!;
  }, 0);
}

const madeUp = (rows: number): Material => ({ texts: madeUpMessages(rows), answerer: thinkingAnswerer });

/** Distinct messages that all seven models answered, with the tokens that they took. */
function recordedMaterial(rows: number): Material | undefined {
  const recorded = recordedMessages();
  if (!recorded) return undefined;
  const isWhole = (row: number) => recorded.models.every(({ outputs }) => outputs[row] !== undefined);
  const texts = recorded.texts.filter((text, row) => isWhole(row) && text === text.trim() && !/[<>&]/.test(text));
  const answerer = recordedAnswerer(recorded, ({ content }) => {
    throw new RangeError(`no recorded answer to ${content}`);
  });
  return { texts: [...new Set(texts)].slice(0, rows), answerer };
}

describe('a live run decides as a replay of the same answers', function () {
  this.timeout(300_000);
  for (const [title, ladder] of Object.entries(ladders)) it(`${title}`, () => compare(madeUp(500), ladder, 3));

  for (const title of Object.keys(ladders).filter(recordable))
    it(`on recorded messages: ${title}`, async function () {
      const material = recordedMaterial(1000);
      if (!material) {
        console.log('      (recorded data absent: nothing compared)');
        this.skip();
      }
      await compare(material, ladders[title]!, 5);
    });

  it('as `smart replay` of a recorded folder does', async () => {
    const material = madeUp(600);
    const models = ['gpt-4o-mini', 'gpt-5-mini', 'gpt-5'];
    const folder = mkdtempSync(join(tmpdir(), 'smart-recorded-'));
    const live = await startLiveRun({ ...material, priceOf: thinkingPriceOf, models: of(...models).map(withPrice) });
    try {
      writeFileSync(
        join(folder, 'items.csv'),
        stringify([['id', 'text'], ...material.texts.map((text, row) => [row, text])]),
      );
      const lines = models.flatMap((model) =>
        material.texts.map((content, row) => {
          const answer = material.answerer({ model, instruction: '', content });
          return [row, model, answer.text, costOf(answer, thinkingPriceOf(model))!];
        }),
      );
      writeFileSync(join(folder, 'outputs.csv'), stringify([['id', 'model', 'output', 'cost'], ...lines]));
      const promised = { strategy: 'certified', accuracy: 0.95, confidence: 0.95 } as const;
      const experiment = makeRecordedExperiment(readRecorded(folder), 'file');
      for (const seed of [1, 2]) {
        const { finished } = await live.run({ accuracy: 0.95, seed });
        const [run] = runExperiment(experiment, promised, [seed]).runs;
        for (const id of models) {
          const { asked, delivered } = finished!.perModel[id]!;
          assert.deepEqual([asked, delivered], [run!.perModel[id]!.asked, run!.perModel[id]!.delivered], id);
        }
        assert.equal(finished!.spentUsd!.toFixed(9), run!.cost!.toFixed(9));
      }
    } finally {
      await live.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
