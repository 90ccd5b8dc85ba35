// Every strategy by the name that people type. A new one is one line here.
import type { Strategy, StrategyName } from '../strategy';
import type { Job } from '../job';
import { kindOf, promisedBy, type Bounds, type PromiseKind } from '../promise/kinds';
import { profileAll, profileSmart } from '../published/wholeModel';
import { lossOf } from '../task/lossBound';
import type { Task } from '../task/task';
import { boundedLoss } from './boundedLoss';
import { certified } from './certified';
import { filterStrategy } from './filter';
import { modelMix } from './modelMix';
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

/** How `certified` decides where something else than an accuracy is promised. */
const strategyOfKind: { readonly [K in PromiseKind]: (bounds: Bounds[K], task: Task) => Strategy } = {
  filter: filterStrategy,
  loss: (bound, task) => boundedLoss(bound, lossOf(bound, task.type === 'labels')),
};

/** The strategy of a job: a filter and a mean loss are other promises than an accuracy. */
export function strategyOf(job: Pick<Job, 'strategy' | 'task'>): Strategy {
  const { task } = job;
  const promised = promisedBy(task);
  const decide = <K extends PromiseKind>(kind: K) => strategyOfKind[kind](promised[kind] as Bounds[K], task);
  const kind = kindOf(promised);
  return job.strategy === 'certified' && kind ? decide(kind) : strategyByName[job.strategy].strategy;
}
