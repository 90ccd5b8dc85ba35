// What may be said of a promise, decided from its facts alone: which sentences, with which figures. The words are in english.ts and chinese.ts;
// the command line, the report, the panel and the tools for language models all say what is decided here, and nothing else says it.
import type { RunJudge, RunPromise } from '../events';
import { leastAsked } from './leastAsked';
import { allowedDeviations, type StrategyName } from '../strategy';
import type { english } from './english';
import { kindOf, keptClauses, plannedClause, promiseKinds, type Promised } from './kinds';

export type ClauseName = Exclude<keyof typeof english, 'oneRow' | 'manyRows'>;

/** A figure before it is written in a language: rows with their noun, a count, a share in [0, 1], several shares, or a name as it is. */
export type Figure =
  | { readonly rows: number }
  | { readonly count: number }
  | { readonly share: number }
  | { readonly shares: readonly number[] }
  | { readonly name: string };

/** One sentence. */
export type Clause = { readonly name: ClauseName; readonly figures: Readonly<Record<string, Figure>> };

/** The promise before it is made. */
export type PlannedPromise = Pick<RunPromise, 'rows' | 'allowed' | 'confidence' | 'reference'> &
  Promised & {
    readonly strategy: StrategyName;
    /** Where the run is to pick among several: all of them, `allowed` being the strictest's. */
    readonly thresholds?: readonly number[];
    /** Who decides which answers differ; absent: the task's rule. */
    readonly judge?: { readonly id: string; readonly noWorse?: boolean };
    /** The reference is a person. */
    readonly asksPerson?: boolean;
    /** Who gives so many labels at most; absent: as many as are wanted. */
    readonly labelLimit?: number;
  };

const clause = (name: ClauseName, figures: Clause['figures'] = {}): Clause => ({ name, figures });

const bases: Readonly<Record<StrategyName, RunPromise['basis']>> = {
  certified: 'certified',
  'model-mix': 'published',
  'profile-smart': 'published',
  'profile-all': 'published',
  reference: 'certain',
};

/** What a strategy's promise rests on where cheaper answers are delivered. */
export const basisOf = (strategy: StrategyName): RunPromise['basis'] => bases[strategy];

/** `With 95 % confidence, at most 250 of these 5,000 rows will differ from big.` */
export function plannedClauses(planned: PlannedPromise): Clause[] {
  const { rows, confidence, reference, strategy, thresholds = [] } = planned;
  const basis = basisOf(strategy);
  // Until the money has chosen, no more is promised than the loosest.
  const isOpen = thresholds.length > 1;
  const allowed = isOpen ? allowedDeviations(Math.min(...thresholds), rows) : planned.allowed;
  const figures = { confidence: { share: confidence }, allowed: { count: allowed }, rows: { rows } };
  const all = { ...figures, reference: { name: reference } };
  if (rows === 0) return [clause('noRows')];
  const whose = planned.asksPerson ? 'plannedYours' : 'planned';
  const { labelLimit } = planned;
  const limited = labelLimit === undefined ? [] : [clause('plannedLimit', { limit: { count: labelLimit } })];
  // "None of these" is not said of a single row.
  const size = rows === 1 ? 'Single' : allowed === 0 ? 'None' : '';
  if (basis === 'certain') return [clause(`${whose}${rows === 1 ? 'Single' : ''}Certain`, all), ...limited];
  const other = plannedClause(planned);
  if (other) return [other];
  if (basis === 'published')
    return [clause(allowed === 0 ? `${whose}NominalNone` : `${whose}Nominal`, all), ...judged(planned), ...limited];
  const holds = [clause(`${whose}${size}`, all), ...judged(planned), ...limited];
  return isOpen ? [...holds, clause('plannedStrictest', { thresholds: { shares: thresholds } })] : holds;
}

/** Where the reference has to answer this share of the rows however good the candidates are, it is said before anything is asked. */
const fewFrom = 0.25;
/** Larger tables have evidence enough; nothing is computed for them. */
const mostFewRows = 20_000;

