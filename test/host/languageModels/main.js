// An extension that brings VS Code two language models, as GitHub Copilot would: for the host tests only. Exports what it was asked.
// VS Code loads extensions as CommonJS.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const vscode = require('vscode');

const asked = [];
const about = { family: 'test', version: '1', maxInputTokens: 4000, maxOutputTokens: 100, capabilities: {} };

exports.activate = () => {
  vscode.lm.registerLanguageModelChatProvider('smart-test', {
    provideLanguageModelChatInformation: () =>
      ['editor-large', 'editor-small'].map((id) => ({ id, name: id, isUserSelectable: true, ...about })),
    provideLanguageModelChatResponse: async (model, messages, _options, progress) => {
      const text = messages.flatMap(({ content }) => content.map(({ value }) => value)).join('');
      asked.push({ model: model.id, text });
      const isGood = /wonderful|great|delight|superb/.test(text);
      progress.report(new vscode.LanguageModelTextPart(isGood ? 'positive' : 'negative'));
    },
    provideTokenCount: async (_model, text) => Math.ceil(String(text.value ?? text).length / 4),
  });
  return { asked };
};
