// A server that answers nothing: its own sentence reaches the user within seconds and after a dozen requests at most, over all models of its ladder. What is
// refused for good ends the run; what may pass holds it, and is told while it does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CannedReply, startRecordingServer } from '../support/recordingServer';

const sentence = 'The flux capacitor is empty';
const page = `<html><title>${sentence}</title></html>`;
const cases: readonly (readonly [what: string, reply: CannedReply, words: RegExp, end: 'ends' | 'holds'])[] = [
  ['an error as a string, with status 200', { body: { error: sentence } }, /flux/, 'ends'],
  ['an address that is none, with status 200', { body: { error: `Unexpected endpoint. ${sentence}` } }, /flux/, 'ends'],
  ['an error in plain text with status 200', { type: 'text/plain', body: sentence }, /flux/, 'ends'],
  ['an error as JSON under another content type', { type: 'text/plain', body: { error: sentence } }, /flux/, 'ends'],
  ['a web page, with status 200', { type: 'text/html', body: page }, /flux/, 'ends'],
  ['an empty body, with status 200', { body: '' }, /not JSON/, 'ends'],
  ['an empty object', { body: {} }, /not of the form/, 'ends'],
  ['400 in plain text', { status: 400, type: 'text/plain', body: sentence }, /flux/, 'ends'],
  ['400 with an empty body', { status: 400, body: '' }, /400/, 'ends'],
  ['401 with a message', { status: 401, body: { error: { message: sentence } } }, /flux/, 'ends'],
  ['403 with a message', { status: 403, body: { message: sentence } }, /flux/, 'ends'],
  ['a web page, with 404', { status: 404, type: 'text/html', body: page }, /flux/, 'ends'],
  ['422 with errors', { status: 422, body: { errors: [{ message: sentence }] } }, /flux/, 'ends'],
  ['501 with a message', { status: 501, body: { message: sentence } }, /flux/, 'ends'],
  [
    '500 with a detail',
    { status: 500, body: { detail: sentence } },
    /500 The flux.*rows are held, next try in/,
    'holds',
  ],
  ['500 with an empty body', { status: 500, body: '' }, /500.*rows are held/, 'holds'],
  ['a web page, with 502', { status: 502, type: 'text/html', body: page }, /flux.*rows are held/, 'holds'],
  ['503 under another content type', { status: 503, type: 'text/plain', body: { error: sentence } }, /flux/, 'holds'],
];

describe('a server that answers nothing', function () {
  this.timeout(120_000);
  for (const [what, reply, words, end] of cases)
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
        const run = start(folder);
        const requestsWhenTold = await run.told(words, () => server.requests.length);
        assert.ok(requestsWhenTold <= 12, `${String(requestsWhenTold)} requests before it was told`);
        // Within a quarter of an hour the server may come back: nobody waits for that here.
        if (end === 'holds') run.interrupt();
        assert.equal(await run.ended, end === 'holds' ? 130 : 4);
        if (end === 'ends') assert.ok(server.requests.length <= 12, `${String(server.requests.length)} requests`);
      } finally {
        await server.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
});

function start(folder: string) {
  const child = spawn(
    process.execPath,
    [
      ...[resolve(__dirname, '../../cli.js'), 'run', join(folder, 'm.csv'), '--prompt', 'Spam? {{text}}'],
      ...['--labels', 'ham,spam', '--models', join(folder, 'ladder.json'), '--no-cache'],
    ],
    { env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  let heard: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
      heard();
    });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return {
    ended,
    interrupt: () => child.kill('SIGINT'),
    /** @returns what `count` gives when the words are said first */
    told: (words: RegExp, count: () => number) =>
      new Promise<number>((done, fail) => {
        heard = () => {
          if (words.test(said)) done(count());
        };
        heard();
        void ended.then((code) => {
          fail(new Error(`exit ${String(code)} without a word of it: ${said}`));
        });
      }),
  };
}
