// A queue that is reached by TLS with a password: the address says so, the password may stand in the environment, and a certificate that nobody vouches for is refused.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstRedisMs, freePort, startRedis } from '../machine/redis';
import { Unavailable } from '../machine/unavailable';
import { useStarted } from '../machine/useStarted';
import { startWorker } from '../support/workerProcess';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

describe('a queue behind TLS and a password', function () {
  this.timeout(120_000);
  const secured = useStarted(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smart-tls-'));
    const certificate = join(folder, 'cert.pem');
    const key = join(folder, 'key.pem');
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    const made = spawnSync('openssl', [...request, '-keyout', key, '-out', certificate]);
    if (made.status !== 0) throw new Unavailable('openssl, which makes the certificate of the test, is missing.', true);
    const port = await freePort();
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    const redis = await startRedis(
      ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', '--requirepass', 'p@ss'],
      ...files,
    );
    const close = async () => {
      await redis.close();
      await rm(folder, { recursive: true, force: true });
    };
    return { port, certificate, close };
  }, firstRedisMs);

  it('serves a run', async () => {
    const { port, certificate } = secured();
    const host = `localhost:${String(port)}/0`;
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    const fixture = await makeRunFixture(20);
    const worker = await startWorker(`rediss://:p%40ss@${host}`, { env });
    try {
      const args = (queue: string) => runArguments(fixture, '--strategy', 'reference', '--queue', queue);
      const exit = await smart(args(`rediss://${host}`), { env: { ...env, SMART_QUEUE_PASSWORD: 'p@ss' } });
      assert.equal(exit.code, 0, exit.stderr);
      assert.equal(fixture.server.ledger.entries.length, 20);
      const stranger = await smart(args(`rediss://:p%40ss@${host}`));
      assert.equal(stranger.code, 2);
      assert.match(stranger.stderr, /cannot be reached \(.*certificate.*\)/);
      assert.ok(!(exit.stderr + stranger.stderr + worker.said()).includes('p@ss'));
    } finally {
      assert.equal(await worker.end('SIGTERM'), 0);
      await fixture.close();
    }
  });
});
