// Some servers (Ollama, LM Studio, llama.cpp) read only as much of a prompt as their context holds, leave out the rest and answer without an error. The
// token count that they tell gives it away: it is far below what any tokeniser would make of the text that was sent.
import type { AskRequest, Reply } from '../engine/provider';
import { tokenCounterFor, type TokenCounter } from './tokenCount';

/** No server has a smaller context; a smaller count is that of a server that does not count. */
const smallestContext = 500;
/** Other vocabularies make at least this share of the tokens of o200k_base, wherever that is no worse than `charactersPerToken`. */
const leastShare = 0.6;
/** A vocabulary that is made for the language of a text needs a token for this many characters at most, in scripts that o200k_base splits finely. */
const charactersPerToken = 2.5;
/** English has about 4.3 characters to a token: below this no prompt is worth counting. */
const suspiciousCharacters = 5;

let counter: Promise<TokenCounter> | undefined;

/** The reply; where the server read only a part of the prompt, one that ends by `input-cut`. */
export async function noticeCutInput<R extends Reply>(request: AskRequest, reply: R): Promise<R> {
  const told = reply.usage.inputTokens;
  const { instruction, content } = request;
  if (told === undefined || told < smallestContext) return reply;
  if (instruction.length + content.length < suspiciousCharacters * told) return reply;
  const counted = await (counter ??= tokenCounterFor('gpt-4o'));
  const row = leastTokens(content, counted);
  const all = row + leastTokens(instruction, counted);
  // A gateway may leave tokens of an instruction that it has cached out of its count: then the count is about that of the row.
  const isCached = told > leastShare * row && told < 1.5 * row + smallestContext;
  if (told >= leastShare * all || isCached) return reply;
  const read = `The server read ${grouped(told)} of about ${grouped(all)} tokens of the prompt`;
  return { ...reply, finish: { unified: 'input-cut', raw: `${read}: its context is too small for this row.` } };
}

const grouped = (count: number) => Math.round(count).toLocaleString('en');

function leastTokens(text: string, counter: TokenCounter): number {
  // A run of one character may be a single token in one vocabulary and many in another.
  const plain = text.replace(/(.)\1{3,}/gsu, '$1');
  return Math.min(counter.count(plain), plain.length / charactersPerToken);
}
