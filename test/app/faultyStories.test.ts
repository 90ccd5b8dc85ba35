// Whatever operation on the disk fails once while runs are corrected, continued, labelled, audited, exported and brought back: the step that failed says so in a
// sentence and can be taken again, the end is the same to the byte, and nothing is paid twice. By default a few operations of each story; `npm run test:faults`
// takes every one that changes something by every code, and every other by one of them. In pieces of some minutes: `node dist/test/unit.run.js
// SMART_FAULTS=ENOSPC,EIO SMART_FAULTS_STORY=audited app/faultyStories`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { mayBeFelt } from '../support/faultyDisk';
import type { FaultyStoriesRequest, FaultyStory } from '../support/faultyStories.script';
import { stories } from './faultyStories';

const asked = process.env['SMART_FAULTS'];
const isWhole = asked !== undefined;
const allCodes = ['EPERM', 'EBUSY', 'EACCES', 'EISDIR', 'EINVAL', 'ENOSPC', 'EIO'];
const codes = asked === undefined || asked === 'all' ? allCodes : asked.split(',');
const toldStories = process.env['SMART_FAULTS_STORY']?.split(',') ?? Object.keys(stories);
const faultsOfAStory = 2 * allCodes.length;
/** Two requests at once; the driver keeps twice as many rows under way. */
const underWay = 4;

describe('what is done with runs on a disk that fails once', function () {
  this.timeout(isWhole ? 4 * 3_600_000 : 300_000);

  for (const story of toldStories)
    it(`comes to the same end: ${story}`, async () => {
      const runs: FaultyStory[] = [];
      const wrong: string[] = [];
      const request: FaultyStoriesRequest = {
        ...{ story, codes },
        ...(!isWhole && { faults: faultsOfAStory, oddDisks: 2 }),
      };
      const script = resolve(__dirname, '../support/faultyStories.script.js');
      const child = spawn(process.execPath, [script, JSON.stringify(request)], {
        env: { ...process.env, XDG_CONFIG_HOME: process.env['XDG_CONFIG_HOME'] ?? join(__dirname, 'config') },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const closed = once(child, 'close');
      let operations = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        const told = JSON.parse(line) as FaultyStory | { operations: number };
        if ('operations' in told) ({ operations } = told);
        else {
          runs.push(told);
          for (const problem of problemsOf(told))
            wrong.push(`${told.fault} (${told.failed ?? 'nothing failed'}): ${problem}`);
        }
      }
      assert.deepEqual((await closed)[0], 0, 'the script ends well');
      const counts = codes.map(
        (code) => `${code} ${String(runs.filter(({ fault }) => fault.startsWith(`${code} at`)).length)}`,
      );
      console.log(`      ${story}: ${String(operations)} operations, failed by ${counts.join(', ')}`);
      assert.deepEqual(wrong, []);
      assert.ok(operations > 50 && runs.length > (isWhole ? operations : faultsOfAStory));
      assert.ok(
        runs.some(({ said }) => said.length > 0),
        'some faults are felt',
      );
    });
});

function problemsOf({ fault, failed, otherwise, said, extra }: FaultyStory): readonly string[] {
  return [
    ...otherwise,
    ...said.filter((text) => !/^exit 2: /.test(text) || /\n\s+at |^(exit 2: )?smart [\w-]+: E[A-Z]+: /m.test(text)),
    ...(mayBeFelt(fault, failed) ? [] : said),
    ...(extra > underWay ? [`${String(extra)} requests more than in the calm story`] : []),
  ];
}
