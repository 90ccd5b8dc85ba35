// VS Code's language models (Copilot and others) as a provider, behind a port that the host implements with vscode.lm: no vscode here.
// No price, no log-probabilities, no system message and no structured output are offered there; token counts come from the model's own counter.
import { type AskRequest, ProviderError, type Provider, type ProviderErrorKind, type Reply } from '../engine/provider';
import { longestRetryAfterMs } from './rateLimits';

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

/** By the code of `LanguageModelError` (vscode.d.ts), and by its words where the code is `Unknown` and hides what Copilot said. */
function fromEditorError(error: unknown, signal: AbortSignal, model: string): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ProviderError) return error;
  type Thrown = { readonly code?: string; readonly name?: string; readonly message?: string; readonly cause?: unknown };
  const { code = '', name = '', message = '', cause } = (error ?? {}) as Thrown;
  const text = `${message} ${cause instanceof Error ? cause.message : ''}`.trim();
  const waitMs = toldWaitMs(text);
  const [kind, mend] = kindOf(code, `${name} ${text}`, waitMs);
  return new ProviderError(kind, `${model}: ${(text || code || 'no answer').replace(/[.\s]+$/, '')}.${mend}`, {
    isRetryable: kind === 'rate-limit' || kind === 'server',
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

/** Copilot's "Please wait 2 hours 13 minutes before trying again". */
function toldWaitMs(text: string): number | undefined {
  const told = /wait ((?:\d+ (?:hour|minute|second)s?\s*)+)/i.exec(text)?.[1];
  if (told === undefined) return undefined;
  const unitMs = { hour: 3_600_000, minute: 60_000, second: 1000 } as const;
  let sum = 0;
  for (const [, count, unit] of told.matchAll(/(\d+) (hour|minute|second)/gi))
    sum += Number(count) * unitMs[unit!.toLowerCase() as keyof typeof unitMs];
  return sum;
}

function kindOf(code: string, text: string, waitMs: number | undefined): [ProviderErrorKind, string] {
  if (code === 'NoPermissions') return ['auth', ' Allow SMART to use language models when VS Code asks, then resume.'];
  if (code === 'NotFound') return ['auth', ' Choose another model.'];
  if ((waitMs ?? 0) > longestRetryAfterMs) return ['quota', ' Resume the run then.'];
  if (/rate.?limit|too many requests|429/i.test(text) && code !== 'Blocked') return ['rate-limit', ''];
  if (/quota|premium request|limit exceeded|exhausted/i.test(text))
    return ['quota', ' The quota is used up; resume when it is renewed.'];
  if (/filtered|content management|responsible ai/i.test(text)) return ['content-filter', ''];
  // The whole extension, for a while: Copilot does so after too many requests.
  if (code === 'Blocked') return ['quota', ' VS Code lets no more requests of SMART through for now; resume later.'];
  return ['server', ''];
}
