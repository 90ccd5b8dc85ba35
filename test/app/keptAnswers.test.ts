// What the response cache holds is paid: a dry run takes it off its estimate, and says so. Over a real server.
import assert from 'node:assert/strict';
import type { JobEstimate } from '../../src/app/estimateJob';
import { scratchFolder } from '../datasets/scratchFolder';
import { startLlmServer, type LlmServer } from '../support/llmServer';
import { runSmart } from '../support/runSmart';

const price = { inputPerMillion: 1, outputPerMillion: 2 };

describe('answers that the response cache holds', () => {
  const scratch = scratchFolder();
  const before_ = process.env['XDG_CACHE_HOME'];
  let server: LlmServer;

  before(async () => {
    process.env['XDG_CACHE_HOME'] = scratch.path('cache');
    server = await startLlmServer({
      answerer: ({ content }) => ({ text: `T ${content.length}`, inputTokens: 20, outputTokens: 5 }),
      priceOf: () => ({ type: 'token', ...price }),
    });
    const rows = Array.from({ length: 40 }, (_, row) => `${String(row)},text number ${String(row)}`);
    scratch.write('d.csv', Buffer.from(`id,text\n${rows.join('\n')}\n`));
    const ladder = {
      providers: { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } },
      models: [{ id: 'large', provider: 'local', model: 'large', price }],
    };
    scratch.write('ladder.json', Buffer.from(JSON.stringify(ladder)));
  });
  after(async () => {
    if (before_ === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before_;
    await server.close();
  });

  const smart = (...more: string[]) =>
    runSmart(
      ...['run', scratch.path('d.csv'), '--prompt', 'Translate: {{text}}', '--models', scratch.path('ladder.json')],
      ...['--task', 'text', '--runs', scratch.path('runs'), ...more],
    );
  const estimate = async (...more: string[]) =>
    JSON.parse((await smart('--dry-run', '--json', ...more)).stdout) as JobEstimate;

  it('are taken off the estimate', async () => {
    const first = await estimate();
    assert.equal(first.takenOver, undefined);
    assert.ok(first.total!.expectedUsd > 0);

    const { code, stderr } = await smart('--limit', '10', '--yes');
    assert.equal(code, 0, stderr);
    const sent = server.ledger.entries.length;

    const then = await estimate();
    assert.equal(then.takenOver!.answers, 10);
    const asked = then.total!.expectedUsd / then.referenceUsd!;
    assert.ok(Math.abs(asked - 30 / 40) < 1e-9, String(asked));
    assert.match((await smart('--dry-run')).stdout, /Reused: 10 answers paid before/);
    assert.equal((await estimate('--limit', '10')).total!.highUsd, 0);
    // Nothing is reused where the user does not want it, of another question, or of another place.
    assert.equal((await estimate('--no-cache')).takenOver, undefined);
    assert.equal((await estimate('--prompt', 'Translate it: {{text}}')).takenOver, undefined);
    assert.equal(server.ledger.entries.length, sent, 'a dry run sends nothing');
  });
});
