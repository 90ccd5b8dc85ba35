// Keys in the environment of `smart run`, against servers that repeat them in every way they can: in refusals, in bodies that are no JSON, in
// answers, in headers. Every file that a run leaves behind and everything that it prints is searched for the key, for its base64 and URL forms
// and for any piece of it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { syntheticAnswerer } from '../support/answerers';
import { type LlmServerOptions, startLlmServer } from '../support/llmServer';
import { testPrice } from '../support/requests';
import { smart } from './smartProcess';

const key = `sk-proj-${createHash('sha256').update('a key').digest('base64url')}+/=9`;
const pieceLength = 8;

/** Whatever must be found nowhere. */
function traces(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  // In a longer text base64 looks otherwise, by where the key starts in it.
  const shifted = [1, 2].map((bytes) =>
    Buffer.from(`${'.'.repeat(bytes)}${secret}`)
      .toString('base64')
      .slice(4, -4),
  );
  const pieces: string[] = [];
  const unique = secret.slice('sk-proj-'.length);
  for (let at = 0; at + pieceLength <= unique.length; at++) pieces.push(unique.slice(at, at + pieceLength));
  return [base64.replace(/=+$/, ''), ...shifted, encodeURIComponent(unique), ...pieces];
}

function search(text: string, where: string, secret = key): void {
  for (const trace of traces(secret)) {
    const at = text.indexOf(trace);
    assert.ok(at < 0, `${where}: ...${text.slice(Math.max(0, at - 80), at + 80)}...`);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function searchFolder(folder: string): number {
  const files = filesBelow(folder);
  for (const file of files) {
    const bytes = readFileSync(file);
    search((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1'), file);
  }
  return files.length;
}

const given = (headers: Record<string, unknown>) => String(headers['authorization'] ?? headers['x-api-key']);
/** The key across the place where messages are cut, and across the ends of what a parser quotes. */
const straddling = (text: string) => `${'x'.repeat(460)} ${text}`;

type Case = { readonly title: string; readonly server: Partial<LlmServerOptions>; readonly codes: readonly number[] };
let turn = 0;
const cases: readonly Case[] = [
  { title: 'a wrong key, repeated by the refusal', server: { key: 'another' }, codes: [4] },
  {
    title: 'errors that repeat the header, in text, base64 and cut in the middle',
    server: {
      refuse: (_, __, headers) => {
        const header = given(headers);
        const messages = [header, straddling(header), `Basic ${Buffer.from(header.slice(7)).toString('base64')}`];
        const message = messages[turn % 3]!;
        return ++turn % 4 === 0 ? undefined : { status: turn % 9 === 0 ? 409 : 400, message };
      },
    },
    codes: [0, 4, 6],
  },
  {
    title: 'bodies that are no JSON and hold the key',
    server: {
      refuse: (_, __, headers) =>
        ++turn % 6 === 0
          ? { status: 200, message: '', raw: `${given(headers).slice('Bearer sk-proj-'.length)} {"choices":` }
          : undefined,
    },
    codes: [0, 4, 6],
  },
  {
    title: 'errors whose whole body is the header, without the form of an error',
    server: {
      refuse: (_, __, headers) =>
        ++turn % 3 === 0
          ? { status: 400, message: '', raw: turn % 2 === 0 ? given(headers) : JSON.stringify({ echo: { headers } }) }
          : undefined,
    },
    codes: [0, 4, 6],
  },
  {
    title: 'answers that are the key',
    server: {
      answerer: () => ({ text: key, inputTokens: 10, outputTokens: 5 }),
      headers: () => ({ 'x-request-id': key, 'x-ratelimit-reset-requests': key }),
    },
    codes: [0],
  },
];

describe('keys in the environment', function () {
  this.timeout(300_000);

  for (const { title, server: options, codes } of cases) {
    it(`are found nowhere after ${title}`, async () => {
      turn = 0;
      const server = await startLlmServer({
        answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.1 }),
        priceOf: () => testPrice,
        ...options,
      });
      const folder = await mkdtemp(join(tmpdir(), 'smart-keys-'));
      try {
        const dataset = join(folder, 'messages.csv');
        const rows = Array.from({ length: 20 }, (_, row) => `message ${String(row)}`);
        await writeFile(dataset, `text\n${rows.join('\n')}\n`);
        const ladder = join(folder, 'ladder.json');
        const price = { inputPerMillion: 2, outputPerMillion: 8 };
        const models = [
          { provider: 'bound', model: 'small', price },
          { provider: 'bound', model: 'large', price: { inputPerMillion: 20, outputPerMillion: 80 } },
        ];
        const providers = {
          bound: { type: 'openai-compatible', baseUrl: `${server.url}/v1`, keyEnv: 'ROUTER_KEY' },
        };
        await writeFile(ladder, JSON.stringify({ providers, models }));
        const env = {
          ROUTER_KEY: key,
          OPENAI_API_KEY: key,
          SMART_ALLOW_HOSTS: `${server.url}=ROUTER_KEY`,
          XDG_CACHE_HOME: join(folder, 'cache'),
        };
        const task = title.startsWith('answers') ? ['--task', 'text'] : ['--labels', 'ham,spam'];
        for (const more of [[], ['--json', '--strategy', 'profile-all', '--out', join(folder, 'second.csv')]]) {
          const args = ['run', dataset, '--prompt', 'Spam or ham? {{text}}', ...task, '--models', ladder, ...more];
          const exit = await smart(args, { env });
          search(exit.stdout, 'stdout');
          search(exit.stderr, 'stderr');
          assert.ok(exit.code !== null && codes.includes(exit.code), `exit ${String(exit.code)}: ${exit.stderr}`);
        }
        assert.ok(searchFolder(folder) >= 5, 'dataset, ladder, manifest, journals, cache, results');
      } finally {
        await server.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  it('go to no address that only a file names: the job file asks in vain for a key of another host', async () => {
    const seen: string[] = [];
    const server = await startLlmServer({
      answerer: syntheticAnswerer(['ham', 'spam']),
      priceOf: () => testPrice,
      onRequest: (_, body, headers) => seen.push(JSON.stringify([body, headers])),
    });
    const folder = await mkdtemp(join(tmpdir(), 'smart-keys-'));
    try {
      await writeFile(join(folder, 'messages.csv'), 'text\nfree money\nsee you\n');
      const env = {
        OPENAI_API_KEY: key,
        ANTHROPIC_API_KEY: key,
        ROUTER_KEY: key,
        SMART_ALLOW_HOSTS: 'router.example=ROUTER_KEY',
        XDG_CACHE_HOME: join(folder, 'cache'),
      };
      const price = { inputPerMillion: 2, outputPerMillion: 8 };
      for (const keyEnv of ['OPENAI_API_KEY', 'ROUTER_KEY', undefined])
        for (const type of ['openai', 'anthropic', 'openai-compatible']) {
          const baseUrl = type === 'anthropic' ? server.url : `${server.url}/v1`;
          const provider = { type, baseUrl, ...(keyEnv !== undefined && { keyEnv }) };
          const ladder = join(folder, 'ladder.json');
          await writeFile(
            ladder,
            JSON.stringify({
              providers: { openai: provider },
              models: [{ provider: 'openai', model: 'gpt-4.1', price }],
            }),
          );
          const job = join(folder, 'messages.smart.json');
          const out = `${type}-${String(keyEnv)}.csv`;
          await writeFile(
            job,
            JSON.stringify({
              dataset: 'messages.csv',
              prompt: 'Spam or ham? {{text}}',
              labels: ['ham', 'spam'],
              models: 'ladder.json',
              out,
            }),
          );
          const before = seen.length;
          const exit = await smart(['run', job], { env });
          search(exit.stdout, 'stdout');
          search(exit.stderr, 'stderr');
          if (keyEnv === undefined) assert.equal(exit.code, 0, 'a local server without a key works');
          else {
            assert.ok(exit.code !== 0, `exit ${String(exit.code)}`);
            assert.match(exit.stdout + exit.stderr, /not bound to this host/);
            assert.equal(seen.length, before, 'nothing was sent');
          }
        }
      for (const request of seen) search(request, 'a request');
      searchFolder(folder);
    } finally {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
