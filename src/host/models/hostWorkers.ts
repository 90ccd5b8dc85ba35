// Workers that send the requests in place of this window, where the settings name a queue: met before a run, left after it. The password of the queue is
// kept in the secret storage, bound to its address.
import * as vscode from 'vscode';
import type { WorkersSeen } from '../../engine/events';
import type { QueueAddress } from '../../providers/queue/queueAddress';
import type { Workers } from '../../providers/queue/workers';
import { software } from '../../app/software';
import type { Host } from '../host';
import { askTried } from '../notify';
import { chosen } from '../userCancelled';
import { readSettings } from '../settings';

export type WorkerViews = {
  /** Handed the workers whenever something about them has changed. */
  readonly show: (seen: WorkersSeen) => void;
  /** Told what the user may want to know of them, a sentence. */
  readonly tell: (message: string) => void;
};

/** @throws {InputError} where the settings name a queue that cannot be used; {UserCancelled} where its password was not given. */
export async function withWorkers<T>(
  host: Host,
  views: WorkerViews,
  use: (workers: Workers | undefined) => Promise<T>,
): Promise<T> {
  const { queue } = readSettings();
  if (queue === '') return use(undefined);
  const workers = await meetWorkers(host, queue, views);
  try {
    return await use(workers);
  } finally {
    await workers.close();
  }
}

async function meetWorkers(host: Host, queue: string, views: WorkerViews): Promise<Workers> {
  const { passwordVariable, QueuePasswordError, readQueueAddress } = await import('../../providers/queue/queueAddress');
  const { openWorkers } = await import('../../providers/queue/coordinator');
  const addressWith = (password: string | undefined) => readQueueAddress(queue, { [passwordVariable]: password });
  const open = (address: QueueAddress) => openWorkers(address, { version: software.version, ...views });
  const { shown } = addressWith(undefined);
  const secret = `queue ${shown}`;
  const kept = await host.context.secrets.get(secret);
  if (kept !== undefined) host.log.hide(kept);
  try {
    return await open(addressWith(kept ?? process.env[passwordVariable]));
  } catch (error) {
    if (!(error instanceof QueuePasswordError)) throw error;
  }
  return chosen(
    await askTried(
      {
        title: vscode.l10n.t('Password of the queue {0}', shown),
        prompt: vscode.l10n.t('Kept in the secret storage of this machine, sent to {0} only.', shown),
        password: true,
        validateInput: (text) => (text === '' ? vscode.l10n.t('Type or paste the password.') : undefined),
      },
      async (password) => {
        host.log.hide(password);
        try {
          const workers = await open(addressWith(password));
          await host.context.secrets.store(secret, password);
          return { value: workers };
        } catch (error) {
          if (error instanceof QueuePasswordError)
            return { wrong: vscode.l10n.t('The queue does not take this password.') };
          throw error;
        }
      },
    ),
  );
}

/** Address of the queue as it may be shown: without user name and password. Undefined: this window sends the requests. @throws {InputError} */
export function shownQueue(): string | undefined {
  const { queue } = readSettings();
  if (queue === '') return undefined;
  if (!URL.canParse(queue)) return queue;
  const { protocol, host, pathname } = new URL(queue);
  return `${protocol}//${host}${pathname}`;
}
