// One answer that a job brought back, read as a reply of the run's own request would be.
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { Model } from '../../engine/model';
import type { Reply } from '../../engine/provider';
import type { Task } from '../../engine/task/task';
import { findAnswer } from '../../providers/answerFormat';
import { readChat } from '../../providers/openaiProvider';
import type { BroughtAnswer } from './answerFiles';

/** Undefined: there is no reply in it that can be read. */
export function replyOf(brought: BroughtAnswer, model: Model, task: Task): Reply | undefined {
  const { response, answer } = brought;
  if (response !== undefined) {
    try {
      const { requestId: _, ...reply } = readChat(JSON.parse(response) as ChatCompletion, {
        ...{ model, task, instruction: '', content: '' },
      });
      return reply;
    } catch {
      return undefined;
    }
  }
  if (answer === undefined) return undefined;
  const found = findAnswer(answer, { task });
  const [inputTokens, outputTokens] = [tokensOf(brought.inputTokens), tokensOf(brought.outputTokens)];
  return {
    text: found.text,
    usage: {
      ...(inputTokens !== undefined && { inputTokens }),
      ...(outputTokens !== undefined && { outputTokens }),
    },
    // A text alone does not say how it ended.
    finish: { unified: 'other' },
    ...(found.hasThought && { hasThought: true }),
  };
}

function tokensOf(text: string | undefined): number | undefined {
  const tokens = Number(text);
  return text !== undefined && Number.isInteger(tokens) && tokens >= 0 ? tokens : undefined;
}
