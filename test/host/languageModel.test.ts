// VS Code's own language models as the ladder: what another extension brings (test/host/languageModels, as GitHub Copilot would) answers rows.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate, answerConfirmations, readWorkspaceFile, setSetting } from './testApi';
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
    assert.deepEqual(shown[0]!.destinations, ['VS Code language models']);
    const rows = (await readWorkspaceFile('editor.smart.csv')).trim().split('\n').slice(1);
    assert.equal(rows.length, sentenceCount);
    for (const row of rows)
      assert.match(
        row,
        /(wonderful|great|delight|superb).*,positive,editor|^(?!.*(wonderful|great|delight|superb)).*,negative,editor/,
      );
    assert.ok(models.exports.asked.some(({ model, text }) => model === 'editor-large' && text.includes('visit 1.')));
  });
});
