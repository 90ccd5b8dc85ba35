// A reference that answers some rows unreadably, over a local server: a row is covered where it has an answer, the share that may differ is one of the
// covered rows, and a cheaper answer to a row that the reference would not answer counts as differing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { allowedDeviations } from '../../src/engine/strategy';
import { roughTokens, type Answerer } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 300;
const isUnreadable = (row: number) => row % 5 === 0;
const models = [
  { id: 'cheap', model: 'small', price: { inputPerMillion: 0.1, outputPerMillion: 0.4 } },
  { id: 'big', model: 'big', price: { inputPerMillion: 10, outputPerMillion: 40 } },
];

describe('a reference that answers unreadably', function () {
  this.timeout(120_000);
  let live: LiveRun;
  before(async () => {
    const answerer: Answerer = ({ model, content }) => {
      const row = Number(/message (\d+)/.exec(content)![1]);
      const isOpen = model === 'big' && isUnreadable(row);
      const text = isOpen ? 'It is impossible to tell from this text.' : row % 2 === 0 ? 'ham' : 'spam';
      return { text, inputTokens: roughTokens(content), outputTokens: 2 };
    };
    const texts = Array.from({ length: rowCount }, (_, row) => `message ${String(row)}`);
    const prices = new Map(models.map(({ model, price }) => [model, price]));
    live = await startLiveRun({
      ...{ texts, answerer, models },
      priceOf: (model) => ({ type: 'token', ...prices.get(model)! }),
    });
  });
  after(() => live.close());

  it('leaves rows uncovered that it was asked about in vain, and of the others no more differ than may', async () => {
    const { finished, output, folder, state, message } = await live.run({ accuracy: 0.8 });
    assert.equal(state, 'finished', message);
    const { rows, covered, allowed, unreadable } = finished!.promise;
    const delivered: Record<string, string>[] = parse(readFileSync(output!, 'utf8'), { columns: true });
    const answered = [...delivered.keys()].filter((row) => delivered[row]!['smart_answer'] !== '');
    assert.equal(rows, rowCount);
    assert.ok(covered < rowCount, 'the reference was asked about some of them');
    assert.deepEqual([answered.length, unreadable], [covered, rowCount - covered]);
    assert.equal(allowed, allowedDeviations(0.8, covered));
    assert.ok(allowed < allowedDeviations(0.8, rowCount), 'less than of all rows');
    assert.ok(answered.filter(isUnreadable).length <= allowed);
    assert.match(
      readFileSync(join(folder, 'report.md'), 'utf8').replaceAll('&nbsp;', ' '),
      new RegExp(`covers ${String(covered)} of 300 rows; the other ${String(rowCount - covered)} failed, `),
    );
  });
});
