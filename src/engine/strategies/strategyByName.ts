// Every strategy by the name that people type. A new one is one line here.
import type { Strategy, StrategyName } from '../strategy';
import { filterOfJob, type Job } from '../job';
import { boundedLossOf } from '../task/parseAnswer';
import { boundedLoss } from './boundedLoss';
import { certified } from './certified';
import { filterStrategy } from './filter';
import { modelMix } from './modelMix';
import { profileAll } from './profileAll';
import { profileSmart } from './profileSmart';
import { reference } from './reference';
import { withUnlabelled } from './unlabelled';

type StrategyEntry = {
  readonly strategy: Strategy;
  /** Whether identical rows are asked once under it: ours yes; the published method asks every row. */
  readonly asksTwinsOnce: boolean;
};

export const strategyByName: Readonly<Record<StrategyName, StrategyEntry>> = {
  certified: { strategy: withUnlabelled(certified), asksTwinsOnce: true },
  'model-mix': { strategy: withUnlabelled(modelMix), asksTwinsOnce: false },
  'profile-smart': { strategy: withUnlabelled(profileSmart), asksTwinsOnce: false },
  'profile-all': { strategy: withUnlabelled(profileAll), asksTwinsOnce: false },
  reference: { strategy: withUnlabelled(reference), asksTwinsOnce: false },
};

/** The strategy of a job: a filter and a mean loss are other promises than an accuracy. */
export function strategyOf(job: Pick<Job, 'strategy' | 'task'>): Strategy {
  const bounds = filterOfJob(job);
  const bounded = boundedLossOf(job.task);
  if (job.strategy === 'certified' && bounds) return filterStrategy(bounds);
  if (job.strategy === 'certified' && bounded) return boundedLoss(bounded.bound, bounded.loss);
  return strategyByName[job.strategy].strategy;
}
