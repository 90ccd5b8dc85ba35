// Whether a provider takes a key, found out for nothing: its list of models tells, and where everybody may read that list, a request without content does.
import type { SdkOptions } from './sdkOptions';
import type { RemoteKind } from './registry';

/** More than this is no list to pick from. */
const mostModels = 1000;

/**
 * The models on offer, once it is sure that the key (or that there is none) is not refused.
 * @throws what the SDK throws, with `status` 401 or 403 where the key is refused
 */
export async function modelsWithTestedKey(kind: RemoteKind, connection: SdkOptions): Promise<readonly string[]> {
  const found = await idsOf(kind, connection);
  if (kind.probe && (await isListOpen(kind, connection))) {
    const status = await kind.probe(connection);
    if (status === 401 || status === 403) throw Object.assign(new Error('refused'), { status });
  }
  return found;
}

async function isListOpen(kind: RemoteKind, connection: SdkOptions): Promise<boolean> {
  if (connection.apiKey === undefined) return true;
  return idsOf(kind, { ...connection, apiKey: undefined }).then(
    () => true,
    () => false,
  );
}

async function idsOf(kind: RemoteKind, connection: SdkOptions): Promise<string[]> {
  const found: string[] = [];
  for await (const id of kind.listModels(connection)) if (found.push(id) >= mostModels) break;
  return found.sort();
}
