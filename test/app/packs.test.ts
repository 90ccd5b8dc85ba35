// A model that is asked about several rows per request: over a server that bills what it is sent, the bill is the server's, the promise holds, and what
// is missing, doubled, foreign, cut or withheld in a reply is asked again and never delivered.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { InputError } from '../../src/engine/inputError';
import { roughTokens, seededUniform, type Answerer, type ModelCall } from '../support/answerers';
import { packedAnswerer, packedText, rowsOfContent, type PackOptions } from '../support/packedAnswerer';
import { startLiveRun, type LiveRun, type LiveRunOptions } from './liveRun';

const rowCount = 700;
const rules = 'Count as spam whatever wants money, a number or a click from somebody who did not ask for it. '.repeat(
  12,
);
const prompt = `Is this message spam or ham? ${rules} {{text}}`;
const isSpam = (row: number) => seededUniform('spam', row) < 0.5;
const texts = Array.from({ length: rowCount }, (_, row) => `Message ${String(row)} ${isSpam(row) ? 'wins' : 'asks'}.`);
const prices = {
  small: { inputPerMillion: 0.5, outputPerMillion: 2 },
  big: { inputPerMillion: 5, outputPerMillion: 20 },
};
const small = { model: 'small', price: prices.small };
const packed = { ...small, id: 'packed', rowsPerRequest: 10 };
const big = { model: 'big', price: prices.big };
const rowOf = (content: string) => Number(/Message (\d+)/.exec(content)![1]);

/** Answers a row by itself; the small model errs on one in a hundred. */
const alone: Answerer = ({ model, instruction, content }) => {
  const row = rowOf(content);
  const errs = model === 'small' && seededUniform('errs', row) < 0.01;
  const inputTokens = roughTokens(instruction) + roughTokens(content);
  return { text: isSpam(row) !== errs ? 'spam' : 'ham', inputTokens, outputTokens: 2, logprob: errs ? -0.9 : -0.02 };
};

async function withRun<T>(
  spoil: PackOptions['spoil'],
  body: (live: LiveRun) => Promise<T>,
  options: Partial<LiveRunOptions> = {},
): Promise<T> {
  const live = await startLiveRun({
    texts,
    answerer: packedAnswerer(alone, { countTokens: roughTokens, ...(spoil && { spoil }) }),
    models: [],
    priceOf: (model) => ({ type: 'token', ...prices[model as keyof typeof prices] }),
    ...options,
  });
  try {
    return await body(live);
  } finally {
    await live.close();
  }
}

type Result = Awaited<ReturnType<LiveRun['run']>>;

/** The promise is kept, every row has an answer, and the bill is the server's. */
function assertSound(result: Result, live: LiveRun, billedBefore = 0): void {
  assert.equal(result.state, 'finished', result.message);
  const billed = live.server.ledger.billedUsd - billedBefore;
  assert.equal(result.finished!.spentUsd!.toFixed(9), billed.toFixed(9), 'the bill is the ledger');
  const rows: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
  const wrong = rows.filter((row) => row['smart_answer'] !== (isSpam(rowOf(row['text']!)) ? 'spam' : 'ham')).length;
  assert.ok(rows.every((row) => row['smart_answer'] !== ''));
  assert.ok(wrong <= result.finished!.promise.allowed, String(wrong));
}

describe('several rows per request', function () {
  this.timeout(180_000);

  it('cost less than the same model asked singly, and the reference is asked one row at a time', async () => {
    const calls: ModelCall[] = [];
    const noting: Answerer = (call) => {
      calls.push(call);
      return packedAnswerer(alone, { countTokens: roughTokens })(call);
    };
    await withRun(
      undefined,
      async (live) => {
        const singly = await live.run({ prompt }, {}, { models: [small, big] });
        assertSound(singly, live);
        const before = live.server.ledger.billedUsd;
        calls.length = 0;
        const together = await live.run({ prompt }, {}, { models: [packed, big] });
        assertSound(together, live, before);
        const ofSmall = calls.filter(({ model }) => model === 'small');
        assert.ok(ofSmall.length <= 75, String(ofSmall.length));
        assert.ok(
          calls.filter(({ model }) => model === 'big').every(({ content }) => rowsOfContent(content).length === 0),
        );
        const [one, ten] = [
          singly.finished!.perModel['small']!.costUsd!,
          together.finished!.perModel['packed']!.costUsd!,
        ];
        assert.ok(ten < 0.3 * one, `${String(ten)} ${String(one)}`);
      },
      { answerer: noting },
    );
  });

  const spoilers: Readonly<Record<string, NonNullable<PackOptions['spoil']>>> = {
    'missing ids': (rows) => ({ text: packedText(rows.slice(2).map(({ id, answer }) => ({ id, text: answer.text }))) }),
    'doubled ids that contradict each other': (rows) => {
      const said = rows.map(({ id, answer }) => ({ id, text: answer.text }));
      return { text: packedText([...said, { id: 1, text: said[0]!.text === 'spam' ? 'ham' : 'spam' }]) };
    },
    'ids counted from 0': (rows) => ({
      text: packedText(rows.map(({ id, answer }) => ({ id: id - 1, text: answer.text }))),
    }),
    'answers without ids': (rows) => ({ text: JSON.stringify({ answers: rows.map(({ answer }) => answer.text) }) }),
    'words that are no label': (rows) => ({ text: packedText(rows.map(({ id }) => ({ id, text: 'unsure' }))) }),
    'a reply that was cut': (rows) => {
      const text = packedText(rows.map(({ id, answer }) => ({ id, text: answer.text })));
      return { text: text.slice(0, Math.floor(text.length / 2) + 3), finish: 'length' };
    },
    'a reply that was withheld': (rows) => ({
      text: packedText(rows.map(({ id }) => ({ id, text: 'spam' }))),
      finish: 'content_filter',
    }),
  };
  for (const [title, spoil] of Object.entries(spoilers))
    it(`${title}: asked again, smaller, then singly`, () =>
      withRun(
        (rows, call) => (rows.length > 3 ? spoil(rows, call) : undefined),
        async (live) => {
          const result = await live.run({ prompt }, {}, { models: [packed, big] });
          assertSound(result, live);
          assert.equal(result.finished!.perModel['packed']!.asked > 0, true);
        },
      ));

  it('is refused as the reference, with a sentence', () =>
    withRun(undefined, async (live) => {
      await assert.rejects(
        live.run({ prompt, reference: 'packed' }, {}, { models: [packed, big] }),
        (error) =>
          error instanceof InputError && /"packed" .* several rows per request.*one row at a time/.test(error.message),
      );
    }));
});
