// One job from its description to finished files: opens the dataset, plans, drives the strategy over real providers, journals, writes the
// results and the report. The command line and the extension both call this and nothing below it.
import type { Clock } from '../engine/clock';
import type { RunEvent } from '../engine/events';
import type { Job } from '../engine/job';
import type { Provider } from '../engine/provider';

export type JobPorts = {
  /** Providers by the name that models refer to. */
  readonly provider: (name: string) => Promise<Provider>;
  readonly clock: Clock;
  /** Folder that holds all runs, e.g. `.smart/runs` beside the dataset. */
  readonly runsFolder: string;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  /** Largest number of requests under way at once, per provider. */
  readonly concurrency: number;
};

export type JobResult = {
  readonly runId: string;
  readonly state: 'finished' | 'paused' | 'cancelled';
  readonly pausedBy?: 'budget' | 'quota' | 'auth' | 'price' | 'person';
  readonly output?: string;
  readonly report?: string;
};

/** @throws {InputError} on bad input, before anything is written or sent. */
export type RunJob = (job: Job, ports: JobPorts, options?: { readonly resume?: string }) => Promise<JobResult>;
