// A server that answers nothing but errors: its own sentence reaches the user after a dozen requests a model at most, and those
// under way by then.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CannedReply, startRecordingServer } from '../support/recordingServer';
import { smart } from './smartProcess';

const sentence = 'The flux capacitor is empty';
const cases: [string, CannedReply][] = [
  ['an error as a string, with status 200', { body: { error: sentence } }],
  ['500 with a detail', { status: 500, body: { detail: sentence } }],
  ['400 in plain text', { status: 400, type: 'text/plain', body: sentence }],
  ['422 with errors', { status: 422, body: { errors: [{ message: sentence }] } }],
  ['403 with a message', { status: 403, body: { message: sentence } }],
  ['a web page, with 404', { status: 404, type: 'text/html', body: `<html><title>${sentence}</title></html>` }],
];

describe('a server that answers nothing', function () {
  this.timeout(120_000);
  for (const [what, reply] of cases)
    it(`has its sentence told after a few requests (${what})`, async () => {
      const server = await startRecordingServer(() => reply);
      const folder = await mkdtemp(join(tmpdir(), 'smart-sentence-'));
      try {
        const rows = Array.from({ length: 200 }, (_, row) => `message ${String(row)}`);
        await writeFile(join(folder, 'm.csv'), `text\n${rows.join('\n')}\n`);
        const price = { inputPerMillion: 1, outputPerMillion: 4 };
        const dearer = { inputPerMillion: 5, outputPerMillion: 20 };
        const providers = { p: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } };
        const models = [
          { provider: 'p', model: 'a', price },
          { provider: 'p', model: 'b', price: dearer },
        ];
        await writeFile(join(folder, 'ladder.json'), JSON.stringify({ models, providers }));
        const { code, stdout, stderr } = await smart(
          [
            ...['run', join(folder, 'm.csv'), '--prompt', 'Spam? {{text}}', '--labels', 'ham,spam'],
            ...['--models', join(folder, 'ladder.json'), '--no-cache'],
          ],
          { env: { XDG_CACHE_HOME: join(folder, 'cache') } },
        );
        assert.equal(code, 4, stderr);
        assert.ok((stdout + stderr).includes(sentence), stdout + stderr);
        assert.ok(server.requests.length <= 30, `${String(server.requests.length)} requests`);
      } finally {
        await server.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
});
