// Candidates that are asked otherwise than the reference: a shorter prompt, an excerpt of long rows. They are cheaper, and the promise is about
// the reference, which is asked as the job says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { InputError } from '../../src/engine/inputError';
import { readManifest } from '../../src/store/runFiles';
import { roughTokens, seededUniform, type Answerer } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 800;
const filler = 'Nothing of interest is said in this sentence, which is there for its length only. '.repeat(40);
const isSpam = (row: number) => seededUniform('spam', row) < 0.5;
const texts = Array.from(
  { length: rowCount },
  (_, row) => `Message ${String(row)} ${isSpam(row) ? 'wins a prize' : 'asks for lunch'}. ${filler}`,
);
const price = { inputPerMillion: 1, outputPerMillion: 4 };

describe('candidates that are asked otherwise', function () {
  this.timeout(180_000);
  let live: LiveRun;
  const longest = new Map<string, number>();
  before(async () => {
    const answerer: Answerer = ({ model, instruction, content }) => {
      const row = Number(/Message (\d+)/.exec(content)![1]);
      const kind = instruction.startsWith('Prize') ? 'short' : instruction.includes('shortened') ? 'excerpt' : 'whole';
      longest.set(kind, Math.max(longest.get(kind) ?? 0, content.length));
      const errs = kind !== 'whole' && seededUniform(model, kind, row) < 0.01;
      const inputTokens = roughTokens(instruction) + roughTokens(content);
      return { text: isSpam(row) !== errs ? 'spam' : 'ham', inputTokens, outputTokens: 2 };
    };
    live = await startLiveRun({ texts, answerer, models: [], priceOf: () => ({ type: 'token', ...price }) });
  });
  after(() => live.close());

  it('one model reads an excerpt and saves, at the bill of the server', async () => {
    const models = [
      { id: 'excerpt', model: 'big', price, excerpt: { head: 60, tail: 0 } },
      {
        id: 'passage',
        model: 'big',
        price,
        excerpt: { passages: 2 },
        prompt: 'Prize or lunch? Answer spam or ham. {{text}}',
      },
      { id: 'whole', model: 'big', price },
    ];
    const before = live.server.ledger.billedUsd;
    const result = await live.run({ accuracy: 0.95 }, {}, { models });
    assert.equal(result.state, 'finished', result.message);
    const billed = live.server.ledger.billedUsd - before;
    const alone = rowCount * (filler.length / 4) * 1e-6;
    assert.ok(alone / billed > 3, String(alone / billed));
    assert.ok(
      Math.abs(result.finished!.spentUsd! - billed) < 1e-9,
      `${String(result.finished!.spentUsd)} ${String(billed)}`,
    );
    assert.ok(longest.get('excerpt')! < 200 && longest.get('short')! < 1200 && longest.get('whole')! > 3000);
    const rows: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
    const wrong = rows.filter((row, i) => row['smart_answer'] !== (isSpam(i) ? 'spam' : 'ham')).length;
    assert.ok(wrong <= result.finished!.promise.allowed, String(wrong));
    assert.deepEqual(readManifest(result.folder).job.models.find(({ id }) => id === 'excerpt')?.settings.excerpt, {
      head: 60,
      tail: 0,
    });
  });

  it('none of them is the reference', async () => {
    const models = [
      { id: 'dear', model: 'dear', price: { inputPerMillion: 50, outputPerMillion: 50 }, excerpt: { head: 60 } },
      { id: 'whole', model: 'big', price },
    ];
    const chosen = await live.run({ limit: 30 }, {}, { models });
    assert.equal(chosen.job.reference ?? readManifest(chosen.folder).job.reference, 'whole');
    await assert.rejects(
      live.run({ limit: 30, reference: 'dear' }, {}, { models }),
      (error) =>
        error instanceof InputError && /"dear" has a prompt of its own or reads an excerpt/.test(error.message),
    );
    await assert.rejects(live.run({ limit: 30 }, {}, { models: models.slice(0, 1) }), /candidate only/);
  });
});