/** That a table is too small for its promise to save much: what is known of that before anything is asked. Only where a certificate is wanted. */
export function fewRowsClauses(planned: Omit<PlannedPromise, 'allowed'> & { readonly accuracy: number }): Clause[] {
  const { rows, confidence, reference, strategy, thresholds = [], accuracy } = planned;
  if (strategy !== 'certified' || rows === 0 || kindOf(planned)) return [];
  const allowed = allowedDeviations(Math.min(accuracy, ...thresholds), rows);
  const whose = planned.asksPerson ? 'Yours' : '';
  const figures = { rows: { rows }, reference: { name: reference } };
  if (allowed === 0) return [clause(`fewNone${whose}`, figures)];
  if (rows > mostFewRows) return [];
  const least = leastAsked(rows, allowed, confidence);
  return least < fewFrom * rows ? [] : [clause(`few${whose}`, { ...figures, least: { count: least } })];
}

/** The promise of a finished run: what holds, and of how many rows. */
export function promiseClauses(promise: RunPromise): Clause[] {
  const { rows, covered, allowed, confidence, reference, basis } = promise;
  if (rows === 0) return [clause('noRows')];
  if (covered === 0)
    return [rows === 1 ? clause('nothingCoveredSingle') : clause('nothingCovered', { rows: { rows } })];
  const all = {
    confidence: { share: confidence },
    allowed: { count: allowed },
    rows: { rows: covered },
    reference: { name: reference },
  };
  const other = keptClauses(promise);
  if (other) return [...other, ...coverage(promise)];
  const whose = promise.person ? 'Yours' : '';
  const size = allowed === 0 ? 'None' : allowed === 1 ? 'One' : '';
  const holds =
    basis === 'certain'
      ? certainOf(promise)
      : basis === 'certified'
        ? (`certified${whose}${size}` as const)
        : (`nominal${whose}${size}` as const);
  return [clause(holds, all), ...(basis === 'certain' ? [] : judged(promise)), ...coverage(promise)];
}

/** Whose every answer is; a label that a row brought is not the reference's saying. */
function certainOf({ covered, person, labelled }: RunPromise): ClauseName {
  const labels = person ? 0 : (labelled?.rows ?? 0);
  if (labels >= covered) return 'certainAllLabelled';
  if (labels > 0) return 'certainLabelled';
  return `certain${person ? 'Yours' : ''}${covered === 1 ? 'Single' : ''}`;
}

/** What "differ" means where a judge says it. */
function judged({ judge, reference }: Pick<PlannedPromise, 'judge' | 'reference'>): Clause[] {
  if (!judge) return [];
  const figures = { judge: { name: judge.id }, reference: { name: reference } };
  return [clause(judge.noWorse ? 'judgedWorse' : 'judged', figures)];
}

/** Rows without an answer; those that have one which nobody vouches for are no failures. */
function failedOf({ rows, covered, person }: RunPromise): number {
  return rows - covered - (person?.unlabelled ?? 0);
}

function coverage(promise: RunPromise): Clause[] {
  const { rows, covered, unreadable = 0, person } = promise;
  const failed = failedOf(promise);
  const unlabelled = person?.unlabelled ?? 0;
  if (unlabelled > 0) {
    const left = { covered: { count: covered }, rows: { rows }, unlabelled: { count: unlabelled } };
    const others = failed > 0 ? [clause('othersFailed', { failed: { count: failed } })] : [];
    return [clause('coversUnlabelled', left), ...others];
  }
  if (failed === 0) return [];
  const figures = {
    covered: { count: covered },
    rows: { rows },
    failed: { count: failed },
    unreadable: { count: unreadable },
  };
  const name = unreadable > 0 ? 'coversUnread' : failed === 1 ? 'coversButOne' : 'covers';
  return [clause(name, figures)];
}

/** What is said wherever the promise is: how it is to be understood, and what makes it say less. */
export function besideClauses(promise: RunPromise): Clause[] {
  const { covered, basis } = promise;
  if (covered === 0) return [];
  return [
    ...grown(promise),
    ...labelled(promise),
    ...chosen(promise),
    ...follows(promise),
    ...(basis === 'certain' ? [] : [differs(promise)]),
  ];
}

/** "Differs" is not "wrong". */
function differs(promise: RunPromise): Clause {
  if (promise.person) return clause('differsFromYou');
  const kind = kindOf(promise);
  return clause(kind ? promiseKinds[kind].isNotTruth : 'differsIsNotWrong', { reference: { name: promise.reference } });
}

/** What is said of cheaper answers that there is no readable answer to compare with. */
function unreadOf(promise: RunPromise): ClauseName {
  if (promise.person) return 'unclearDiffers';
  const kind = kindOf(promise);
  return kind ? promiseKinds[kind].unread : 'unreadDiffers';
}

