import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/engine/inputError';
import type { Dialect } from '../../src/datasets/csv/dialect';
import { scanDelimited } from '../../src/datasets/csv/scanDelimited';
import { scanJsonArray, scanJsonLines } from '../../src/datasets/json/scanJson';
import { readRecords, type MakeScanner } from '../../src/datasets/recordFile';
import { makeTextCheck } from '../../src/datasets/textCheck';
import { nastyText } from './nastyText';

const comma: Dialect = { delimiter: ',', hasQuotes: true, escape: '"', skipsSpace: false, newline: '\n' };

describe('the place where a chunk ends', function () {
  // Thousands of cases; a busy machine takes its time.
  this.timeout(240_000);
  const cut = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 40 });

  function* chunksOf(bytes: Buffer, sizes: readonly number[]) {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length]!;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  }

  async function recordsOf(bytes: Buffer, sizes: readonly number[], makeScanner: MakeScanner) {
    async function* chunks() {
      yield* chunksOf(bytes, sizes);
    }
    const records: (string | number)[][] = [];
    try {
      for await (const batch of readRecords('f', chunks(), makeScanner))
        batch.starts.forEach((start, at) => {
          const text = batch.bytes.toString('utf8', start - batch.base, batch.ends[at]! - batch.base);
          records.push([start, batch.ends[at]!, batch.lines[at]!, batch.cells[at]!, text]);
        });
    } catch (error) {
      assert.ok(error instanceof InputError);
      return { records, refusal: error.message.replace(/ instead of \\"/, '') };
    }
    return { records };
  }

  const scanners: Record<string, MakeScanner> = {
    'delimited text': (sink, from) => scanDelimited(comma, 'f', sink, from),
    'delimited text with backslashes': (sink, from) =>
      scanDelimited({ ...comma, escape: '\\', skipsSpace: true }, 'f', sink, from),
    'JSON lines': scanJsonLines,
    'a JSON array': (sink, from) => scanJsonArray('f', sink, from),
  };
  for (const [what, makeScanner] of Object.entries(scanners)) {
    it(`does not matter to ${what}`, async () => {
      const text =
        what === 'a JSON array'
          ? fc.array(fc.dictionary(nastyText, nastyText)).map((value) => JSON.stringify(value, null, 1))
          : nastyText;
      await fc.assert(
        fc.asyncProperty(text, cut, async (content, sizes) => {
          const bytes = Buffer.from(content);
          const whole = await recordsOf(bytes, [Math.max(1, bytes.length)], makeScanner);
          const cutUp = await recordsOf(bytes, sizes, makeScanner);
          assert.equal(cutUp.refusal, whole.refusal);
          // Batches before a refusal depend on the chunks.
          if (whole.refusal === undefined) assert.deepEqual(cutUp.records, whole.records);
        }),
        { numRuns: 1000 },
      );
    });
  }

  it('does not matter to the judgement of encodings', () => {
    const line = fc.constantFrom(
      'abc\n',
      'é\n',
      '😀😀\n',
      '日本\n',
      Buffer.from('\xe9\n', 'latin1'),
      Buffer.from('\xe9\xe8', 'latin1'),
    );
    const judge = (bytes: Buffer, sizes: readonly number[]) => {
      const check = makeTextCheck('f', 'utf-8');
      try {
        for (const chunk of chunksOf(bytes, sizes)) check.push(chunk);
        return check.end();
      } catch (error) {
        return (error as Error).message;
      }
    };
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), cut, (lines, sizes) => {
        const bytes = Buffer.concat(lines.map((each) => Buffer.from(each as string)));
        const [whole, cutUp] = [judge(bytes, [1000]), judge(bytes, sizes)];
        assert.equal(cutUp, whole);
      }),
      { numRuns: 2000 },
    );
  });
});
