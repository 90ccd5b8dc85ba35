// A table that grows, some of whose rows bring a label (`--gold`): they keep it, old ones and new ones, and nobody is asked about them.
import assert from 'node:assert/strict';
import { syntheticAnswerer } from '../support/answerers';
import { makeGrowingRun, messages, type GrowingRun } from './growingRun';
import { labels } from './runFixture';

describe('a table that grows, with labels that rows have', function () {
  this.timeout(240_000);
  let growing: GrowingRun;
  beforeEach(async () => {
    growing = await makeGrowingRun({ small: 0.03, medium: 0.02 });
  });
  afterEach(() => growing.fixture.close());

  const truth = syntheticAnswerer(labels);
  const labelOf = (message: number) =>
    truth({ model: 'large', instruction: '', content: `message ${String(message)}` }).text;
  const hasLabel = (message: number) => message < 100 || (message >= 700 && message < 760);
  const known = (message: number) => (hasLabel(message) ? labelOf(message) : '');

  for (const whole of [[], ['--whole-table']])
    it(`keeps them, and promises ${whole.length > 0 ? 'the table as a whole' : 'the new rows and the sum'}`, async () => {
      await growing.table(messages(0, 700), known);
      const first = await growing.finished('--gold', 'known');
      await growing.table(messages(0, 1400), known);
      const second = await growing.finished('--gold', 'known', '--continue', first.runId, ...whole);
      const asked = growing.askedSince(0);
      assert.equal(new Set(asked).size, asked.length, 'nobody is asked twice');
      const ofReference = asked
        .filter((pair) => pair.startsWith('large'))
        .map((pair) => Number(pair.split(' ').at(-1)));
      assert.deepEqual(ofReference.filter(hasLabel), [], 'the reference is asked about no labelled row');
      const rows = await growing.read(second);
      assert.equal(rows.length, 1400);
      for (const [message, row] of rows.entries())
        if (hasLabel(message)) assert.equal(row['smart_answer'], labelOf(message), row['text']);
      assert.equal(second.promise.labelled!.rows, 160);
      assert.ok(second.promise.allowed <= 140);
      assert.ok(growing.differing(rows) <= second.promise.allowed);
    });
});
