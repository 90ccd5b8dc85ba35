// What a run of a table leaves for the run that continues it, and what that run keeps of it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../src/engine/inputError';
import {
  isTableKept,
  readCarried,
  readTable,
  writeCarried,
  writeTable,
  type Batch,
  type StoredCarried,
  type StoredTable,
} from '../../src/store/tableFile';
import { scratchFolder } from './scratch';
import { spoilt } from './spoilt';

const looks = { population: 40, hiddenAllowed: 3, sizes: [5, 9], allowed: [-1, 0] };
const batches: readonly Batch[] = [
  { runId: 'first', allowed: 2, looks },
  { runId: 'second', allowed: 0 },
  { runId: 'third', allowed: 3, forgone: looks },
];
const table: StoredTable = {
  ...{ digests: Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 0xffffffff), batch: Int32Array.of(1, -1) },
  ...{ batches, drawn: [0], chosen: [1] },
};
const carried: StoredCarried = {
  ...{ from: 'second', models: ['tiny', 'student'], model: Int16Array.of(1, -1, 0) },
  ...{ trust: Float32Array.of(0.5, 0, 1), batch: Int32Array.of(0, -1, 1), batches },
  ...{ drawn: [0, 2], chosen: [], allowed: 2, looks: [looks] },
  counts: { added: 1, changed: 2, removed: 3, reopened: 4 },
};

describe('table.json', () => {
  const folder = scratchFolder();
  const path = () => join(folder(), 'table.json');
  const refuses = (text: string, why: RegExp) => {
    writeFileSync(path(), text);
    assert.throws(
      () => readTable(folder()),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.ok(error.message.startsWith(`${path()} cannot be used (`), error.message);
        assert.match(error.message, why);
        assert.match(error.message, /\); the run cannot be continued\.$/);
        return true;
      },
    );
  };
  const change = (changes: object) =>
    JSON.stringify({ ...(JSON.parse(readFileSync(path(), 'utf8')) as object), ...changes });

  it('gives back every row as it was written, with and without keys', async () => {
    const words = fc.array(fc.nat(0xffffffff), { minLength: 8, maxLength: 8 });
    const row = fc.record({ words, batch: fc.integer({ min: -1, max: batches.length - 1 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), fc.boolean(), async (rows, hasKeys) => {
        const written: StoredTable = {
          digests: Uint32Array.from(rows.flatMap((each) => each.words.slice(4))),
          ...(hasKeys && { keys: Uint32Array.from(rows.flatMap((each) => each.words.slice(0, 4))) }),
          batch: Int32Array.from(rows, (each) => each.batch),
          ...{ batches, drawn: [rows.length - 1], chosen: [0] },
        };
        await writeTable(folder(), written);
        assert.deepEqual(readTable(folder()), written);
      }),
    );
  });

  it('gives back the places of a table that is one batch, and whether it is to draw anew', async () => {
    for (const drawsAnew of [true, false, undefined]) {
      const written: StoredTable = {
        ...table,
        places: Float64Array.of(0.25, NaN),
        ...(drawsAnew !== undefined && { drawsAnew }),
      };
      await writeTable(folder(), written);
      assert.deepEqual(readTable(folder()), written);
    }
    await writeTable(folder(), { ...table, places: Float64Array.of(0.25) });
    refuses(readFileSync(path(), 'utf8'), /its columns are of different lengths/);
  });

  it('is there once it was written, as one line', async () => {
    assert.equal(isTableKept(folder()), false);
    assert.equal(readTable(folder()), undefined);
    await writeTable(folder(), table);
    assert.equal(isTableKept(folder()), true);
    assert.match(readFileSync(path(), 'utf8'), /^\{.*\}\n$/);
  });

  it('is refused where a column is shorter or longer than the others', async () => {
    for (const wrong of [
      { ...table, digests: table.digests.subarray(4) },
      { ...table, digests: table.digests.subarray(1) },
      { ...table, batch: Int32Array.of(0) },
      { ...table, keys: table.digests.subarray(4) },
    ]) {
      await writeTable(folder(), wrong);
      refuses(readFileSync(path(), 'utf8'), /its columns are of different lengths/);
    }
  });

  it('is refused where it names a row or a batch that is not there', async () => {
    for (const wrong of [{ drawn: [0, 2] }, { chosen: [2] }]) {
      await writeTable(folder(), { ...table, ...wrong });
      refuses(readFileSync(path(), 'utf8'), /it names a row that is not there/);
    }
    for (const batch of [batches.length, -2]) {
      await writeTable(folder(), { ...table, batch: Int32Array.of(0, batch) });
      refuses(readFileSync(path(), 'utf8'), /it names an unknown batch/);
    }
    await writeTable(folder(), { ...table, drawn: [1], chosen: [1], batch: Int32Array.of(-1, 1) });
    assert.deepEqual(readTable(folder())!.drawn, [1]);
  });

  it('is refused where it is torn, of a newer version, or holds anything of another kind', async () => {
    await writeTable(folder(), { ...table, keys: table.digests });
    const sound = readFileSync(path(), 'utf8');
    refuses(sound.slice(0, 40), /JSON/);
    writeFileSync(path(), sound);
    refuses(change({ version: 2 }), /a newer version of SMART wrote it/);
    for (const { value } of spoilt(JSON.parse(sound))) refuses(JSON.stringify(value), /./);
  });

  it('is refused where a number is below what it can be', async () => {
    const batch = batches[0]!;
    for (const wrong of [
      { drawn: [-1] },
      { chosen: [0.5] },
      { batches: [{ ...batch, allowed: -1 }] },
      { batches: [{ ...batch, looks: { ...looks, population: -1 } }] },
      { batches: [{ ...batch, looks: { ...looks, hiddenAllowed: -1 } }] },
      { batches: [{ ...batch, looks: { ...looks, sizes: [-1, 2] } }] },
      { batches: [{ ...batch, looks: { ...looks, allowed: [-2, 2] } }] },
    ]) {
      await writeTable(folder(), table);
      refuses(change(wrong), /Too small|int/);
    }
  });
});

