// Places in the order of the draw of a table that is one batch: kept from run to run, and given anew where earlier places decided what is left.
import assert from 'node:assert/strict';
import { grownBatchOf, placesLeft } from '../../../src/app/growing/growBatch';
import type { JobPlan } from '../../../src/app/planJob';
import { firstPlaces } from '../../../src/engine/certified/grownBatch';
import { setDigest } from '../../../src/engine/rowDigests';
import { atOnce } from '../../../src/engine/turns';
import type { StoredDelivery } from '../../../src/store/deliveryFile';
import type { RunManifest } from '../../../src/store/manifest';
import type { StoredTable } from '../../../src/store/tableFile';

const [then, now, firstSeed] = [200, 300, 9];
const digests = (rows: number) => {
  const made = new Uint32Array(4 * rows);
  for (let row = 0; row < rows; row++) setDigest(made, row, new Uint8Array(16).fill(row % 251).fill(row >> 8, 8));
  return made;
};
const looks = { population: then, hiddenAllowed: 20, sizes: [30], allowed: [0] };

/** The reference answered the rows of the first run whose places are below a half, where the sample ended: the others have a cheap answer. */
function grown({ looks: made, drawsAnew }: { looks?: typeof looks; drawsAnew?: true }, seed = 4) {
  const before = atOnce(firstPlaces(then, firstSeed));
  const delivery = {
    models: ['cheap', 'reference'],
    model: Int16Array.from(before, (place) => Number(place < 0.5)),
  } as unknown as StoredDelivery;
  const table: StoredTable = {
    ...{ digests: digests(then), batch: new Int32Array(then), drawn: [3], chosen: [7] },
    batches: [{ runId: 'first', allowed: 20, looks: made }],
    ...(drawsAnew && { drawsAnew }),
  };
  const plan = {
    ...{ job: { reference: 'reference' }, digests: digests(now) },
    problem: { rowCount: now, seed },
  } as unknown as JobPlan;
  const manifest = { runId: 'first', job: { seed: firstSeed } } as RunManifest;
  return { before, carried: grownBatchOf(plan, manifest, table, delivery) };
}

describe('places of a batch that grows', () => {
  it('stay where a sample was drawn by them; planning rows have left, new rows have places of their own', () => {
    const { before, carried } = grown({ looks });
    const { places, rows, isCertified } = carried.grown!;
    assert.ok(isCertified);
    assert.deepEqual([places[3], places[7]], [NaN, NaN]);
    assert.equal(rows.length, then - 2);
    for (const row of rows) assert.equal(places[row], before[row]);
    for (let row = then; row < now; row++) assert.ok(places[row]! >= 0 && places[row]! < 1);
  });

  it('are new where the first rows of the draw were tried: what candidates answered says something of the old ones', () => {
    const { before, carried } = grown({ looks, drawsAnew: true });
    const { places, rows, isCertified } = carried.grown!;
    assert.ok(isCertified);
    for (const row of rows) assert.ok(places[row]! >= 0 && places[row] !== before[row], String(row));
  });

  it('are new where nothing was certified: the rows that are left are those that the reference was not asked about by their places', () => {
    let [sum, count] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const { before, carried } = grown({}, seed);
      const { places, rows, isCertified } = carried.grown!;
      assert.ok(!isCertified);
      for (const row of rows) {
        assert.ok(before[row]! >= 0.5);
        sum += places[row]!;
        count++;
      }
    }
    // A mean of some 2,000 uniform numbers; with the old places it would be .75.
    assert.ok(count > 1000 && Math.abs(sum / count - 0.5) < 0.04, String(sum / count));
  });

  it('are taken from planning rows, and from all that the reference answered where nothing was drawn', () => {
    const places = Float64Array.of(0.1, 0.2, 0.3, 0.4);
    const model = Int16Array.of(0, 1, 0, 0);
    assert.deepEqual([...placesLeft(places, model, 1, { drawn: [0], chosen: [3] })], [NaN, NaN, 0.3, NaN]);
    assert.deepEqual([...placesLeft(places, model, 1, { drawn: [0], chosen: [], looks })], [NaN, 0.2, 0.3, 0.4]);
  });
});
