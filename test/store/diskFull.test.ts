// A disk that is really full: a small tmpfs, where this process may mount one (root on Linux).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError } from '../../src/engine/diskError';
import { createRun, openRun, type OpenRun } from '../../src/store/runFolder';
import { dataset, job, newRun } from './runs';
import { numberedAnswer } from './numbered';
import { scratchFolder } from './scratch';

describe('full disk', () => {
  // Before the scratch folder's own, which removes it.
  afterEach(() => {
    try {
      execFileSync('umount', ['-l', disk()], { stdio: 'ignore' });
    } catch {
      /* was never mounted */
    }
  });

  const folder = scratchFolder();
  const disk = () => join(folder(), 'disk');

  beforeEach(function () {
    mkdirSync(disk());
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk()], { stdio: 'ignore' });
    } catch {
      console.log('      (no right to mount a small disk here: nothing checked)');
      this.skip();
    }
  });
  const isFull = (error: unknown) =>
    error instanceof DiskError && error.kind === 'full' && /is full\..*free some space and resume/.test(error.message);

  /** Appends until it fails; the rows that were acknowledged. */
  async function fill(run: OpenRun, underWay: number): Promise<number[]> {
    const acknowledged: number[] = [];
    let next = 0;
    const worker = async () => {
      for (;;) {
        const row = next++;
        await run.journal.append(numberedAnswer(row));
        acknowledged.push(row);
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: underWay }, worker));
    for (const outcome of outcomes) assert.ok(outcome.status === 'rejected' && isFull(outcome.reason));
    return acknowledged;
  }

  for (const underWay of [1, 50]) {
    it(`keeps what was acknowledged and resumes when there is space again (${String(underWay)} under way)`, async () => {
      writeFileSync(join(disk(), 'ballast'), Buffer.alloc(150_000));
      const run = await newRun(disk());
      const acknowledged = await fill(run, underWay);
      assert.ok(acknowledged.length > 100);
      await assert.rejects(run.journal.append(numberedAnswer(0)), isFull);
      await assert.rejects(run.close(), isFull);

      rmSync(join(disk(), 'ballast'));
      const again = await openRun(disk(), run.manifest.runId, { job, dataset });
      const stored = new Set([...again.journal.earlier].map((record) => (record.type === 'answer' ? record.row : -1)));
      assert.deepEqual(
        acknowledged.filter((row) => !stored.has(row)),
        [],
      );
      for (let row = 1_000_000; row < 1_000_020; row++) await again.journal.append(numberedAnswer(row));
      await again.close();
    });
  }

  it('says so when not even the run can be made', async () => {
    try {
      writeFileSync(join(disk(), 'ballast'), Buffer.alloc(1_000_000));
    } catch {
      /* as much as fits */
    }
    const made = createRun(join(disk(), 'runs'), {
      job,
      dataset,
      software: { name: 's', version: '1' },
      createdAt: '2026-01-01T00:00:00Z',
    });
    await assert.rejects(made, isFull);
  });
});
