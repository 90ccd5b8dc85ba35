// Separates what a model thinks from what it answers, wherever chat templates and servers leave the thinking in the text: tags, only closed or
// never closed, brackets, and the channels of gpt-oss. Forms as seen from DeepSeek, Qwen, Mistral, Kimi, Seed, Cohere, Gemma and gpt-oss.

/** Where the answer stands in a reply, in UTF-16 offsets; `isUnfinished`: the thinking never ended, so there is no answer. */
export type AnswerPlace = {
  readonly start: number;
  readonly end: number;
  readonly isUnfinished: boolean;
  /** Whether any thinking stood in the text. */
  readonly hasThought: boolean;
};

/** Names of tags that models think in. As a tag of a document they would not stand first in an answer. */
const tagNames =
  '(?:ant|mm:|seed:)?(?:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|inner_monologue|chain_of_thought|cot)';
const opening = `<${tagNames}(?:\\s[^<>]*)?>|\\[THINK\\]|◁think▷|<\\|(?:begin_of_thought|START_THINKING|think)\\|>|<unused94>|<\\|channel>thought`;
const closing = `</${tagNames}\\s*>|\\[/THINK\\]|◁/think▷|<\\|(?:end_of_thought|END_THINKING|/think)\\|>|<unused95>|<channel\\|>`;
const tags = new RegExp(`(${opening})|(${closing})`, 'giu');

/** Marks around an answer that follows thinking. */
const wrapped =
  /^(?:<answer>|<\|(?:begin_of_solution|START_RESPONSE)\|>)([\s\S]*?)(?:<\/answer>|<\|(?:end_of_solution|END_RESPONSE)\|>)?$/i;

/** Most replies have nothing of the kind, and a million of them may pass here. */
const suspect = /[<◁]|\[\/?THINK\]|^\s*(?:analysis|commentary)[A-Z]/i;

export function findAnswerPlace(reply: string): AnswerPlace {
  // Tags inside a JSON value are text.
  if (!suspect.test(reply) || (/^\s*[{["]/.test(reply) && isJson(reply))) return placed(reply, 0, false);
  const channel = afterChannels(reply);
  if (channel) return channel;
  let start = 0;
  let hasThought = false;
  let isOpen = false;
  for (const { index, 0: tag, 1: opened } of reply.matchAll(tags)) {
    if (opened !== undefined) {
      // Inside a thought it is thought about, in the middle of a line written about.
      isOpen ||= isAtLineStart(reply, index, start);
    } else if (isOpen || !/[`"']/.test(reply[index - 1] ?? '')) {
      // Only closed: the chat template has opened it in the prompt. A quoted tag is one that the text is about.
      isOpen = false;
      hasThought = true;
      start = index + tag.length;
    }
  }
  if (isOpen) return { start: reply.length, end: reply.length, isUnfinished: true, hasThought: true };
  return placed(reply, start, hasThought);
}

/** Whether nothing but white space stands between a place and the beginning of its line, or of the answer. */
function isAtLineStart(reply: string, at: number, start: number): boolean {
  let before = at;
  while (before > start && /[^\S\n]/.test(reply[before - 1]!)) before--;
  return before === start || reply[before - 1] === '\n';
}

/** `<|channel|>analysis<|message|>...<|channel|>final<|message|>...`, and what is left of it where a server drops the special tokens. */
function afterChannels(reply: string): AnswerPlace | undefined {
  const final = /<\|channel\|>\s*final(?:\s|\w|<\|constrain\|>)*<\|message\|>/.exec(reply);
  const hasChannels = /<\|channel\|>|<\|start\|>|<\|message\|>/.test(reply);
  if (final) return placed(reply, final.index + final[0].length, true, /<\|(?:return|end|start|call)\|>/);
  if (hasChannels) return { start: reply.length, end: reply.length, isUnfinished: true, hasThought: true };
  if (!/^\s*(?:analysis|commentary)(?=[A-Z])/.test(reply)) return undefined;
  const bare = /assistant\s*final/.exec(reply);
  if (bare) return placed(reply, bare.index + bare[0].length, true);
  return { start: reply.length, end: reply.length, isUnfinished: true, hasThought: true };
}

/** The rest of the reply from an offset, trimmed, without the marks that stand around an answer after a thought. */
function placed(reply: string, from: number, hasThought: boolean, terminator?: RegExp): AnswerPlace {
  const stop = terminator && terminator.exec(reply.slice(from));
  let end = stop ? from + stop.index : reply.length;
  let start = from;
  const trim = () => {
    const text = reply.slice(start, end);
    start += text.length - text.trimStart().length;
    end = Math.max(start, end - (text.length - text.trimEnd().length));
  };
  trim();
  const mark = hasThought ? wrapped.exec(reply.slice(start, end)) : null;
  if (mark) {
    start += mark[0].indexOf('>') + 1;
    end = start + mark[1]!.length;
    trim();
  }
  return { start, end, isUnfinished: false, hasThought };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
