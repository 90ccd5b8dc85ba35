// Who this installation is: a key in the user's configuration folder, by which runs that it wrote are told from those that lie in a folder of
// strangers. The command line and the extension share it; the extension keeps a copy in SecretStorage (host/keys/hostInstallation.ts).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { realPath } from '../files/confine';
import { readRegularText } from '../files/regularFile';
import { makeFile, makePrivateFolder } from '../files/writeFile';

export type Installation = {
  /** Undefined: there is no key here, and nothing can be signed. */
  readonly sign: (text: string) => string | undefined;
  readonly hasSigned: (text: string, signature: string) => boolean;
};

/** @param keys as hex; the first one signs, all are recognised. */
export function makeInstallation(keys: readonly string[]): Installation {
  const macOf = (key: string, text: string) => createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest();
  return {
    sign: (text) => (keys[0] === undefined ? undefined : macOf(keys[0], text).toString('hex')),
    hasSigned: (text, signature) =>
      /^[0-9a-f]{64}$/.test(signature) &&
      keys.some((key) => timingSafeEqual(macOf(key, text), Buffer.from(signature, 'hex'))),
  };
}

/** `$XDG_CONFIG_HOME/smart-llm`, `%APPDATA%\smart-llm` or `~/.config/smart-llm`. */
function configurationFolder(env: NodeJS.ProcessEnv = process.env): string {
  const config = env['XDG_CONFIG_HOME'] || (process.platform === 'win32' ? env['APPDATA'] : undefined);
  return join(config || join(homedir(), '.config'), 'smart-llm');
}

const keyShape = /^[0-9a-f]{64}$/;

export function newInstallationKey(): string {
  return randomBytes(32).toString('hex');
}

/**
 * The key of the folder, made where there is none. Undefined where it can neither be read nor made: a read-only home, a file of something else.
 * @param wanted the key to make.
 */
export function installationKey(folder = configurationFolder(), wanted = newInstallationKey()): string | undefined {
  try {
    const home = realPath(folder);
    const path = join(home, 'installation.key');
    const known = readRegularText(path);
    if (known !== undefined) return keyIn(known);
    makePrivateFolder(home);
    try {
      makeFile(path, `${wanted}\n`);
      return wanted;
    } catch {
      // Another process was quicker, or no file can be made and none is there.
      return keyIn(readRegularText(path) ?? '');
    }
  } catch {
    return undefined;
  }
}

function keyIn(text: string): string | undefined {
  const key = text.trim();
  return keyShape.test(key) ? key : undefined;
}

let ofUser: Installation | undefined;

/** @param keys in place of the configuration folder's. */
export function useInstallationKeys(keys: readonly string[]): Installation {
  ofUser = makeInstallation(keys);
  return ofUser;
}

/** Of this user on this machine, read once a process. */
export function userInstallation(): Installation {
  if (ofUser === undefined) {
    const key = installationKey();
    ofUser = makeInstallation(key === undefined ? [] : [key]);
  }
  return ofUser;
}
