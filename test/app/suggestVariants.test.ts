// Suggested: several rows per request where the instruction outweighs the rows, a lower effort where a model thinks, and what they would spare; the dry
// run shows a request about several rows as it would be sent.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { rowsOfContent } from '../support/packedAnswerer';
import { runSmart } from '../support/runSmart';

type Told = {
  readonly suggestions: readonly {
    readonly beside: string;
    readonly entry: Record<string, unknown>;
    readonly usdPerRow: number;
    readonly suggestedUsdPerRow: number;
    readonly share: number;
  }[];
};

describe('cheaper ways to ask', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'smart-suggest-'));
  const rules = 'Money, numbers and links from strangers are spam; talk among friends is ham. '.repeat(25);
  const price = { inputPerMillion: 1, outputPerMillion: 4 };
  const ladder = (models: readonly object[]) => {
    const file = join(folder, 'ladder.json');
    const providers = { local: { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' } };
    writeFileSync(
      file,
      JSON.stringify({ providers, models: models.map((model) => ({ provider: 'local', ...model })) }),
    );
    return file;
  };
  const dataset = (name: string, characters: number) => {
    const file = join(folder, name);
    const rows = Array.from({ length: 80 }, (_, row) => [
      `Message ${String(row)} ${'says much '.repeat(characters / 10)}`,
    ]);
    writeFileSync(file, stringify([['text'], ...rows]));
    return file;
  };
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const suggest = async (file: string, models: readonly object[], prompt = `Spam or ham? ${rules} {{text}}`) => {
    const args = ['--prompt', prompt, '--labels', 'spam,ham', '--models', ladder(models), '--json'];
    const { code, stdout, stderr } = await runSmart('models', 'suggest', file, ...args);
    assert.equal(code, 0, stderr);
    return (JSON.parse(stdout) as Told).suggestions;
  };

  it('ten short rows share a long instruction, and what that spares is said', async () => {
    const [first, ...more] = await suggest(dataset('short.csv', 30), [{ model: 'small', price }]);
    assert.deepEqual(more, []);
    assert.deepEqual(first!.entry, { id: 'small (10 rows)', provider: 'local', model: 'small', rowsPerRequest: 10 });
    assert.equal(first!.beside, 'small');
    assert.ok(first!.share > 0.6 && first!.share < 0.95, String(first!.share));
    assert.ok(Math.abs(1 - first!.suggestedUsdPerRow / first!.usdPerRow - first!.share) < 1e-12);
  });

  it('nothing is suggested where rows outweigh the instruction, or the ladder has it', async () => {
    assert.deepEqual(await suggest(dataset('long.csv', 4000), [{ model: 'small', price }]), []);
    const both = [
      { model: 'small', price },
      { model: 'small', price, rowsPerRequest: 4 },
    ];
    assert.deepEqual(await suggest(dataset('short.csv', 30), both), []);
  });

  it('a model that thinks may think less', async () => {
    const found = await suggest(
      dataset('long.csv', 400),
      [{ model: 'gpt-5', price: { inputPerMillion: 1, outputPerMillion: 50 } }],
      'Spam? {{text}}',
    );
    const effort = found.find(({ entry }) => 'reasoningEffort' in entry);
    assert.deepEqual(effort?.entry, {
      id: 'gpt-5 (low effort)',
      provider: 'local',
      model: 'gpt-5',
      reasoningEffort: 'low',
    });
    assert.ok(effort!.share > 0.2);
  });

  it('a dry run shows a request about several rows, and counts requests by it', async () => {
    const models = [
      { model: 'small', price, rowsPerRequest: 8 },
      { model: 'big', price: { inputPerMillion: 9, outputPerMillion: 9 } },
    ];
    const args = [
      'run',
      dataset('short.csv', 30),
      '--prompt',
      `Spam or ham? ${rules} {{text}}`,
      '--labels',
      'spam,ham',
      '--models',
      ladder(models),
    ];
    const { stdout } = await runSmart(...args, '--dry-run', '--json');
    const told = JSON.parse(stdout) as {
      packedRequest: { model: string; content: string; instruction: string };
      requests: { high: number };
      perModel: { model: string; usdPerRow: number }[];
    };
    assert.equal(told.packedRequest.model, 'small (8 rows)');
    assert.equal(rowsOfContent(told.packedRequest.content).length, 8);
    assert.match(told.packedRequest.instruction, /\{"answers": \[\{"id": 1, "answer": \.\.\.\}/);
    assert.equal(told.requests.high, 80 + 10);
    const text = await runSmart(...args, '--dry-run');
    assert.match(text.stdout, /A request to small \(8 rows\), on the first rows:[^]*<row id="8">/);
  });
});
