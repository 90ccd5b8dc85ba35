// A gateway that lets another model answer: billed by the list price of what answered where that is higher, told once, and never above the cap.
import assert from 'node:assert/strict';
import type { ProviderNotice } from '../../src/engine/events';
import type { Model } from '../../src/engine/model';
import { costOf } from '../../src/engine/money/cost';
import type { Reply, Usage } from '../../src/engine/provider';
import { billByAnswering } from '../../src/providers/answeredBy';
import { loadListPrices } from '../../src/providers/priceTable';
import { testModel } from '../support/requests';

const usage: Usage = { inputTokens: 1000, outputTokens: 100 };
const mini: Partial<Model> = {
  modelId: 'gpt-4o-mini',
  price: { type: 'token', inputPerMillion: 0.15, outputPerMillion: 0.6 },
};
const listPrices = () => loadListPrices(new Date('2026-01-01'));

async function billOf(
  changes: Partial<Model>,
  answering: string | undefined,
  told: ProviderNotice[] = [],
  used = usage,
) {
  const reply: Reply = {
    text: 'spam',
    usage: used,
    finish: { unified: 'stop' },
    ...(answering !== undefined && { modelVersion: answering }),
  };
  const model = testModel('m', changes);
  const billed = billByAnswering('gateway', listPrices, (notice) => told.push(notice));
  await billed(model, reply);
  return costOf((await billed(model, reply)).usage, model.price)!;
}

describe('a reply of another model than was asked', () => {
  it('is billed at the price of what answered where that is higher, and told once', async () => {
    const told: ProviderNotice[] = [];
    const usd = await billOf(mini, 'gpt-4.1-2025-04-14', told);
    assert.equal(usd.toFixed(9), ((1000 * 2 + 100 * 8) / 1e6).toFixed(9));
    assert.equal(told.length, 1);
    assert.match(
      (told[0] as { message: string }).message,
      /gpt-4\.1-2025-04-14 answer in place of gpt-4o-mini, at 13\.3 times/,
    );
  });
  it('keeps a discount that was agreed on', async () => {
    const half = { ...mini, price: { type: 'token', inputPerMillion: 0.075, outputPerMillion: 0.3 } } as const;
    assert.equal((await billOf(half, 'openai/gpt-4.1')).toFixed(9), ((1000 + 400) / 1e6).toFixed(9));
  });
  it('knows the asked model by the name that it is priced as', async () => {
    const deployment = { ...mini, modelId: 'my-deployment', pricedAs: 'gpt-4o-mini' };
    assert.ok((await billOf(deployment, 'gpt-4.1')) > 0.002);
  });

  const asBefore: readonly (readonly [string, Partial<Model>, string | undefined, Usage?])[] = [
    ['nothing is named', mini, undefined],
    ['a dated version answered', mini, 'gpt-4o-mini-2024-07-18'],
    ["it has the gateway's prefix", mini, 'azure/gpt-4o-mini'],
    ['a cheaper model answered', mini, 'gpt-4.1-nano'],
    ['the name that answered is nobody knows whose', mini, 'house-model'],
    ['the name that was asked is nobody knows whose', { ...mini, modelId: 'cheap' }, 'gpt-4.1'],
    ['it costs nothing', { ...mini, price: { type: 'token', inputPerMillion: 0, outputPerMillion: 0 } }, 'gpt-4.1'],
    ['the provider states the bill itself', mini, 'gpt-4.1', { ...usage, statedUsd: 0.0002 }],
  ];
  for (const [what, changes, answering, used = usage] of asBefore)
    it(`is billed as before where ${what}`, async () => {
      const told: ProviderNotice[] = [];
      assert.equal(await billOf(changes, answering, told, used), costOf(used, testModel('m', changes).price));
      assert.deepEqual(told, []);
    });
});
