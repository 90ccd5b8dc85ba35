import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clopperPearson } from '../../../src/engine/stats/clopperPearson';
import { nextRow, ownCheckHandlers } from '../../../src/host/runs/ownCheck';
import { createRowReader, type RowReader } from '../../../src/host/runs/rowReader';
import { userInstallation } from '../../../src/store/installation';
import { ownCheckPath, type Judgement } from '../../../src/store/ownCheckFile';
import { writeLargeRun } from '../../panel/largeRun';

const rows = 400;
/** As the run's rows are made: what the reference would say. */
const truth = (row: number) => (row % 2 === 0 ? 'positive' : 'negative');
/** As the run's rows are made: what was delivered. */
const delivered = (row: number) => (row % 10 === 0 || row % 50 === 7 || row % 31 !== 0 ? truth(row) : 'negative');

describe("the user's own check", () => {
  let folder: string;
  let run: string;
  let reader: RowReader;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'smart-own-check-'));
    run = await writeLargeRun(folder, rows);
  });
  beforeEach(() => {
    rmSync(ownCheckPath(run), { force: true });
    reader = createRowReader(
      () => run,
      () => Promise.reject(new Error('nobody asks')),
      () => Promise.resolve(userInstallation()),
    );
  });
  afterEach(() => {
    reader.dispose();
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('counts agreement with the delivered answers and with the reference, and goes on where it was left', async () => {
    let check = ownCheckHandlers(() => run, reader);
    let now = await check.ownCheck({});
    assert.deepEqual(now.labels, ['positive', 'negative']);
    assert.equal(now.interval, undefined);
    const seen: number[] = [];
    for (let i = 0; i < 300; i++) {
      // Half way the panel is closed.
      if (i === 150) check = ownCheckHandlers(() => run, reader);
      const { row, cells, answer } = now.next!;
      assert.equal(answer, undefined, 'labels are given blind');
      assert.match(cells.find(({ column }) => column === 'text')!.text, new RegExp(`, ${String(row)}$`));
      seen.push(row);
      now = await check.judgeRow({ row, label: truth(row) });
    }
    assert.equal(new Set(seen).size, 300);
    const agreed = seen.filter((row) => delivered(row) === truth(row)).length;
    const compared = seen.filter((row) => row % 10 === 0 || row % 50 === 7).length;
    assert.ok(agreed < 300);
    assert.deepEqual([now.judged, now.checked, now.agreed], [300, 300, agreed]);
    assert.deepEqual(now.reference, { compared, agreed: compared });
    assert.deepEqual(now.interval, clopperPearson(agreed, 300, 0.95));
    assert.doesNotMatch(readFileSync(ownCheckPath(run), 'utf8'), /battery/);
  });

  it('leaves out what the user could not tell, and takes the last word back', async () => {
    const check = ownCheckHandlers(() => run, reader);
    const first = (await check.ownCheck({})).next!.row;
    const second = (await check.judgeRow({ row: first })).next!.row;
    const after = await check.judgeRow({
      row: second,
      label: delivered(second) === 'positive' ? 'negative' : 'positive',
    });
    assert.deepEqual([after.judged, after.checked, after.agreed], [2, 1, 0]);
    const before = await check.unjudgeRow({});
    assert.deepEqual([before.judged, before.checked, before.next!.row], [1, 0, second]);
  });

  it('refuses a row that nobody was shown and a label that is none', async () => {
    const check = ownCheckHandlers(() => run, reader);
    const { row } = (await check.ownCheck({})).next!;
    await assert.rejects(check.judgeRow({ row: row + 1, label: 'positive' }) as Promise<unknown>, /Another row/);
    await assert.rejects(check.judgeRow({ row, label: 'mixed' }) as Promise<unknown>, /none of the run's labels/);
    assert.equal((await check.ownCheck({})).judged, 0);
  });

  it('draws every row with an answer alike, each once, and no other', () => {
    const models = Int16Array.from({ length: 12 }, (_, row) => (row % 4 === 3 ? -1 : 0));
    const firsts = new Map<number, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const first = nextRow(models, [], seed)!;
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    assert.equal(firsts.size, 9);
    // 333 expected each, standard deviation 17.
    for (const [row, count] of firsts)
      assert.ok(Math.abs(count - 3000 / 9) < 80, `row ${String(row)}: ${String(count)}`);
    const judged: Judgement[] = [];
    for (let row; (row = nextRow(models, judged, 5)) !== undefined;) judged.push({ row });
    assert.deepEqual(
      judged.map(({ row }) => row).sort((a, b) => a - b),
      [0, 1, 2, 4, 5, 6, 8, 9, 10],
    );
  });
});
