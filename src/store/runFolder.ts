// A run's folder: manifest.json (what the run is), journal.smartlog (all that was asked and told), lock.N (who writes it now).
// Makes and opens runs; runList.ts lists and deletes them, exportRun.ts copies their answers out.
import type { Job } from '../engine/job';
import { assertUnlinked, discardFolder, syncFolder } from '../files/writeFile';
import { realPath } from '../files/confine';
import { readRegularText, statRegular } from '../files/regularFile';
import { writeFileAtomically } from './atomicFile';
import { importAnswers, type Imported, type RowTargets } from './importAnswers';
import type { TakingJudge } from './importVerdicts';
import { openJournal, type JournalOptions, type RunJournal } from './journal';
import { formatManifest, jobForDisk, type RunDataset, type RunManifest, type Software } from './manifest';
import { assertResumable, resumedJob } from './resumeRules';
import { makeFolder, prepareRunsFolder } from './newRunFolder';
import { journalPath, manifestPath, readManifest, runFolder } from './runFiles';
import { userInstallation, type Installation } from './installation';
import { foreignRun, originOf, readWholeOrigin, sealOf, sha256, writeOrigin, type RunOrigin } from './runOrigin';
import { lockRun, type RunLock } from './runLock';
import { writeCarried, type StoredCarried } from './tableFile';
import { assertHasAnswers } from './runSize';

export type OpenRun = {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly journal: RunJournal;
  /** Answers taken over from another run; 0 on a resume. */
  readonly imported: Imported;
  /** Whether the run holds answers that this installation did not write, which the user chose to trust. */
  readonly hasForeignAnswers: boolean;
  /** @throws {DiskError} where somebody else took the run over: nothing more may be written of it. */
  readonly assertHeld: () => void;
  /** Keeps, signed, what is about to stand at the path: after a kill the run knows its own file, whether it got its name or not. */
  readonly announceOutput: (path: string, sha256: string) => void;
  /** Keeps, signed, what the run wrote there: a later session may replace it while it is that. */
  readonly recordOutput: (path: string, sha256: string) => void;
  /** Closes the journal and lets go of the lock. @throws {DiskError} when the journal failed. */
  readonly close: () => Promise<void>;
};

/** Which runs are ours, and whether the user takes over what others wrote. */
export type Trust = {
  /** @default the user's on this machine */
  readonly installation?: Installation;
  /** Answers that this installation did not write are taken over all the same. @default false */
  readonly foreignAnswers?: boolean;
  /** On opening a run: answers that this installation did not vouch for are about to be written into it. @default false */
  readonly takesForeign?: boolean;
};

export type NewRun = {
  readonly job: Job;
  readonly dataset: RunDataset;
  readonly software: Software;
  /** ISO 8601, UTC. Names the run together with the dataset. */
  readonly createdAt: string;
  readonly journal?: JournalOptions;
  readonly trust?: Trust;
  /** Awaited when nothing is left to refuse; where it throws, the folder goes. */
  readonly agree?: (() => Promise<void>) | undefined;
  /** Run whose answers are taken over where rows, question and model are the same; they appear in `journal.earlier`, billed nothing. */
  readonly importFrom?: string;
  /** Whose verdicts are taken over beside the answers. */
  readonly verdicts?: TakingJudge;
  /** The run of `importFrom` is continued: which rows of the table now are which of its rows, and what is to stand in the folder before anything is asked. */
  readonly continuing?: { readonly targetsOf: RowTargets; readonly carried: StoredCarried };
};

const nothing: Imported = { answers: 0, verdicts: 0 };

/**
 * Makes the folder and opens its journal.
 * @throws {DiskError} where the folder cannot be made.
 * @throws {InputError} where a file stands in its place.
 */
export async function createRun(runsFolder: string, run: NewRun): Promise<OpenRun> {
  prepareRunsFolder(runsFolder);
  const { runId, folder } = makeFolder(runsFolder, run.createdAt, run.dataset.name);
  const { createdAt, software, dataset } = run;
  const { continuing } = run;
  const manifest: RunManifest = {
    ...{ runId, createdAt, software, dataset },
    ...(continuing && { continues: { runId: continuing.carried.from } }),
    job: jobForDisk(run.job),
  };
  const { installation = userInstallation(), foreignAnswers = false } = run.trust ?? {};
  const lock = lockRun(folder);
  try {
    const content = formatManifest(manifest);
    writeFileAtomically(manifestPath(folder), content);
    const taken = run.importFrom === undefined ? undefined : await readWholeOrigin(run.importFrom, installation);
    const isForeign = run.importFrom !== undefined && taken?.hasForeignAnswers !== false;
    if (isForeign && !foreignAnswers) throw foreignRun(readManifest(run.importFrom).runId);
    const into = { ...manifest, ...(run.verdicts && { verdicts: run.verdicts }) };
    const imported =
      run.importFrom === undefined ? nothing : await importAnswers(run.importFrom, folder, into, continuing?.targetsOf);
    if (continuing) await writeCarried(folder, continuing.carried);
    await run.agree?.();
    const origin = originOf(folder, content, isForeign);
    writeOrigin(folder, installation, origin);
    const journal = await openJournal(journalPath(folder), { ...run.journal, beforeWrite: lock.assertHeld });
    return opened({ folder, manifest, journal, imported, origin, installation, lock });
  } catch (error) {
    lock.release();
    discardFolder(folder);
    throw error;
  } finally {
    for (const path of [folder, runsFolder]) syncFolder(path);
  }
}

