// `smart worker`: asks models for runs that other machines coordinate, with the keys of this machine's environment.
import { hostname } from 'node:os';
import { software } from '../app/software';
import { InputError } from '../engine/inputError';
import { boundKeysFrom } from '../providers/keyBinding';
import { proxyFetch } from '../providers/proxyFetch';
import { createOfferedProviders } from '../providers/queue/offeredProvider';
import { readQueueAddress } from '../providers/queue/queueAddress';
import type { Command, OutputStream } from './command';
import { readSwitches } from './commandLine';
import { numberOf, usageOf } from './switches';

const listed = [
  {
    name: 'queue',
    value: 'URL',
    help: 'the Redis that the run names, e.g. redis://host/0 or rediss://user:password@host/0',
  },
  { name: 'concurrency', value: 'K', help: 'requests under way at once per provider (default 16)' },
  {
    name: 'allow-hosts',
    value: 'HOSTS',
    help: 'hosts that want no key and may be asked, comma-separated; those on this machine may always',
  },
];

const usage = `Usage:
  smart worker --queue redis://host/0 [--concurrency K]

Asks models for runs that "smart run ... --queue" coordinates, on this machine or others. Keys come from this machine's
environment and go only to the hosts that they are bound to (docs/scale.md). Ctrl-C ends it when what is under way has ended.

${usageOf(listed)}`;

const mostSlots = 1000;

const switches = {
  queue: { type: 'string' },
  concurrency: { type: 'string' },
  'allow-hosts': { type: 'string' },
} as const;

export const workerCommand: Command = async (argv, io) => {
  const values = readSwitches('smart worker', usage, switches, argv, io);
  if (!values) return 0;
  if (values.queue === undefined) throw new InputError('Name the queue that the run names: --queue redis://host/0.');
  const address = readQueueAddress(values.queue, process.env);
  const slots = numberOf(values.concurrency, '--concurrency') ?? 16;
  if (!Number.isInteger(slots) || slots < 1 || slots > mostSlots)
    throw new InputError(`--concurrency ${String(slots)}: a whole number from 1 to ${String(mostSlots)} is wanted.`);
  const fetch = proxyFetch(process.env);
  const tell = (message: string) => io.stderr.write(`${message}\n`);
  const { serve } = await import('../providers/queue/serve');
  const serving = await serve(address, {
    version: software.version,
    name: `${hostname()}:${String(process.pid)}`,
    slots,
    openProvider: createOfferedProviders({
      keys: boundKeysFrom(process.env),
      allowedHosts: (values['allow-hosts'] ?? '').split(',').map((host) => host.trim().toLowerCase()),
      ...(fetch && { fetch }),
    }),
    tell,
  });
  tell(`Asks for runs at ${address.shown}, up to ${String(slots)} requests at once; Ctrl-C ends it.`);
  await stopRequested(io.stderr);
  await serving.stop();
  return 0;
};

/** Resolves at the first Ctrl-C or closed terminal; what is under way then ends. A second Ctrl-C does not wait for it. */
function stopRequested(stderr: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const)
      process.on(name, () => {
        if (isStopping && (name === 'SIGINT' || name === 'SIGTERM')) process.exit(130);
        if (isStopping) return;
        isStopping = true;
        stderr.write('\nStopping: what is under way is finished (Ctrl-C again stops at once) ...\n');
        resolve();
      });
  });
}
