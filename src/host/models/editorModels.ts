// VS Code's language models as providers/languageModel.ts wants them: no meaning is added here, cancellation is passed on.
import * as vscode from 'vscode';
import type { EditorModel, EditorModels } from '../../providers/languageModel';

export const editorModels: EditorModels = {
  select: async () => (await vscode.lm.selectChatModels()).map(toEditorModel),
};

function toEditorModel(model: vscode.LanguageModelChat): EditorModel {
  return {
    id: model.id,
    name: model.name,
    version: model.version,
    maxInputTokens: model.maxInputTokens,
    countTokens: (text, signal) => withToken(signal, (token) => model.countTokens(text, token)),
    send: (text, justification, signal) =>
      withToken(signal, async (token) => {
        const messages = [vscode.LanguageModelChatMessage.User(text)];
        const response = await model.sendRequest(messages, { justification }, token);
        let whole = '';
        for await (const piece of response.text) whole += piece;
        return whole;
      }),
  };
}

async function withToken<T>(signal: AbortSignal, ask: (token: vscode.CancellationToken) => Thenable<T>): Promise<T> {
  const stop = new vscode.CancellationTokenSource();
  const cancel = () => {
    stop.cancel();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await ask(stop.token);
  } finally {
    signal.removeEventListener('abort', cancel);
    stop.dispose();
  }
}
