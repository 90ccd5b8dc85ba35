// The next run of the same rows: the form of a run's dataset as that run had it, with a seed and a result file of its own, taking over the answers
// that are paid already where they fit.
import { originOfRows } from '../notebook/rowsOrigin';
import type { Job } from '../../engine/job';
import type { Draft } from '../../protocol';
import type { Host } from '../host';
import { draftOfJob } from '../setup/draftJob';
import { openSetup } from '../setup/setupSubject';
import type { SetupSubject } from '../setup/setup';

export type Otherwise = {
  /** A model that takes no part any more. */
  readonly without?: string;
  /** The answers do not fit what the prompt is to become. */
  readonly changesPrompt?: true;
};

/** @param runId whose answers are taken over; undefined: it never began. @throws {InputError} where the dataset cannot be read any more. */
export async function runAgain(
  host: Host,
  job: Job,
  runId: string | undefined,
  { without, changesPrompt }: Otherwise = {},
): Promise<void> {
  const like = (fresh: Draft): Draft => {
    const draft = asOf(job, fresh);
    return {
      ...draft,
      models: draft.models.filter((id) => id !== without),
      ...(runId !== undefined && !changesPrompt && { answersOf: runId }),
    };
  };
  const form = await openLike(host, job, like);
  const { problems } = await form.feedback();
  // Answers of a stranger's run, or of one whose journal was deleted, are not there to be taken over.
  if (problems.some(({ field }) => field === 'answersOf')) {
    const { answersOf: _, ...draft } = form.draft();
    form.change(draft);
  }
  host.panel.show(form);
}

function asOf(job: Job, fresh: Draft): Draft {
  const { seed: _, out: __, ...draft } = draftOfJob(job, fresh);
  return {
    ...draft,
    ...(fresh.seed !== undefined && { seed: fresh.seed }),
    ...(fresh.out !== undefined && { out: fresh.out }),
  };
}

async function openLike(host: Host, job: Job, draft: (fresh: Draft) => Draft): Promise<SetupSubject> {
  const origin = originOfRows(host, job.dataset);
  if (origin !== undefined) {
    const { openNotebookForm } = await import('../notebook/notebookForm');
    return openNotebookForm(host, job.dataset, origin, undefined, draft);
  }
  return openSetup(host, job.dataset, { draft, ...(job.reading && { reading: job.reading }) });
}