/**
 * Opens a run to go on with it.
 * @param wanted job and dataset as they are now; absent: goes on with what the manifest says.
 * @param options `takesOver`: from a holder of the lock that counts as alive, because the user knows that it is gone; `agree`: awaited when nothing is left
 * to refuse and nothing has been changed yet.
 * @throws {InputError} when there is no such run, when it is another question (resumeRules.ts), or when another process writes it.
 */
export async function openRun(
  runsFolder: string,
  runId: string,
  wanted?: { readonly job: Job; readonly dataset: RunDataset },
  options?: JournalOptions & Pick<NewRun, 'agree'> & { readonly takesOver?: boolean },
  { installation = userInstallation(), foreignAnswers = false, takesForeign = false }: Trust = {},
): Promise<OpenRun> {
  const folder = runFolder(runsFolder, runId);
  assertUnlinked(runsFolder);
  const before = readManifest(folder);
  assertHasAnswers(folder, runId);
  if (wanted) assertResumable(before, jobForDisk(wanted.job), wanted.dataset);
  const lock = lockRun(folder, options?.takesOver);
  try {
    const known = await readWholeOrigin(folder, installation);
    if (known === undefined && !foreignAnswers) throw foreignRun(runId);
    await options?.agree?.();
    const job = wanted ? resumedJob(before.job, jobForDisk(wanted.job)) : before.job;
    const manifest = { ...before, job };
    const content = formatManifest(manifest);
    const there = readRegularText(manifestPath(folder)) ?? '';
    const isChanged = content !== formatManifest(before);
    // The same manifest may stand there with its fields in another order.
    const manifests = [sha256(isChanged ? content : there)];
    const signedBefore = known ?? originOf(folder, there, true);
    const hasForeignAnswers = signedBefore.hasForeignAnswers || takesForeign;
    const origin = { ...signedBefore, manifests, hasForeignAnswers };
    if (isChanged) {
      // Whichever manifest a crash leaves, the run stays ours.
      if (known) writeOrigin(folder, installation, { ...known, manifests: [...known.manifests, ...manifests] });
      writeFileAtomically(manifestPath(folder), content);
    }
    const journal = await openJournal(journalPath(folder), { ...options, beforeWrite: lock.assertHeld });
    // What an interruption tore was cut off: the seal that covers it holds no more.
    const { journal: seal, ...unsealed } = origin;
    const isShorter = seal !== undefined && (statRegular(journalPath(folder))?.size ?? 0) < seal.bytes;
    const signed = isShorter ? unsealed : origin;
    writeOrigin(folder, installation, signed);
    return opened({
      folder,
      manifest,
      journal,
      imported: nothing,
      origin: signed,
      installation,
      lock,
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function opened(run: {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly journal: RunJournal;
  readonly imported: Imported;
  readonly origin: RunOrigin;
  readonly installation: Installation;
  readonly lock: RunLock;
}): OpenRun {
  const { folder, manifest, journal, imported, installation, lock } = run;
  let { origin } = run;
  const sign = () => {
    try {
      writeOrigin(folder, installation, origin);
    } catch {
      // The disk is full or gone. The run is whole; at worst its next session asks whether its answers are to be trusted.
    }
  };
  const seal = async () => {
    try {
      origin = { ...origin, journal: await sealOf(folder) };
    } catch {
      // The journal cannot be read back just now. An earlier session's seal still covers its beginning, and a run without one is ours all the same.
    }
    sign();
  };
  const close = async () => {
    try {
      await journal.close();
      lock.assertHeld();
      await seal();
    } finally {
      lock.release();
    }
  };
  const announceOutput = (path: string, hash: string) => {
    lock.assertHeld();
    origin = { ...origin, outputs: [...origin.outputs, { path: realPath(path), sha256: hash }] };
    sign();
  };
  const recordOutput = (path: string, hash: string) => {
    lock.assertHeld();
    const real = realPath(path);
    const others = origin.outputs.filter((output) => output.path !== real);
    origin = { ...origin, outputs: [...others, { path: real, sha256: hash }] };
    sign();
  };
  const { hasForeignAnswers } = origin;
  const { assertHeld } = lock;
  return {
    folder,
    manifest,
    journal,
    imported,
    hasForeignAnswers,
    assertHeld,
    announceOutput,
    recordOutput,
    close,
  };
}
