// The earlier runs whose answers a new run of the form can take over: of the same rows and the same question, with a model in common. A form
// asks after every edit, so manifests are read once, and a journal only when its run is chosen.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { answersToTakeOver, type AnswersPerModel } from '../../app/answersToTakeOver';
import { outcomeOf, type EarlierOutcome } from '../../app/earlierOutcome';
import { statRegular } from '../../files/regularFile';
import { isThere } from '../../files/writeFile';
import type { EarlierRun } from '../../protocol';
import { mayFit, type TakingRun } from '../../store/importAnswers';
import type { RunManifest } from '../../store/manifest';
import { journalPath, readManifest, runFolder } from '../../store/runFiles';
import type { Installation } from '../../store/installation';
import { readOrigin } from '../../store/runOrigin';
import { runHolder } from '../../store/runLock';

export type EarlierRuns = {
  /** Newest first; runs under way are left out, since nobody can say what they will hold. */
  readonly fitting: (into: TakingRun) => Promise<readonly EarlierRun[]>;
  /** Answers of the run that fit. */
  readonly answers: (runId: string, into: TakingRun) => Promise<AnswersPerModel>;
  /** What the run came to; undefined where that says nothing about this one. */
  readonly outcome: (runId: string, into: TakingRun) => EarlierOutcome | undefined;
};

const mostOffered = 20;

/** A stranger's answers are never offered: the promise would rest on whoever wrote them. */
const isOurs = (folder: string, installation: Installation) =>
  readOrigin(folder, installation)?.hasForeignAnswers === false;

/** @param runsFolder as the user has it now. */
export function createEarlierRuns(runsFolder: () => string, installationOf: () => Promise<Installation>): EarlierRuns {
  const manifests = new Map<string, RunManifest>();
  let counted: { readonly what: string; readonly answers: Promise<AnswersPerModel> } | undefined;
  let shown: { readonly what: string; readonly outcome: EarlierOutcome | undefined } | undefined;
  const manifestOf = (folder: string) => {
    let manifest = manifests.get(folder);
    if (manifest === undefined) {
      try {
        manifest = readManifest(folder);
      } catch {
        // The list of runs says what is wrong with it.
        return undefined;
      }
      manifests.set(folder, manifest);
    }
    return manifest;
  };
  return {
    async fitting(into) {
      const installation = await installationOf();
      const all = runsFolder();
      const folders = isThere(all)
        ? readdirSync(all, { withFileTypes: true }).filter((entry) => entry.isDirectory())
        : [];
      const found = folders.flatMap(({ name }) => {
        const folder = join(all, name);
        const manifest = manifestOf(folder);
        return manifest !== undefined && isOurs(folder, installation) && mayFit(manifest, into) && !runHolder(folder)
          ? [manifest]
          : [];
      });
      return found
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
        .slice(0, mostOffered)
        .map(({ runId, createdAt, job: { strategy, accuracy } }) => ({ runId, createdAt, strategy, accuracy }));
    },
    answers(runId, into) {
      const folder = runFolder(runsFolder(), runId);
      const bytes = statRegular(journalPath(folder))?.size ?? 0;
      if (bytes === 0) return Promise.resolve(new Map());
      const { models, limit } = into.job;
      const what = JSON.stringify([folder, bytes, limit, models.map(({ id, settings }) => [id, settings])]);
      if (counted?.what !== what) counted = { what, answers: answersToTakeOver(folder, into) };
      return counted.answers;
    },
    outcome(runId, into) {
      const folder = runFolder(runsFolder(), runId);
      const bytes = statRegular(journalPath(folder))?.size ?? 0;
      const what = JSON.stringify([folder, bytes, into.job.models.map(({ id, settings }) => [id, settings])]);
      if (shown?.what !== what) shown = { what, outcome: bytes === 0 ? undefined : outcomeOf(folder, into) };
      return shown.outcome;
    },
  };
}
