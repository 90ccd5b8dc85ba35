// VS Code's own language models as the ladder: what another extension brings (test/host/languageModels, as GitHub Copilot would) answers rows.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate, answerConfirmations, readWorkspaceFile, setSetting, workspaceFile } from './testApi';
import { sentenceCount } from './testWorkspace';

type TestModels = { readonly asked: readonly { readonly model: string; readonly text: string }[] };

describe("VS Code's language models", () => {
  let models: vscode.Extension<TestModels>;

  before(async function () {
    // Providers of language models came with 1.104.
    if (!('registerLanguageModelChatProvider' in vscode.lm)) this.skip();
    const found = vscode.extensions.getExtension<TestModels>('smart-llm.test-language-models');
    assert.ok(found, 'the extension that brings the models is missing');
    models = found;
    await models.activate();
    const price = (usd: number) => ({ inputPerMillion: usd, outputPerMillion: usd });
    await setSetting('models', [
      { provider: 'vscode-lm', model: 'editor-large', price: price(10) },
      { provider: 'vscode-lm', model: 'editor-small', price: price(1) },
    ]);
  });

  it('answer a dataset', async () => {
    const shown = answerConfirmations(await activate());
    const result = await (
      await activate()
    ).processDataset({
      dataset: 'editor.csv',
      prompt: 'Positive or negative? {{text}}',
      labels: ['positive', 'negative'],
    });
    assert.equal(result?.state, 'finished', result?.message);
    assert.deepEqual(shown[0]!.destinations, ['GitHub Copilot / VS Code']);
    const rows = (await readWorkspaceFile('editor.smart.csv')).trim().split('\n').slice(1);
    assert.equal(rows.length, sentenceCount);
    for (const row of rows)
      assert.match(
        row,
        /(wonderful|great|delight|superb).*,positive,editor|^(?!.*(wonderful|great|delight|superb)).*,negative,editor/,
      );
    // Which rows the reference is asked about is drawn anew in each run.
    const { asked } = models.exports;
    assert.ok(asked.some(({ model, text }) => model === 'editor-large' && /visit \d+\./.test(text)));
    assert.ok(asked.some(({ text }) => text.includes('visit 1.')));
  });

  describe('without a price', () => {
    const request = { dataset: 'editor.csv', prompt: 'Good? {{text}}', labels: ['positive', 'negative'], budgetUsd: 5 };

    before(async () => {
      await setSetting('models', [
        { provider: 'vscode-lm', model: 'editor-small' },
        { provider: 'vscode-lm', model: 'editor-large' },
      ]);
      await setSetting('reference', 'editor-large');
    });
    after(() => setSetting('reference', undefined));

    it('send nothing when the user does not want to do without the cap', async () => {
      const shown = answerConfirmations(await activate(), false);
      const asked = models.exports.asked.length;
      assert.equal(await (await activate()).processDataset(request), undefined);
      assert.deepEqual(shown[0]!.unpriced, ['editor-small', 'editor-large']);
      assert.match(
        shown[0]!.money,
        new RegExp(`; ${String(sentenceCount)} to ${String(2 * sentenceCount)} requests; no cap$`),
      );
      assert.equal(models.exports.asked.length, asked);
    });

    it('answer a dataset without a cap when the user agrees, and no money is told', async () => {
      answerConfirmations(await activate());
      const result = await (await activate()).processDataset(request);
      assert.equal(result?.state, 'finished', result?.message);
      assert.equal(result.finished?.spentUsd, undefined);
    });

    it('are run by a tool under a cap in requests, the smaller of its own and the setting', async () => {
      const run = async (mostRequests: number, prompt: string) => {
        const input = { ...request, prompt, mostRequests, dataset: workspaceFile('editor.csv').fsPath };
        const { content } = await vscode.lm.invokeTool('smart_process_dataset', {
          input,
          toolInvocationToken: undefined,
        });
        return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
      };
      // Other words each time, or the answers come from the cache.
      const text = await run(4 * sentenceCount, 'Kind? {{text}}');
      assert.match(text, new RegExp(`Asked editor-large \\d+ times instead of ${String(sentenceCount)}; `));
      assert.doesNotMatch(text, /unknown/);
      await setSetting('mostRequests', 7);
      try {
        const asked = models.exports.asked.length;
        assert.match(await run(4 * sentenceCount, 'Nice? {{text}}'), /is paused: The cap of 7 requests is reached/);
        assert.equal(models.exports.asked.length, asked + 7);
      } finally {
        await setSetting('mostRequests', undefined);
      }
    });

    it('are not run by a tool, which only the cap would hold', async () => {
      answerConfirmations(await activate());
      const asked = models.exports.asked.length;
      const input = { ...request, dataset: workspaceFile('editor.csv').fsPath };
      await assert.rejects(
        async () => vscode.lm.invokeTool('smart_process_dataset', { input, toolInvocationToken: undefined }),
        /price of editor-small, editor-large is unknown/,
      );
      assert.equal(models.exports.asked.length, asked);
    });
  });
});