describe('carried.json', () => {
  const folder = scratchFolder();
  const path = () => join(folder(), 'carried.json');
  const student = { answers: [{ key: 'yes', text: 'Yes' }], of: Int16Array.of(0, -1, -1) };
  const refuses = (rows: number, why: RegExp) => {
    assert.throws(
      () => readCarried(folder(), rows),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.ok(error.message.startsWith(path()), error.message);
        assert.match(error.message, why);
        return true;
      },
    );
  };

  it('gives back what was written, with and without a student, and of a table that is one batch', async () => {
    const grown = { rows: Int32Array.of(0, 2), places: Float64Array.of(0.25, NaN, 0.5), isCertified: true };
    for (const written of [carried, { ...carried, student }, { ...carried, grown }]) {
      await writeCarried(folder(), written);
      assert.deepEqual(readCarried(folder(), 3), written);
    }
    assert.match(readFileSync(path(), 'utf8'), /^\{.*\}\n$/);
    assert.ok(!existsSync(join(folder(), 'table.json')));
  });

  it('writes a part of a larger buffer as that part', async () => {
    await writeCarried(folder(), { ...carried, model: Int16Array.of(9, 9, 1, -1, 0, 9).subarray(2, 5) });
    assert.deepEqual([...readCarried(folder(), 3).model], [1, -1, 0]);
  });

  it('is missed where it is not there', () => {
    refuses(3, /is not there; the run cannot be resumed\. Continue its predecessor anew\.$/);
  });

  it('is refused where it is about another number of rows, column by column', async () => {
    await writeCarried(folder(), carried);
    for (const rows of [2, 4]) refuses(rows, /it is about another number of rows/);
    for (const short of [
      { model: carried.model.subarray(1) },
      { trust: carried.trust.subarray(1) },
      { batch: carried.batch.subarray(1) },
    ]) {
      await writeCarried(folder(), { ...carried, ...short });
      refuses(3, /it is about another number of rows/);
    }
  });

  it('is refused where it names a model or a row that is not there', async () => {
    for (const model of [2, -2]) {
      await writeCarried(folder(), { ...carried, model: Int16Array.of(0, 1, model) });
      refuses(3, /it names an unknown model/);
    }
    for (const wrong of [{ drawn: [3] }, { chosen: [3] }]) {
      await writeCarried(folder(), { ...carried, ...wrong });
      refuses(3, /it names a row that is not there/);
    }
  });

  it('is refused where the batch that goes on has a row that is not there, or places of other rows', async () => {
    const grown = { rows: Int32Array.of(0, 2), places: Float64Array.of(0.25, NaN, 0.5), isCertified: false };
    for (const row of [3, -1]) {
      await writeCarried(folder(), { ...carried, grown: { ...grown, rows: Int32Array.of(0, row) } });
      refuses(3, /it names a row that is not there/);
    }
    await writeCarried(folder(), { ...carried, grown: { ...grown, places: Float64Array.of(0.25, 0.5) } });
    refuses(3, /it is about another number of rows/);
  });

  it('is refused where it is torn, of a newer version, or holds anything of another kind', async () => {
    await writeCarried(folder(), { ...carried, student });
    const sound = readFileSync(path(), 'utf8');
    writeFileSync(path(), sound.slice(0, 40));
    refuses(3, /JSON/);
    const parsed = JSON.parse(sound) as object;
    writeFileSync(path(), JSON.stringify({ ...parsed, version: 2 }));
    refuses(3, /a newer version of SMART wrote it/);
    for (const { value } of spoilt(parsed)) {
      writeFileSync(path(), JSON.stringify(value));
      refuses(3, /cannot be used \(.*\); the run cannot be continued\.$/);
    }
  });
});
