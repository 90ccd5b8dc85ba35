// Datasets at addresses, for the command line: what it may reach, which token goes where, and where bytes are kept come from the user's environment.
// The editor is given none of this, so that a file in a workspace cannot have it fetch anything.
import { tmpdir } from 'node:os';
import picomatch from 'picomatch';
import type { Clock } from '../../engine/clock';
import { InputError } from '../../engine/inputError';
import { chooseFiles, type FoundFiles } from '../files/chooseFiles';
import type { Storage } from '../openDataset';
import { type Address, readAddress } from '../address';
import { httpFile, type HttpOptions } from './httpFile';
import { openRemote, type RemoteSource } from './remoteSource';
import { openS3, type S3 } from './s3';

export type OpenStorage = Storage & {
  /** Nothing of what was fetched is left behind. */
  readonly close: () => Promise<void>;
};

export type StorageOptions = HttpOptions & {
  readonly clock: Clock;
  /** Where bytes are kept while the command goes on. @default the system's folder of temporary files */
  readonly folder?: string;
};

const signs = /[*?[{]/;

/** A folder's address ends with `/`; the same address gives the same source until all are closed. */
export function createStorage(options: StorageOptions): OpenStorage {
  const { environment, fetch, clock, folder = tmpdir() } = options;
  const opened = new Map<string, Promise<RemoteSource>>();
  let s3: Promise<S3> | undefined;
  const ofS3 = () => (s3 ??= openS3(environment, fetch));

  async function find(text: string): Promise<FoundFiles | undefined> {
    const address = readAddress(text);
    if (address.kind === 'http') {
      if (/[*{]/.test(new URL(text).pathname) || new URL(text).pathname.endsWith('/'))
        throw new InputError(`${text}: a web server lists no files; name one of them.`);
      return undefined;
    }
    const { bucket, key } = address;
    const isFolder = key === '' || key.endsWith('/');
    if (!isFolder && !signs.test(key)) return undefined;
    const prefix = isFolder ? key : key.slice(0, key.search(signs)).replace(/[^/]*$/, '');
    const pattern = isFolder ? '**' : key.slice(prefix.length);
    const names = (await (await ofS3()).list(address, prefix)).filter(isUsable);
    // An object may have such a name.
    if (!isFolder && names.includes(pattern)) return undefined;
    const fits = picomatch(pattern);
    const base = `s3://${bucket}/${prefix}`.replace(/\/+$/, '');
    return {
      ...chooseFiles(
        { path: text, base, isFolder, pattern, links: 0 },
        names.filter((name) => fits(name)),
      ),
      isRemote: true,
    };
  }

  async function remoteOf(address: Address) {
    return address.kind === 'http' ? httpFile(address, options) : (await ofS3()).file(address);
  }

  return {
    find,
    open: (text) => {
      let source = opened.get(text);
      if (!source) {
        source = remoteOf(readAddress(text)).then((remote) => openRemote(remote, folder, clock));
        opened.set(text, source);
        // Another try begins anew.
        source.catch(() => opened.delete(text));
      }
      return source;
    },
    close: async () => {
      const sources = await Promise.allSettled(opened.values());
      for (const source of sources) if (source.status === 'fulfilled') await source.value.close();
      opened.clear();
      await s3?.then(
        (client) => {
          client.close();
        },
        () => undefined,
      );
    },
  };
}

/** Keys become names of result files: none that leads elsewhere, none of a folder's marker, and no hidden one, as on a disk. */
function isUsable(name: string): boolean {
  const odd = process.platform === 'win32' ? /[\\<>:"|?*\p{Cc}]/u : /[\\\p{Cc}]/u;
  return name !== '' && !odd.test(name) && name.split('/').every((part) => part !== '' && !/^[._]/.test(part));
}
