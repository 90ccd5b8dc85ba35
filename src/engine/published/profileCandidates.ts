// The published profiling phase (Jo and Trummer, arXiv 2403.13835): asks reference and open candidates row by row until the cheapest model that is not ruled
// out is known to satisfy the threshold, or, where it prunes, until going on no longer pays. Asks in blocks of ten: statuses change only there.
import { compare } from '../comparing';
import type { DecisionEvent } from '../events';
import { reason, type Reason } from '../reasons';
import type { Problem, Step } from '../strategy';
import { makeAgreementBounds, type AgreementBounds } from '../stats/agreementBounds';
import { clopperPearson } from '../stats/clopperPearson';
import { cheapestGoingOn, findPayingRows, type Prospect } from './expectedCost';
import { countBlock, makeTally, unitUsd, type Tally } from './tally';

const BLOCK_ROWS = 10;
const PRUNE_FROM_ROW = 100;

export type Profile = {
  readonly tally: Tally;
  /** The cheapest satisfied model; the reference where no candidate is. */
  readonly satisfied: number;
};

export function* profileCandidates(problem: Problem, prunes: boolean): Generator<Step, Profile, void> {
  const { models, reference, rowCount, table } = problem;
  const bounds = boundsFor(problem.accuracy, problem.confidence);
  const tally = makeTally(models.length, reference);
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  let paying: number | undefined;
  while (tally.profiled < rowCount) {
    const from = tally.profiled;
    const to = Math.min(rowCount, from + BLOCK_ROWS);
    const open = openCandidates(tally);
    const block = rows.subarray(from, to);
    yield { type: 'ask', phase: 'profile', calls: [...open, reference].map((model) => ({ model, rows: block })) };
    yield* compare(
      problem,
      'profile',
      open.map((model) => ({ model, rows: block })),
    );
    countBlock(tally, table, open, from, to);
    if (to - from < BLOCK_ROWS) break;

    for (const model of open) {
      const agreed = tally.agreed[model]!;
      if (agreed <= bounds.mostRuledOut(tally.profiled)) tally.status[model] = 'invalid';
      else if (agreed >= bounds.leastSatisfying(tally.profiled)) tally.status[model] = 'satisfied';
      if (tally.status[model] !== 'unknown' || isLandmark(to))
        yield { type: 'explain', event: profiledEvent(problem, tally, model) };
    }
    if (prunes && to >= PRUNE_FROM_ROW && to < rowCount) {
      const unknown = openCandidates(tally);
      if (unknown.length > 0) {
        const prospect = prospectOf(problem, tally, unknown, bounds);
        const stopUsd = prospect.satisfiedUnitUsd * (rowCount - to);
        paying = findPayingRows(prospect, stopUsd, paying);
        if (paying === undefined) yield* prune(problem, tally, unknown, prospect, stopUsd);
      }
    }
    if (tally.status.find((status) => status === 'unknown' || status === 'satisfied') === 'satisfied') break;
  }
  for (const model of tally.status.keys()) {
    if (tally.status[model] === 'unknown')
      yield { type: 'explain', event: profiledEvent(problem, tally, model, leftOpen(problem, tally, model)) };
  }
  return { tally, satisfied: cheapestSatisfied(tally) };
}

/** Unknown candidates cheaper than the cheapest satisfied model. */
function openCandidates({ status }: Tally): number[] {
  const end = status.indexOf('satisfied');
  return [...status.keys()].filter((model) => model < end && status[model] === 'unknown');
}

const cheapestSatisfied = ({ status }: Tally) => status.indexOf('satisfied');

function prospectOf(problem: Problem, tally: Tally, unknown: readonly number[], bounds: AgreementBounds): Prospect {
  return {
    profiled: tally.profiled,
    rowCount: problem.rowCount,
    unknown: unknown.map((model) => ({ agreed: tally.agreed[model]!, unitUsd: unitUsd(tally, model) })),
    referenceUnitUsd: unitUsd(tally, problem.reference),
    satisfiedUnitUsd: unitUsd(tally, cheapestSatisfied(tally)),
    bounds,
  };
}

function* prune(
  problem: Problem,
  tally: Tally,
  unknown: readonly number[],
  prospect: Prospect,
  stopUsd: number,
): Generator<Step, void, void> {
  const { costUsd, furtherRows } = cheapestGoingOn(prospect);
  const satisfied = problem.models[cheapestSatisfied(tally)]!.id;
  const goOn =
    furtherRows === undefined
      ? reason('profiling-on-unknown', {})
      : reason('profiling-on-costs', { rows: furtherRows, costUsd });
  yield {
    type: 'explain',
    event: {
      type: 'profiling-stopped',
      why: reason('rest-costs', {
        model: satisfied,
        rows: problem.rowCount - tally.profiled,
        costUsd: stopUsd,
        otherwise: goOn,
      }),
      ...(Number.isNaN(stopUsd) ? {} : { stopUsd }),
      ...(furtherRows === undefined ? {} : { goOnUsd: costUsd }),
    },
  };
  for (const model of unknown) {
    tally.status[model] = 'pruned';
    yield {
      type: 'explain',
      event: profiledEvent(problem, tally, model, reason('not-worth-profiling', { because: goOn })),
    };
  }
}

function leftOpen(problem: Problem, tally: Tally, model: number): Reason {
  const satisfied = cheapestSatisfied(tally);
  return satisfied < model
    ? reason('dearer-than-satisfied', { model: problem.models[satisfied]!.id })
    : reason('interval-spans-threshold', {});
}

/** 10, 20, 50, 100, 200, 500, ...: where open candidates are reported too. */
function isLandmark(rows: number): boolean {
  const lead = rows / 10 ** Math.floor(Math.log10(rows) + 1e-9);
  return lead === 1 || lead === 2 || lead === 5;
}

/** Bounds depend on threshold and confidence alone; runs over many seeds share them. */
const known = new Map<string, AgreementBounds>();
function boundsFor(accuracy: number, confidence: number): AgreementBounds {
  const key = `${String(accuracy)} ${String(confidence)}`;
  let bounds = known.get(key);
  if (!bounds) {
    if (known.size >= 16) known.clear();
    bounds = makeAgreementBounds(accuracy, confidence);
    known.set(key, bounds);
  }
  return bounds;
}

/** A model's standing in a profile, with its interval and the reason of its status in numbers. */
function profiledEvent(problem: Problem, tally: Tally, model: number, why?: Reason): DecisionEvent {
  const { accuracy, confidence } = problem;
  const asked = tally.asked[model]!;
  const agreed = tally.agreed[model]!;
  const status = tally.status[model]!;
  const interval = asked > 0 && model !== problem.reference ? clopperPearson(agreed, asked, confidence) : undefined;
  const because = why ?? (interval && reasonOf(status, interval.lower, interval.upper, accuracy));
  return {
    type: 'model-profiled',
    model: problem.models[model]!.id,
    asked,
    agreed,
    ...interval,
    status,
    ...(because === undefined ? {} : { why: because }),
  };
}

function reasonOf(status: string, lower: number, upper: number, accuracy: number): Reason | undefined {
  if (status === 'satisfied') return reason('agreement-reaches', { lower, accuracy });
  if (status === 'invalid') return reason('agreement-below', { upper, accuracy });
  return undefined;
}
