// A batch that grows with its table: each run certifies all of it again, by one random order of draw that new rows join at random places. So a sample that
// was paid for goes on to serve, and only what the new rows add to it is asked (docs/guarantee.md, "One batch that grows").
import { makeRandom, type Random } from '../random';
import type { GrownBatch, Problem, Step } from '../strategy';
import { inBlocks, type Resting } from '../turns';
import { ascendingDoubles } from './ascending';
import { shuffledPlaces } from './places';

/** The stream of random numbers that a run's order of draw is made from. */
export const drawStream = 'sample';

/** New rows that a plan draws, as a share of them: a drift breaks no promise of the whole, so that few have to show one. */
const freshShare = 0.006;
const fewestFresh = 3;
const mostFresh = 30;
/** A candidate that answered fewer than this share of the batch's rows would have to be paid for most of what earlier runs answered without it. */
const leastPart = 0.2;

export function freshRowsOfGrown({ isCertified }: GrownBatch, newRows: number): number {
  const fewest = isCertified ? fewestFresh : 4 * fewestFresh;
  return Math.max(fewest, Math.min(mostFresh, Math.floor(freshShare * newRows)));
}

/**
 * Places of all rows of a table's first run in its order of draw: as independent uniform numbers would lie that are sorted into this order.
 * @param seed of that run.
 */
export function* firstPlaces(rowCount: number, seed: number): Resting<Float64Array> {
  const order = yield* shuffledPlaces(rowCount, makeRandom(seed, drawStream));
  const random = makeRandom(seed, 'places');
  const drawn = Float64Array.from({ length: rowCount }, () => uniform(random));
  const sorted = yield* ascendingDoubles(drawn);
  const places = new Float64Array(rowCount);
  for (let at = 0; at < rowCount; at++) places[order[at]!] = drawn[sorted[at]!]!;
  return places;
}

/** Gives each row a place that has none and `needs` one; a new row's own seed makes it independent of all that was drawn before. */
export function addPlaces(places: Float64Array, seed: number, needs: (row: number) => boolean): void {
  const random = makeRandom(seed, 'new places');
  for (let row = 0; row < places.length; row++)
    if (Number.isNaN(places[row]!) && needs(row)) places[row] = uniform(random);
}

/** 53 bits, so that no two of a million rows share a place. */
function uniform(random: Random): number {
  return (Math.floor(random.next() * 2 ** 26) + random.next()) / 2 ** 26;
}

/** The same batch with places of this run's own for all rows that have one: an order of draw that nobody could know of before. */
export function drawnAnew(grown: GrownBatch, seed: number): GrownBatch {
  const random = makeRandom(seed, 'places drawn anew');
  return { ...grown, places: grown.places.map((place) => (Number.isNaN(place) ? NaN : uniform(random))) };
}

/**
 * Candidates that this run has asked about rows which were there before and which earlier runs did not ask them all about. Such a candidate may have learned what
 * the reference said of an earlier sample; then its answers know something of the old order of draw, and a new one is needed.
 */
export function askedAnew({ carried, models, reference, table, twins }: Problem): readonly number[] {
  if (!carried?.grown?.isCertified) return [];
  const { grown, isAnswered } = carried;
  const answered = (model: number, row: number) => isAnswered(model, row) || isAnswered(model, twins?.[row] ?? row);
  return [...models.keys()].filter(
    (model) =>
      model !== reference &&
      grown.rows.some((row) => table.isAsked(model, row)) &&
      !grown.rows.every((row) => answered(model, row)),
  );
}

/** The rows that have a place, in the order of the draw. */
export function* orderOfPlaces({ places }: GrownBatch): Resting<Int32Array> {
  const rows = new Int32Array(places.length);
  let count = 0;
  yield* inBlocks(places.length, (from, to) => {
    for (let row = from; row < to; row++) if (!Number.isNaN(places[row]!)) rows[count++] = row;
  });
  const placed = rows.subarray(0, count);
  const sorted = yield* ascendingDoubles(Float64Array.from(placed, (row) => places[row]!));
  return sorted.map((at) => placed[at]!);
}

/** Whether a row is in a batch that grows and was there before: the plan draws among the others. */
export function isOfGrown({ carried, rowCount }: Problem): (row: number) => boolean {
  if (!carried?.grown) return () => false;
  const marks = new Uint8Array(rowCount);
  for (const row of carried.grown.rows) marks[row] = 1;
  return (row) => marks[row] === 1;
}

/** Candidates whose answers the batch rests on. Which these are follows from plans alone, so it tells nothing of the draw. */
export function candidatesOfGrown({ carried }: Problem, candidates: readonly number[]): readonly number[] {
  const grown = carried?.grown;
  if (!grown?.isCertified) return candidates;
  const least = leastPart * grown.rows.length;
  return candidates.filter((model) => {
    let answered = 0;
    for (const row of grown.rows) if (carried!.isAnswered(model, row) && ++answered > least) return true;
    return false;
  });
}

/**
 * The reference's answers that earlier runs paid for are delivered wherever they are. Only now, with the sample drawn and looked at, may they be read: what
 * they say may find deviations in a certified prefix, and never shapes it.
 */
export function* takeKnown({ carried, reference }: Problem): Generator<Step, void, void> {
  const grown = carried?.grown;
  if (!grown) return;
  const rows = grown.rows.filter((row) => carried.isAnswered(reference, row));
  yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows }] };
}
