// What a run says before it sends anything: a missing or unbound key, plain http on the network, a price that is not known. A sentence, the right
// exit code, no stack, no run folder left behind.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smart } from './smartProcess';

describe('before anything is sent', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'smart-key-'));
    await writeFile(join(folder, 'm.csv'), 'text\nwin a prize\nsee you\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const run = async (ladder: object, env: Record<string, string> = {}, more: readonly string[] = []) => {
    await writeFile(join(folder, 'ladder.json'), JSON.stringify(ladder));
    const none = { OPENAI_API_KEY: '', OPENROUTER_API_KEY: '', AZURE_OPENAI_API_KEY: '', SMART_ALLOW_HOSTS: '' };
    return smart(
      [
        ...['run', join(folder, 'm.csv'), '--prompt', 'Spam? {{text}}', '--labels', 'ham,spam'],
        ...['--models', join(folder, 'ladder.json'), ...more],
      ],
      { env: { ...none, XDG_CACHE_HOME: join(folder, 'cache'), ...env } },
    );
  };
  const price = { inputPerMillion: 1, outputPerMillion: 4 };
  const lan = { type: 'openai-compatible', baseUrl: 'http://192.0.2.7:8000/v1', keyEnv: 'LAN_KEY' };
  const router = { type: 'openai-compatible', baseUrl: 'https://router.example/v1', keyEnv: 'ROUTER_KEY' };

  const cases: [what: string, ladder: object, env: Record<string, string>, says: RegExp][] = [
    ['a missing key', { models: [{ provider: 'openai', model: 'gpt-5' }] }, {}, /api\.openai\.com.*OPENAI_API_KEY/],
    [
      'a missing key of a preset',
      { models: [{ provider: 'groq', model: 'llama-3.3-70b-versatile' }] },
      {},
      /api\.groq\.com.*GROQ_API_KEY/,
    ],
    [
      'a key that is not bound to the host',
      { models: [{ provider: 'r', model: 'm', price }], providers: { r: router } },
      { ROUTER_KEY: 'router-secret-1' },
      /router\.example.*SMART_ALLOW_HOSTS=router\.example=ROUTER_KEY/,
    ],
    [
      "a resource of Azure's that the key is not bound to",
      { models: [{ provider: 'azure', model: 'gpt-4.1' }], providers: { azure: { resource: 'acme' } } },
      { AZURE_OPENAI_API_KEY: 'azure-secret-1' },
      /AZURE_OPENAI_ENDPOINT=https:\/\/acme\.openai\.azure\.com/,
    ],
    [
      'plain http on the network',
      { models: [{ provider: 'lan', model: 'm', price }], providers: { lan } },
      { LAN_KEY: 'lan-secret-123', SMART_ALLOW_HOSTS: 'http://192.0.2.7:8000=LAN_KEY' },
      /plain http.*use https/,
    ],
    [
      'a secret in a header that is not bound',
      {
        models: [{ provider: 'r', model: 'm', price, headers: { 'X-Token': '${env:OTHER}' } }],
        providers: { r: { type: 'openai-compatible', baseUrl: 'https://router.example/v1' } },
      },
      { OTHER: 'other-secret-1' },
      /SMART_ALLOW_HOSTS=router\.example=OTHER/,
    ],
  ];
  for (const [what, ladder, env, says] of cases)
    it(`${what} is one sentence and exit 4, without a stack and without a run`, async () => {
      const { code, stderr, stdout } = await run(ladder, env);
      assert.equal(code, 4, stderr);
      assert.match(stderr, says);
      assert.match(stderr, /VS Code|https|headers?/);
      assert.ok(!/\n +at |ProviderError|secret/.test(stderr), stderr);
      // Before it stands only which columns go to which hosts.
      assert.equal(stderr.match(/^(?!To be sent to ).+$/gm)!.length, 1, stderr);
      assert.equal(stdout, '');
      assert.ok(!existsSync(join(folder, '.smart', 'runs')), 'no run was made');
    });

  for (const more of [['--budget', '1', '--reference', 'Qwen/Qwen3-8B'], []])
    it(`an unknown price names the line to write (${more[0] ?? 'no reference named'})`, async () => {
      const models = [
        { provider: 'together', model: 'Qwen/Qwen3-8B', temperature: 0.5 },
        { provider: 'ollama', model: 'llama3.2:3b' },
      ];
      const { code, stderr } = await run({ models }, { TOGETHER_API_KEY: 'k' }, more);
      assert.equal(code, 2, stderr);
      const lines = stderr.split('\n').filter((line) => line.startsWith('  {'));
      // The reference stands last in the ladder's order.
      lines.sort().reverse();
      assert.deepEqual(
        lines.map((line) => JSON.parse(line) as unknown),
        [
          { provider: 'together', model: 'Qwen/Qwen3-8B', price, temperature: 0.5 },
          { provider: 'ollama', model: 'llama3.2:3b', price: 'free' },
        ],
      );
      const pasted = await run({ models: lines.map((line) => JSON.parse(line) as unknown) }, {}, [
        ...more,
        '--dry-run',
      ]);
      assert.equal(pasted.code, 0, pasted.stderr);
    });

  it('what the system refuses is a sentence without a stack', async () => {
    const { code, stderr } = await smart(['runs', '--runs', join(folder, 'm.csv')]);
    assert.equal(code, 2, stderr);
    assert.ok(!/\n +at /.test(stderr), stderr);
  });

  it('"last" is the newest run of the dataset, finished or not, however its path is written', async () => {
    const args = (path: string, ...more: string[]) => [
      ...['run', path, '--prompt', 'Good? {{text}}', '--labels', 'positive,negative', '--models', 'embedded', ...more],
    ];
    const first = await smart(args(join(folder, 'm.csv')));
    assert.equal(first.code, 0, first.stderr);
    const relative = await smart(
      args(join(folder, '..', folder.split('/').at(-1)!, 'm.csv'), '--resume', 'last', '--retry-failed'),
    );
    assert.equal(relative.code, 0, relative.stderr);
    const other = await smart(args(join(folder, 'none.csv'), '--resume', 'last'));
    assert.equal(other.code, 2);
  });
});
