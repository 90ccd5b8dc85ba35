// A setup without a form: a draft made at once from settings and a request, with the same models, checks and estimate as the form's.
import { defaultOutputOf, freeOutputPath } from '../../datasets/results/outputPath';
import { openDataset } from '../../datasets/openDataset';
import type { Row } from '../../engine/dataset';
import type { Job } from '../../engine/job';
import type { Draft, SetupFeedback } from '../../protocol';
import type { Host } from '../host';
import { loadHostLadder } from '../models/hostLadder';
import { modelChoices, startingModels } from '../models/modelChoices';
import { readSettings } from '../settings';
import { emptyDraft, jobOfDraft } from './draftJob';
import { giveFeedback } from './feedback';
import { firstRows } from './formRows';
import type { Setup } from './setup';

export type PlainSetup = Setup & { readonly job: Job; readonly feedback: SetupFeedback };

/** The caller closes `dataset`. @throws {InputError} when the dataset cannot be read. */
export async function openPlainSetup(host: Host, path: string, change: (draft: Draft) => Draft): Promise<PlainSetup> {
  const dataset = await openDataset(path);
  const sample: Row[] = [];
  for await (const row of dataset.rows(firstRows(dataset))) sample.push(row);
  const ladder = await loadHostLadder();
  const choices = modelChoices(ladder, await host.keys.all(), () => undefined);
  const settings = readSettings();
  const fresh = emptyDraft(settings, await freeOutputPath(defaultOutputOf(dataset, path)));
  const asked = change(fresh);
  const draft = asked.models.length > 0 ? asked : { ...asked, models: startingModels(choices, asked.task) };
  const job = jobOfDraft(draft, path, ladder.models, settings);
  const feedback = await giveFeedback({ draft, job, dataset, sample, choices });
  return { path, dataset, sample, ladder: () => ladder, job, feedback };
}
