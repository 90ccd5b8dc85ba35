// Kills a real process (SIGKILL) at random moments while it appends: every acknowledged record is there, and the next process takes over at once.
// SMART_KILLS sets how many kills (60).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { makeRandom } from '../../src/engine/random';
import { openRun } from '../../src/store/runFolder';
import { newRun } from './runs';
import { numberedAnswer } from './numbered';
import { scratchFolder } from './scratch';

const kills = Number(process.env.SMART_KILLS ?? 60);

/** Runs the appender and kills it after a while; resolves with the rows that it saw acknowledged. */
function appendUntilKilled(args: readonly string[], afterRows: number, delayMs: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(__dirname, 'appender.script.js'), ...args], { stdio: 'pipe' });
    let told = '';
    let errors = '';
    let isDoomed = false;
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (isDoomed || told.split('\n').length <= afterRows + 1) return;
      isDoomed = true;
      setTimeout(() => child.kill('SIGKILL'), delayMs);
    });
    child.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the appender ended by itself: ${errors}`));
      // The last line may be cut by the kill.
      else
        resolve(
          told
            .slice(0, told.lastIndexOf('\n') + 1)
            .split('\n')
            .filter((line) => /^\d+$/.test(line))
            .map(Number),
        );
    });
  });
}

describe('journal under kill -9', () => {
  const folder = scratchFolder();

  it(`keeps every acknowledged record over ${String(kills)} kills`, async function () {
    this.timeout(kills * 5000);
    const random = makeRandom(20261122, 'kills');
    const run = await newRun(folder());
    await run.close();
    const acknowledged = new Set<number>();
    let next = 0;
    for (let kill = 0; kill < kills; kill++) {
      const underWay = [1, 7, 100][kill % 3]!;
      const args = [folder(), run.manifest.runId, String(next), String(underWay)];
      const rows = await appendUntilKilled(args, random.below(60), random.below(8));
      for (const row of rows) acknowledged.add(row);

      const reopened = await openRun(folder(), run.manifest.runId);
      const stored = new Set<number>();
      for (const record of reopened.journal.earlier) {
        if (record.type !== 'answer') continue;
        if (record.row >= next) assert.deepEqual(record, numberedAnswer(record.row));
        stored.add(record.row);
      }
      await reopened.close();
      const torn = reopened.journal.problems.filter(({ message }) => message.includes('was torn'));
      assert.deepEqual(reopened.journal.problems, torn);
      const lost = [...acknowledged].filter((row) => !stored.has(row));
      assert.deepEqual(lost, [], `kill ${String(kill)} lost acknowledged rows`);
      next = stored.size === 0 ? 0 : [...stored].reduce((a, b) => Math.max(a, b)) + 1;
    }
    assert.ok(acknowledged.size > kills, `only ${String(acknowledged.size)} records were acknowledged`);
  });
});
