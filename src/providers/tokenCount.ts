// Counts a text's tokens for the estimate before a run: with the model's own tokeniser where it is public (OpenAI), else by a stated rule of
// thumb. Not for the cap, which rests on an upper bound (outputBound.ts), and not for bills, which rest on the provider's own count.
import { bareName } from './modelTraits';

export type TokenCounter = {
  readonly count: (text: string) => number;
  /** The public vocabulary that it counts with; absent: it estimates. */
  readonly encoding?: string;
};

type Encoding = 'o200k_base' | 'cl100k_base';

/** Loads only the encoding that the model needs: 2.4 MB and about half a second for o200k_base. */
export async function tokenCounterFor(modelId: string): Promise<TokenCounter> {
  const name = encodingOf(modelId);
  if (name === undefined) return estimatingCounter();
  const { countTokens } =
    name === 'o200k_base'
      ? await import('gpt-tokenizer/encoding/o200k_base')
      : await import('gpt-tokenizer/encoding/cl100k_base');
  // Special tokens in a row's text are text; the library throws on them otherwise.
  const plain = { disallowedSpecial: new Set<string>() };
  return {
    count: (text) => piecesOf(text).reduce((sum, piece) => sum + countTokens(piece, plain), 0),
    encoding: name,
  };
}

function encodingOf(modelId: string): Encoding | undefined {
  const name = bareName(modelId);
  if (/^(gpt-4o|chatgpt-4o|gpt-4\.1|gpt-4\.5|gpt-[5-9]|gpt-oss|o[1-9]|codex)/.test(name)) return 'o200k_base';
  if (/^(gpt-4|gpt-3\.5)/.test(name)) return 'cl100k_base';
  return undefined;
}

/** Merging is quadratic in the length of an unbroken run (40,000 times one letter takes 5 s); a cut costs at most one token too many. */
const longestPiece = 4000;

function piecesOf(text: string): string[] {
  if (text.length <= longestPiece) return [text];
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += longestPiece) pieces.push(text.slice(at, at + longestPiece));
  return pieces;
}

/** English has about 4.2 characters to a token of Claude's older tokeniser and fewer with the newer; 3.5 errs on the expensive side. */
export const asciiCharactersPerToken = 3.5;

function estimatingCounter(): TokenCounter {
  return {
    count: (text) => {
      let ascii = 0;
      for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 128) ascii++;
      // Beyond ASCII about one token to a character, which is near for Chinese and too much for accented Latin letters.
      return Math.ceil(ascii / asciiCharactersPerToken + (text.length - ascii));
    },
  };
}