/** What the promise rests on and where it ends. */
export function limitClauses(promise: RunPromise): Clause[] {
  const { rows, confidence, reference, basis, distinctRows = rows } = promise;
  const all = {
    error: { share: 1 - confidence },
    reference: { name: reference },
    rows: { rows },
    distinct: { rows: distinctRows },
    left: { rows: failedOf(promise) },
    unlabelled: { count: promise.person?.unlabelled ?? 0 },
  };
  const isDistinct = distinctRows >= rows;
  return [
    ...(basis === 'certified' ? [clause('exact', all), clause(unreadOf(promise), all)] : []),
    ...(basis === 'published' ? [clause('published', { error: { share: 0.05 } })] : []),
    ...grown(promise),
    ...(promise.batch && basis === 'certified'
      ? [clause(promise.batch.isWholeTable ? 'grownWhole' : 'grownSums', all)]
      : []),
    ...labelled(promise),
    ...chosen(promise),
    ...follows(promise),
    ...(basis === 'certain'
      ? [clause('nothingEstimated')]
      : promise.person
        ? [clause('onceEachYours'), clause('theseRows')]
        : [clause(isDistinct ? 'onceEach' : 'onceEachDistinct', all), clause('noise', all), clause('theseRows')]),
    ...(promise.judge && basis !== 'certain'
      ? judgeLimits(promise.judge)
      : kindOf(promise)
        ? []
        : [clause('byTheTask')]),
    ...(all.unlabelled.count > 0 ? [clause('unlabelledSaysNothing', all)] : []),
    ...(all.left.rows > 0 && promise.person ? [clause('leavesOutUnclear', all)] : []),
    ...(all.left.rows > 0 && !promise.person ? [clause(all.left.rows === 1 ? 'leavesOutOne' : 'leavesOut', all)] : []),
  ];
}

/** Rows that brought a label, and what is taken on the user's word of them. */
function labelled({ labelled, reference, basis }: RunPromise): Clause[] {
  if (!labelled) return [];
  const figures = {
    labelled: { count: labelled.rows },
    column: { name: labelled.column },
    reference: { name: reference },
  };
  const keep = clause(labelled.rows === 1 ? 'labelledOne' : 'labelled', figures);
  return labelled.areRandom && basis === 'certified' ? [keep, clause('labelledRandom', figures)] : [keep];
}

/** A table that has grown: what this run answered of it, and what it kept. */
function grown({ batch, basis, confidence, reference }: RunPromise): Clause[] {
  if (!batch) return [];
  const figures = {
    kept: { rows: batch.kept },
    run: { name: batch.continues },
    rows: { rows: batch.rows },
    allowed: { count: batch.allowed },
    confidence: { share: confidence },
    reference: { name: reference },
  };
  if (batch.isWholeTable) return [clause('grownTogether', figures)];
  return [clause(basis === 'certain' ? 'grownCertain' : 'grown', figures)];
}

/** A judge's verdicts are what is promised, and they are no more than its own. */
function judgeLimits({ id, verdicts, different, unread }: RunJudge): Clause[] {
  const figures = {
    judge: { name: id },
    verdicts: { count: verdicts },
    different: { count: different },
    unread: { count: unread },
  };
  return [
    clause('verdictsOf', figures),
    ...(unread > 0 ? [clause('verdictsUnread', figures)] : []),
    clause('judgeErrs', figures),
  ];
}

/** One of several thresholds that one draw decided. */
function chosen({ thresholds = [], accuracy, basis }: RunPromise): Clause[] {
  if (thresholds.length < 2 || basis === 'certain') return [];
  return [clause('chosenOf', { thresholds: { shares: thresholds }, accuracy: { share: accuracy } })];
}

/** Runs of the same table before this one: whoever picks one of them after seeing them picks by luck, too, and a draw that is repeated is no longer unknown. */
function follows({ earlierRuns = 0, repeatsDraw, basis, confidence }: RunPromise): Clause[] {
  if (basis === 'certain') return [];
  const figures = { earlier: { count: earlierRuns }, error: { share: 1 - confidence } };
  return [
    ...(earlierRuns > 0 ? [clause(earlierRuns === 1 ? 'followsOne' : 'follows', figures)] : []),
    ...(repeatsDraw ? [clause('repeatsDraw')] : []),
  ];
}
