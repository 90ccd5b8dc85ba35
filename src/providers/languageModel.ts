// VS Code's language models (Copilot and others) as a provider, behind a port that the host implements with vscode.lm: no vscode here.
// No price, no log-probabilities, no system message and no structured output are offered there; token counts come from the model's own counter.
import { type AskRequest, ProviderError, type Provider, type ProviderErrorKind, type Reply } from '../engine/provider';

/** What the host gives of one `vscode.LanguageModelChat`. */
export interface EditorModel {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly maxInputTokens: number;
  countTokens(text: string, signal: AbortSignal): Promise<number>;
  /** Sends one user message; resolves with the whole text. Rejects with the editor's own LanguageModelError. */
  send(text: string, justification: string, signal: AbortSignal): Promise<string>;
}

export interface EditorModels {
  /** All that the editor offers now; empty without Copilot or another extension that brings models. */
  select(): Promise<readonly EditorModel[]>;
}

const justification = 'SMART answers the rows of your dataset with this model.';

export function createLanguageModelProvider(name: string, models: EditorModels): Provider {
  return {
    name,
    async ask(request, signal) {
      signal.throwIfAborted();
      const model = await find(request, models);
      const prompt = request.instruction === '' ? request.content : `${request.instruction}\n\n${request.content}`;
      try {
        const inputTokens = await model.countTokens(prompt, signal);
        if (inputTokens > model.maxInputTokens)
          throw new ProviderError(
            'bad-request',
            `The row needs ${String(inputTokens)} tokens; ${model.name} takes ${String(model.maxInputTokens)}.`,
            { isRetryable: false },
          );
        const text = await model.send(prompt, justification, signal);
        const outputTokens = await model.countTokens(text, signal);
        return replyOf(text, inputTokens, outputTokens, model);
      } catch (error) {
        throw fromEditorError(error, signal, model.name);
      }
    },
  };
}

async function find(request: AskRequest, models: EditorModels): Promise<EditorModel> {
  const offered = await models.select();
  const wanted = request.model.modelId;
  const found = offered.find((model) => model.id === wanted) ?? offered.find((model) => model.name === wanted);
  if (found) return found;
  const has =
    offered.length === 0
      ? 'It offers none at all: install and sign in to GitHub Copilot, or another extension that brings language models.'
      : `It offers ${offered.map((model) => model.id).join(', ')}.`;
  throw new ProviderError('auth', `VS Code offers no language model "${wanted}". ${has}`, { isRetryable: false });
}

/** Counts are the editor's own, without what its chat template adds. */
function replyOf(text: string, inputTokens: number, outputTokens: number, model: EditorModel): Reply {
  return {
    text: text.trim(),
    usage: { inputTokens, outputTokens },
    finish: { unified: text.trim() === '' ? 'other' : 'stop' },
    modelVersion: model.version === '' ? model.id : `${model.id} ${model.version}`,
  };
}

/** `LanguageModelError` by its code (vscode.d.ts), and by its words where the code is `Unknown` and hides a quota. */
function fromEditorError(error: unknown, signal: AbortSignal, model: string): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ProviderError) return error;
  const { code = '', message = '', cause } = (error ?? {}) as { code?: string; message?: string; cause?: unknown };
  const text = `${message} ${cause instanceof Error ? cause.message : ''}`.trim();
  const [kind, isRetryable, mend] = kindOf(code, text);
  return new ProviderError(kind, `${model}: ${text || code || 'no answer'}.${mend}`, { isRetryable });
}

function kindOf(code: string, text: string): [ProviderErrorKind, boolean, string] {
  if (code === 'NoPermissions')
    return ['auth', false, ' Allow SMART to use language models when VS Code asks, then resume.'];
  if (code === 'NotFound') return ['auth', false, ' Choose another model.'];
  if (/quota|premium request|limit exceeded|exhausted/i.test(text))
    return ['quota', false, ' The allowance is used up; resume when it is renewed.'];
  if (/rate|too many|429/i.test(text)) return ['rate-limit', true, ''];
  if (code === 'Blocked') return ['content-filter', false, ''];
  if (/filtered|content management|responsible ai/i.test(text)) return ['content-filter', false, ''];
  return ['server', true, ''];
}
