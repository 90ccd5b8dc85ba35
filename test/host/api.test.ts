// What other extensions and language models get: the exported API and the two tools.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { toolNames } from '../../src/host/ids';
import type { LlmServer } from '../support/llmServer';
import { activate, answerConfirmations, readWorkspaceFile, useLocalServer } from './testApi';
import { sentenceCount } from './testWorkspace';

const request = { dataset: 'tool.csv', prompt: 'Positive or negative? {{text}}', labels: ['positive', 'negative'] };

describe('for other tools', () => {
  let server: LlmServer;
  before(async () => {
    server = await useLocalServer();
  });
  after(() => server.close());

  it('the API estimates without sending anything', async () => {
    const { total, referenceUsd } = (await (await activate()).estimateCost(request))!;
    assert.ok(total.lowUsd <= total.expectedUsd && total.expectedUsd <= total.highUsd && total.expectedUsd > 0);
    assert.ok(referenceUsd! > 0);
    assert.equal(server.ledger.requests, 0);
  });

  it('the API refuses what it does not know, naming the field', async () => {
    const api = await activate();
    await assert.rejects(api.estimateCost({ ...request, dataset: '' }), /"dataset"/);
    await assert.rejects(api.estimateCost({ ...request, prompt: 'No column' }), /cannot run as it is/);
  });

  it('the API asks the user first, and processes', async () => {
    const api = await activate();
    answerConfirmations(api, false);
    assert.equal(await api.processDataset(request), undefined);
    assert.equal(server.ledger.requests, 0);
    const shown = answerConfirmations(api);
    const result = await api.processDataset(request);
    assert.equal(result?.state, 'finished');
    assert.equal(shown[0]!.rows, sentenceCount);
    assert.equal((await readWorkspaceFile('tool.smart.csv')).trim().split('\n').length, sentenceCount + 1);
  });

  it('the tools are there, and the estimate is a text without rows', async () => {
    const names = vscode.lm.tools.map(({ name }) => name);
    for (const name of Object.values(toolNames)) assert.ok(names.includes(name), name);
    const reply = await vscode.lm.invokeTool(toolNames.estimateCost, {
      input: request,
      toolInvocationToken: undefined,
    });
    const text = reply.content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
    assert.match(text, /60 rows of tool\.csv/);
    assert.match(text, /\$0\.\d+/);
    assert.doesNotMatch(text, /visit 1/);
  });
});
