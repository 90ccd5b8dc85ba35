// The installation's key for the extension: that of the user's configuration folder, which the command line has too, kept in SecretStorage as
// well, so that runs are recognised where that folder cannot be written or was emptied.
import type * as vscode from 'vscode';
import { installationKey, newInstallationKey, useInstallationKeys, type Installation } from '../../store/installation';

const secretName = 'smart.installationKey';

/** Read once; from then on the user's installation is this one in the whole process. */
export function createHostInstallation(secrets: vscode.SecretStorage): () => Promise<Installation> {
  let known: Promise<Installation> | undefined;
  const open = async () => {
    const kept = await secrets.get(secretName);
    const wanted = kept ?? newInstallationKey();
    const key = installationKey(undefined, wanted) ?? wanted;
    if (kept === undefined) await secrets.store(secretName, key);
    return useInstallationKeys(kept === undefined ? [key] : [key, kept]);
  };
  return () => (known ??= open());
}
