// Where a run's results go when it goes on: nothing that is not the run's own is written over, and nothing that was paid for is held up by a name.
import { freeOutputPath, isFree, isNumbered, isReplaceable, type OverwriteRule } from '../datasets/results/outputPath';
import { pathKey } from '../files/sameFile';
import type { RunOrigin } from '../store/runOrigin';

/** What is known of a run that is gone on with. */
export type EarlierOutput = {
  /** Where its last session meant to write, where that counts. */
  readonly out?: string;
  readonly outputs: RunOrigin['outputs'];
};

export type ChosenOutput = {
  /** Absent: the default name beside the dataset. */
  readonly out?: string;
  readonly overwrite: OverwriteRule;
  /** Why it is not where the run meant to write, a sentence. */
  readonly why?: string;
};

/**
 * A name that the user gives anew stands, and is refused later where it is taken. Where the run's own name is taken by another file (somebody
 * else's, or its own that was edited), the run goes on to the next free one.
 */
export async function chooseOutput(named: string | undefined, earlier: EarlierOutput): Promise<ChosenOutput> {
  const { out, outputs } = earlier;
  const path = named ?? out;
  if (path === undefined) return { overwrite: false };
  const chosen = (candidate: string): { readonly out: string; readonly overwrite: OverwriteRule } => {
    const key = pathKey(candidate);
    const hashes = outputs.filter((output) => pathKey(output.path) === key).map(({ sha256 }) => sha256);
    return { out: candidate, overwrite: hashes.length > 0 && { sha256: hashes } };
  };
  const own = chosen(path);
  const isAnew = named !== undefined && (out === undefined || pathKey(named) !== pathKey(out));
  if (isAnew || (await mayWrite(own))) return own;
  // It may have gone on to another name before.
  for (const output of [...outputs].reverse()) {
    const other = chosen(output.path);
    if (isNumbered(path, output.path) && (await mayWrite(other))) return other;
  }
  const free = await freeOutputPath(path);
  return {
    out: free,
    overwrite: false,
    why: `${path} is not as this run wrote it and is left as it is; the results go to ${free}.`,
  };
}

async function mayWrite({
  out,
  overwrite,
}: {
  readonly out: string;
  readonly overwrite: OverwriteRule;
}): Promise<boolean> {
  return (await isFree(out)) || (await isReplaceable(out, overwrite));
}
