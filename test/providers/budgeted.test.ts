// What is reserved before an attempt, and what stays reserved of one that broke off: the parts of the cap that no server's bill shows.
import assert from 'node:assert/strict';
import { createBudget } from '../../src/engine/money/budget';
import { ProviderError, type Provider } from '../../src/engine/provider';
import { budgeted, maxRequestCostUsd } from '../../src/providers/budgeted';
import { leastOutputLimit } from '../../src/providers/outputBound';
import { never, testModel, testRequest } from '../support/requests';

const withLimit = (maxOutputTokens: number) =>
  testRequest('row', { model: testModel('m', { settings: { maxOutputTokens } }) });

describe('what an attempt may cost', () => {
  it('is never less than the smallest output limit that a service accepts', () => {
    const least = maxRequestCostUsd(withLimit(leastOutputLimit))!;
    for (const limit of [1, 5, leastOutputLimit - 1]) assert.equal(maxRequestCostUsd(withLimit(limit)), least);
    assert.ok(maxRequestCostUsd(withLimit(leastOutputLimit + 1))! > least);
  });
});

describe('an attempt that broke off', () => {
  const failing = (error: () => Error, onAsk: () => void = () => undefined): Provider => ({
    name: 'failing',
    ask: () => {
      onAsk();
      return Promise.reject(error());
    },
  });
  const billed = () => new ProviderError('network', 'the answer was cut', { isRetryable: true, mayBeBilled: true });
  const maxUsd = maxRequestCostUsd(testRequest())!;

  it('counts against the cap where it may have been billed, also of a provider whose aborted asks are found again', async () => {
    for (const isRecoverable of [false, true]) {
      const budget = createBudget(1);
      await assert.rejects(budgeted(failing(billed), { budget, isRecoverable }).ask(testRequest(), never));
      assert.equal(budget.state().possiblyBilledUsd, maxUsd, `isRecoverable: ${String(isRecoverable)}`);
    }
  });

  it('does not where it was aborted and is found again on resuming', async () => {
    for (const isRecoverable of [false, true]) {
      const budget = createBudget(1);
      const controller = new AbortController();
      const provider = failing(
        () => new Error('stopped'),
        () => {
          controller.abort();
        },
      );
      await assert.rejects(budgeted(provider, { budget, isRecoverable }).ask(testRequest(), controller.signal));
      assert.equal(budget.state().possiblyBilledUsd, isRecoverable ? 0 : maxUsd);
      assert.equal(budget.state().reservedUsd, 0);
    }
  });
});
