// A model that is asked about several rows per request: the bill is the server's, the promise holds, and what is missing, doubled, foreign, cut or withheld
// in a reply is asked again and never delivered. What it costs and tells of its rows: packsMoney.test.ts.
import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import { roughTokens, type Answerer, type ModelCall } from '../support/answerers';
import { packedAnswerer, packedText, rowsOfContent, type PackOptions } from '../support/packedAnswerer';
import { alone, assertSound, big, packed, prompt, small, withRun } from './packedRun';

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
