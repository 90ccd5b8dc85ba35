// A language model of a few hundred kilobytes with random weights from a seed, as a GGUF file that llama.cpp loads: it speaks nonsense, but a real
// server decodes it under a real grammar with real token counts. Format: the GGUF specification, version 3, in the ggml repository.
import { makeRandom, type Random } from '../../src/engine/random';

const sizes = { embedding: 64, heads: 4, feedForward: 128, layers: 2, context: 8192 };
const alignment = 32;

/** Value types of the specification. */
const types = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;
type Typed =
  | readonly ['uint32' | 'float32', number]
  | readonly ['bool', boolean]
  | readonly ['string', string]
  | readonly ['strings', readonly string[]]
  | readonly ['floats', readonly number[]]
  | readonly ['ints', readonly number[]];

type Tensor = { readonly name: string; readonly shape: readonly number[]; readonly values: Float32Array };

export function tinyGguf(seed: number): Buffer {
  const vocabulary = makeVocabulary();
  const fields = metadata(vocabulary);
  const tensors = makeTensors(vocabulary.length, makeRandom(seed, 'weights'));
  const header = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(Object.keys(fields).length)];
  for (const [name, value] of Object.entries(fields)) header.push(text(name), typed(value));
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    // Type 0 of tensors is float32.
    header.push(text(name), uint32(shape.length), ...shape.map(uint64), uint32(0), uint64(offset));
    offset = padded(offset + values.byteLength);
  }
  const parts = [padTo(Buffer.concat(header))];
  for (const { values } of tensors) parts.push(padTo(Buffer.from(values.buffer)));
  return Buffer.concat(parts);
}

type Token = {
  readonly text: string;
  readonly score: number;
  readonly kind: 'normal' | 'unknown' | 'control' | 'byte';
};

/** SentencePiece-like: bytes for whatever is no piece, single characters, and a few words. */
function makeVocabulary(): Token[] {
  const tokens: Token[] = [
    { text: '<unk>', score: 0, kind: 'unknown' },
    { text: '<s>', score: 0, kind: 'control' },
    { text: '</s>', score: 0, kind: 'control' },
  ];
  for (let byte = 0; byte < 256; byte++)
    tokens.push({ text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, score: 0, kind: 'byte' });
  const pieces = ['▁', ...Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))];
  const words = ['ha', 'ham', 'sp', 'am', 'spam', '▁t', '▁th', '▁the', 'in', 'er', 'an', 'ing', 'ans', 'wer', 'answer'];
  for (const [rank, piece] of [...pieces, ...words].entries())
    tokens.push({ text: piece, score: piece.length - rank / 1000, kind: 'normal' });
  return tokens;
}

const tokenKinds: Record<Token['kind'], number> = { normal: 1, unknown: 2, control: 3, byte: 6 };

function metadata(vocabulary: readonly Token[]): Record<string, Typed> {
  return {
    'general.architecture': ['string', 'llama'],
    'general.name': ['string', 'smart-tiny-random'],
    'general.alignment': ['uint32', alignment],
    'llama.vocab_size': ['uint32', vocabulary.length],
    'llama.context_length': ['uint32', sizes.context],
    'llama.embedding_length': ['uint32', sizes.embedding],
    'llama.block_count': ['uint32', sizes.layers],
    'llama.feed_forward_length': ['uint32', sizes.feedForward],
    'llama.rope.dimension_count': ['uint32', sizes.embedding / sizes.heads],
    'llama.attention.head_count': ['uint32', sizes.heads],
    'llama.attention.head_count_kv': ['uint32', sizes.heads],
    'llama.attention.layer_norm_rms_epsilon': ['float32', 1e-5],
    'tokenizer.ggml.model': ['string', 'llama'],
    'tokenizer.ggml.tokens': ['strings', vocabulary.map((token) => token.text)],
    'tokenizer.ggml.scores': ['floats', vocabulary.map((token) => token.score)],
    'tokenizer.ggml.token_type': ['ints', vocabulary.map((token) => tokenKinds[token.kind])],
    'tokenizer.ggml.unknown_token_id': ['uint32', 0],
    'tokenizer.ggml.bos_token_id': ['uint32', 1],
    'tokenizer.ggml.eos_token_id': ['uint32', 2],
    'tokenizer.ggml.add_bos_token': ['bool', true],
    'tokenizer.chat_template': [
      'string',
      "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}",
    ],
  };
}

/** Shapes as ggml counts them: the fastest dimension first. */
function makeTensors(vocabulary: number, random: Random): Tensor[] {
  const { embedding, feedForward, layers } = sizes;
  const weights = (name: string, columns: number, rows: number): Tensor => ({
    name: `${name}.weight`,
    shape: [columns, rows],
    values: Float32Array.from({ length: columns * rows }, () => (random.next() * 2 - 1) / Math.sqrt(columns)),
  });
  const norm = (name: string): Tensor => ({
    name: `${name}.weight`,
    shape: [embedding],
    values: new Float32Array(embedding).fill(1),
  });
  const block = (at: string): Tensor[] => [
    norm(`${at}.attn_norm`),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((name) => weights(`${at}.${name}`, embedding, embedding)),
    norm(`${at}.ffn_norm`),
    weights(`${at}.ffn_gate`, embedding, feedForward),
    weights(`${at}.ffn_up`, embedding, feedForward),
    weights(`${at}.ffn_down`, feedForward, embedding),
  ];
  return [
    weights('token_embd', embedding, vocabulary),
    ...Array.from({ length: layers }, (_, layer) => block(`blk.${String(layer)}`)).flat(),
    norm('output_norm'),
    weights('output', embedding, vocabulary),
  ];
}

function typed([type, value]: Typed): Buffer {
  switch (type) {
    case 'uint32':
      return Buffer.concat([uint32(types.uint32), uint32(value)]);
    case 'float32':
      return Buffer.concat([uint32(types.float32), float32(value)]);
    case 'bool':
      return Buffer.concat([uint32(types.bool), Buffer.from([value ? 1 : 0])]);
    case 'string':
      return Buffer.concat([uint32(types.string), text(value)]);
    case 'strings':
      return array(types.string, value.map(text));
    case 'floats':
      return array(types.float32, value.map(float32));
    case 'ints':
      return array(types.int32, value.map(uint32));
  }
}

function array(type: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([uint32(types.array), uint32(type), uint64(items.length), ...items]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

const padded = (length: number) => Math.ceil(length / alignment) * alignment;
const padTo = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
