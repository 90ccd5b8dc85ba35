// What other extensions get from `extensions.getExtension('smart-llm.smart-llm').activate()`: estimate and process a dataset. Documented in
// the README; additions only, `version` says which.
import type { JobResult } from '../app/runJob';
import type { Estimate } from '../protocol';
import type { Host, RunSummary } from './host';
import type { DatasetRequest } from './tools/datasetRequest';
import { estimateRequest, processRequest } from './tools/processRequest';

export type SmartApi = {
  readonly version: 1;
  /** What answering every row would cost; sends nothing. Undefined where a price is unknown. @throws {Error} a sentence about what is wrong. */
  readonly estimateCost: (request: DatasetRequest) => Promise<Estimate | undefined>;
  /** Asks the user (modal), runs, and resolves when the run has ended or paused; undefined: the user declined. */
  readonly processDataset: (request: DatasetRequest, signal?: AbortSignal) => Promise<JobResult | undefined>;
  /** In VS Code's test mode only, where dialogs throw: answers the confirmation. */
  readonly answerConfirmation?: (answer: (summary: RunSummary) => boolean) => void;
};

export function makeApi(host: Host): Pick<SmartApi, 'estimateCost' | 'processDataset'> {
  return {
    estimateCost: (request) => estimateRequest(host, request),
    processDataset: (request, signal) => processRequest(host, request, signal),
  };
}
