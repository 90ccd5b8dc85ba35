// Runs that a SMART of journal version 1 stored (test/fixtures/journalVersion1) are read, told in both languages, and can be gone on with.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JournalRecord } from '../../src/engine/journal';
import type { RunEvent } from '../../src/engine/events';
import { isReason, reason, type Why } from '../../src/engine/reasons';
import { reportData } from '../../src/engine/report/reportData';
import { formatMarkdown } from '../../src/engine/report/formatMarkdown';
import { emptyRunState, foldEvent } from '../../src/engine/runState';
import { readRecords } from '../../src/store/journalFile';
import { ofVersion1 } from '../../src/store/journalVersion1';
import { openJournal } from '../../src/store/journal';
import { parseManifest } from '../../src/store/manifest';
import { engineWordsFor } from '../../webview-ui/engineWords';
import { scratchFolder } from './scratch';

const fixtures = resolve(__dirname, '../../../test/fixtures/journalVersion1');
type Stored = { readonly why?: string; readonly message?: string };

/** The reasons as they stand in the file. */
function sentencesIn(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(1);
  const events = lines
    .filter((line) => line.slice(9).startsWith('{"type":"event"'))
    .map((line) => (JSON.parse(line.slice(9)) as { event: Stored & { paths?: Stored[] } }).event);
  return events.flatMap(({ why, paths = [] }) =>
    [why, ...paths.map((path) => path.why)].filter((text) => text !== undefined),
  );
}

describe('an event of journal version 1', () => {
  const sentence = 'no path is expected to cost less than the reference alone';
  const told = reason('no-path-saves', {});
  const events: readonly ((why: Why) => RunEvent)[] = [
    (message) => ({ type: 'run-paused', reason: 'budget', message }),
    (message) => ({ type: 'noted', message }),
    (why) => ({ type: 'mix-decided', shares: [], why }),
    (why) => ({ type: 'profiling-stopped', why }),
    (why) => ({ type: 'ladder-reordered', models: [], reference: 'big', leftOut: [], why }),
    (why) => ({ type: 'forecast-made', total: { lowUsd: 1, expectedUsd: 2, highUsd: 3 }, why }),
    (why) => ({
      type: 'model-profiled',
      model: 'm',
      asked: 9,
      agreed: 8,
      lower: 0.1,
      upper: 0.9,
      status: 'unknown',
      why,
    }),
  ];
  for (const event of events)
    it(`gives the reason that its sentence says, and keeps one that it does not know: ${event('').type}`, () => {
      assert.deepEqual(ofVersion1(event(sentence)), event(told));
      assert.deepEqual(ofVersion1(event('5 of 9 rows')), event('5 of 9 rows'));
    });
});

describe('a run of journal version 1', () => {
  const folder = scratchFolder();
  for (const name of ['certified', 'model-mix']) {
    const stored = join(fixtures, name, 'journal.smartlog');
    const read = (path: string) => {
      const problems: string[] = [];
      const records = [...readRecords(path, ({ message }) => problems.push(message))];
      assert.deepEqual(problems, []);
      return records;
    };
    const eventsOf = (records: readonly JournalRecord[]) =>
      records.flatMap((record) => (record.type === 'event' ? [record.event] : []));

    it(`is read whole, sentences with figures in the words that they were written in: ${name}`, () => {
      const events = eventsOf(read(stored));
      const english = engineWordsFor('en');
      const whys = events.flatMap((event) =>
        event.type === 'paths-considered'
          ? event.paths.map(({ why }) => why)
          : 'why' in event && event.why !== undefined
            ? [event.why]
            : [],
      );
      const written = sentencesIn(stored);
      assert.equal(whys.length, written.length);
      whys.forEach((why, at) => {
        if (typeof why === 'string') assert.equal(why, written[at]);
        // In today's words, which may be others.
        else assert.match(english(why), /^\p{L}/u);
      });
      assert.ok(whys.length >= 4);
      assert.ok(
        whys.some((why) => typeof why === 'string'),
        'a sentence with figures stays as it is',
      );
      for (const plain of whys.filter(isReason)) {
        assert.match(engineWordsFor('zh-cn')(plain), /\p{Script=Han}/u);
        assert.doesNotMatch(engineWordsFor('zh-cn')(plain), /[A-Za-z]{4}/);
      }
      if (name === 'certified') assert.ok(whys.filter(isReason).length > 3, 'one without figures is told anew');
    });

    it(`gives its report: ${name}`, () => {
      const manifest = parseManifest(readFileSync(join(fixtures, name, 'manifest.json'), 'utf8'), 'manifest.json');
      const state = eventsOf(read(stored)).reduce(foldEvent, emptyRunState);
      const report = formatMarkdown(reportData(manifest.job, state, manifest));
      for (const sentence of sentencesIn(stored).filter((text) => /the first \d+ of|the cheapest of/.test(text)))
        assert.ok(report.includes(sentence.slice(1)), sentence);
      assert.match(report, /Profiling stopped|The rest was given/);
    });

    it(`is gone on with: what is added states its version, and all of it is read again: ${name}`, async () => {
      const path = join(folder(), 'journal.smartlog');
      copyFileSync(stored, path);
      const before = read(path);
      const added: JournalRecord = {
        type: 'event',
        event: { type: 'profiling-stopped', why: reason('sample-too-large', { deviations: 5, rows: 100 }) },
      };
      for (let session = 0; session < 2; session++) {
        const journal = await openJournal(path);
        assert.equal([...journal.earlier].length, before.length + session);
        await journal.append(added);
        await journal.close();
      }
      assert.deepEqual(read(path), [...before, added, added]);
      const headers = readFileSync(path, 'utf8').match(/\{"format":"smart-journal","version":\d\}/g);
      assert.deepEqual(
        headers?.map((header) => header.at(-2)),
        ['1', '2'],
      );
    });
  }
});
