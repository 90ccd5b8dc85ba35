// origin.json of a run's folder: that this installation wrote the run, here, with this manifest and this journal, and which results. Signed, so
// that a run which lies in a folder of strangers cannot claim it; bound to the folder, so that a copy elsewhere is a run started elsewhere.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { realPath } from '../files/confine';
import { openRegular, readRegular, readRegularText, statRegular } from '../files/regularFile';
import { writeFileAtomically } from './atomicFile';
import type { Installation } from './installation';
import { processTurns as turns } from './processTurns';
import { journalPath, manifestPath } from './runFiles';

const factsShape = z.object({
  /** Real path of the run's folder. */
  folder: z.string(),
  /** SHA-256 of the manifest; of the old and the new one while it is being replaced. */
  manifests: z.array(z.string()),
  /** The journal's beginning when a session closed it; records behind it were written by a session that was cut off. */
  journal: z.object({ bytes: z.int().nonnegative(), sha256: z.string() }).optional(),
  /** Whether the user took answers over that this installation did not write. */
  hasForeignAnswers: z.boolean(),
  /** Result files by real path, with the content that the run wrote, or was about to write when it was cut off: then a path stands there twice. */
  outputs: z.array(z.object({ path: z.string(), sha256: z.string() })),
});
const fileShape = z.object({
  format: z.literal('smart-origin'),
  version: z.literal(1),
  facts: factsShape,
  signature: z.string(),
});

export type RunOrigin = z.infer<typeof factsShape>;

export const originPath = (folder: string) => join(folder, 'origin.json');

/**
 * Undefined: this installation did not write the run as it stands there.
 * Only its manifest is looked at, which is enough for lists.
 */
export function readOrigin(folder: string, installation: Installation): RunOrigin | undefined {
  try {
    const text = readRegularText(originPath(folder));
    const stored = text === undefined ? undefined : fileShape.safeParse(JSON.parse(text)).data;
    if (stored === undefined || !installation.hasSigned(signedText(stored.facts), stored.signature)) return undefined;
    const { facts } = stored;
    const manifest = readRegular(manifestPath(folder));
    const isSame =
      facts.folder === realPath(folder) && manifest !== undefined && facts.manifests.includes(sha256(manifest));
    return isSame ? facts : undefined;
  } catch {
    // Whatever is wrong with it, it does not show that the run is ours.
    return undefined;
  }
}

/** The same, the journal looked at too: a second for 500 MB, in turns. */
export async function readWholeOrigin(folder: string, installation: Installation): Promise<RunOrigin | undefined> {
  const facts = readOrigin(folder, installation);
  if (facts?.journal === undefined) return facts;
  const { bytes, sha256 } = facts.journal;
  const now = await hashOfStart(journalPath(folder), bytes).catch(() => undefined);
  return now === sha256 ? facts : undefined;
}

/** Without a key nothing is written. @throws {DiskError} */
export function writeOrigin(folder: string, installation: Installation, facts: RunOrigin): void {
  const signature = installation.sign(signedText(facts));
  if (signature !== undefined)
    writeFileAtomically(
      originPath(folder),
      `${JSON.stringify({ format: 'smart-origin', version: 1, facts, signature }, null, 2)}\n`,
    );
}

/** What is to be signed of a run that this installation has just made there. */
export function originOf(folder: string, manifest: string, hasForeignAnswers: boolean): RunOrigin {
  return { folder: realPath(folder), manifests: [sha256(manifest)], hasForeignAnswers, outputs: [] };
}

/** What the journal holds now, for the origin of a run whose session ends. */
export async function sealOf(folder: string): Promise<NonNullable<RunOrigin['journal']>> {
  const bytes = statRegular(journalPath(folder))?.size ?? 0;
  return { bytes, sha256: await hashOfStart(journalPath(folder), bytes) };
}

/** @throws {InputError} with the way out. */
export function foreignRun(runId: string): InputError {
  return new InputError(
    `Run ${runId} was not started by this installation of SMART here, or was changed by something else: nobody here knows whether its answers are what the models said. ` +
      'Start a new run, or take its answers over with --trust-answers; the promise then holds as far as whoever wrote them is to be trusted.',
  );
}

/** Fields in one order, whatever the file has. */
function signedText({ folder, manifests, journal, hasForeignAnswers, outputs }: RunOrigin): string {
  const results = outputs.map(({ path, sha256 }) => [path, sha256]);
  return JSON.stringify([
    'smart-origin 1',
    folder,
    manifests,
    journal && [journal.bytes, journal.sha256],
    hasForeignAnswers,
    results,
  ]);
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

const chunkBytes = 1 << 20;

/** Of a file's first bytes; of all where it is shorter, and then the hash is another one. */
async function hashOfStart(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  if (bytes === 0) return hash.digest('hex');
  const file = openRegular(path, 'read');
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const end = Math.min(bytes, fstatSync(file).size);
    for (let at = 0; at < end;) {
      const read = readSync(file, chunk, 0, Math.min(chunk.length, end - at), at);
      if (read === 0) break;
      hash.update(chunk.subarray(0, read));
      at += read;
      if (turns.isDue()) await turns.next();
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
