// Pages whose runs or counts claim more than there is: refused in a sentence, before the library would write them out and end the process.
import assert from 'node:assert/strict';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import { checkPage, checkValues, DamagedPage, type PageLayout } from '../../src/datasets/parquet/pageRuns';
import { InputError } from '../../src/engine/inputError';

const layout = (changes: Partial<PageLayout> = {}): PageLayout => ({
  version: 1,
  values: 100,
  repetitionLevel: 0,
  definitionLevel: 1,
  encoding: 'PLAIN',
  isBoolean: false,
  levelBytes: { repetition: 0, definition: 0 },
  ...changes,
});

/** A run of one repeated value, as its header and the value in one byte. */
function run(count: number, value = 1): number[] {
  const bytes: number[] = [];
  let header = count * 2;
  while (header > 127) {
    bytes.push((header % 128) + 128);
    header = Math.floor(header / 128);
  }
  return [...bytes, header, value];
}
const prefixed = (...runs: number[]) => Uint8Array.from([runs.length, 0, 0, 0, ...runs]);
const most = 2 ** 30 - 1;

describe('damaged Parquet pages', () => {
  it('a run of levels, of dictionary places or of booleans that is longer than the page is damage', () => {
    checkPage(prefixed(...run(60), ...run(40)), layout());
    for (const count of [2 ** 21, 2 ** 27, most]) {
      assert.throws(() => checkPage(prefixed(...run(count)), layout()), DamagedPage);
      assert.throws(() => checkPage(prefixed(...run(10), ...run(count)), layout()), DamagedPage);
      assert.throws(() => checkPage(prefixed(...run(count)), layout({ repetitionLevel: 1 })), DamagedPage);
      assert.throws(
        () => checkValues(Uint8Array.from([1, ...run(count)]), layout({ encoding: 'RLE_DICTIONARY' })),
        DamagedPage,
      );
      assert.throws(
        () => checkValues(prefixed(...run(count)), layout({ encoding: 'RLE', isBoolean: true })),
        DamagedPage,
      );
    }
    // Of width 0 a packed run of any length takes no bytes.
    const packed = [0xff, 0xff, 0xff, 0xff, 0x07];
    assert.throws(
      () => checkValues(Uint8Array.from([0, ...packed]), layout({ encoding: 'RLE_DICTIONARY' })),
      DamagedPage,
    );
  });

  it('what is cut off or empty is left to the reader, which says so', () => {
    for (const bytes of [[], [1], [9, 0, 0, 0], [9, 0, 0, 0, 0x80]]) checkPage(Uint8Array.from(bytes), layout());
    checkValues(new Uint8Array(0), layout({ encoding: 'RLE_DICTIONARY' }));
  });

  for (const codec of ['UNCOMPRESSED', 'SNAPPY'] as const)
    it(`a file with such a page is refused with the mend, ${codec}`, async () => {
      const { parquetWriteBuffer } = await import('hyparquet-writer');
      const texts = Array.from({ length: 1000 }, (_, row) => `t${String(row % 2)}`);
      const sound = Buffer.from(
        parquetWriteBuffer({ codec, columnData: [{ name: 'text', data: texts, type: 'STRING', nullable: true }] }),
      );
      await (await openDatasetBytes('a.parquet', sound)).close();
      // The levels are one run of 1,000 times 1, which becomes one of 2^30 - 1.
      const at = sound.indexOf(Buffer.from(run(1000)));
      assert.ok(at > 0, 'the file has no such run');
      const damaged = Buffer.from(sound);
      damaged.set(run(most).slice(0, -1), at);
      await assert.rejects(openDatasetBytes('a.parquet', damaged), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.match(
          error.message,
          /^a\.parquet: this Parquet file cannot be read \(it is damaged: a page claims more values than its column has\); write it anew/,
        );
        return true;
      });
    });
});
