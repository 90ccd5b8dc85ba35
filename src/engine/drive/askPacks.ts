// Carries out a call to a model that takes several rows per request. Rows that a reply does not answer are asked again in smaller requests, then one by
// one. Each reply's answers are on disk together, with the share of the rows that it did not answer, before any of them counts.
import type { Answer } from '../answerTable';
import type { Row } from '../dataset';
import { rowsPerRequestOf } from '../model';
import { ProviderError, runStoppingKinds } from '../provider';
import { answerRecord, withEarlier, type AskedTogether, type AskStepPorts, type Packs } from './asked';
import { packBlocks, packSize } from './packs';
import { noMore } from './stop';
import { charactersAtOnce, Window } from './window';

type Arrived = (row: number, answer: Answer) => void;

/** A row on its way to an answer. */
type Waiting = {
  readonly row: Row;
  /** Requests that were paid and did not answer it, and what decisions count for them, in dollars. */
  readonly unanswered: number;
  readonly usd: number;
};

/** @returns the row's answer once it is on disk; undefined when the run stops before there is one. @param earlierUsd as for `withEarlier` */
type AskOne = (row: Row, earlierUsd: number) => Promise<Answer | undefined>;

/**
 * Resolves when all are answered, or the run is to stop and nothing of them is under way any more.
 * @param rows all rows of the call that the strategy has no answer to, ascending: they make the groups, so that a resumed run makes the same ones.
 * @param open of them those that nobody has answered yet, ascending.
 * @param askOne asks a row that is left by itself.
 */
export async function askInPacks(
  { model, rows, open }: { readonly model: number; readonly rows: Int32Array; readonly open: Int32Array },
  arrived: Arrived,
  ports: AskStepPorts,
  packs: Packs,
  askOne: AskOne,
): Promise<void> {
  if (open.length === 0) return;
  const size = rowsPerRequestOf(ports.models[model]!);
  const window = new Window(ports.concurrencyOf(model), charactersAtOnce);
  const isOpen = new Set(open);
  try {
    for (const groups of packBlocks(rows, size, packs.seed)) {
      const wanted = groups.map((group) => group.filter((row) => isOpen.has(row))).filter(({ length }) => length > 0);
      const held = new Map<number, Row>();
      for await (const row of ports.rows(Int32Array.from(wanted.flatMap((group) => [...group])).sort())) {
        if (ports.stop.isRequested) break;
        held.set(row.index, row);
      }
      for (const group of wanted) {
        const characters = group.reduce((sum, row) => sum + (ports.lengthOf?.(held.get(row)!) ?? 0), 0);
        while (window.isFull && !ports.stop.isRequested) await window.freed();
        if (ports.stop.isRequested) break;
        window.enter(characters);
        void askGroup(
          model,
          Array.from(group, (row) => held.get(row)!),
          size,
          arrived,
          ports,
          packs,
          askOne,
        )
          .catch((error: unknown) => {
            ports.stop.fail(error);
          })
          .finally(() => {
            window.leave(characters);
          });
      }
      if (ports.stop.isRequested) break;
    }
  } catch (error) {
    ports.stop.fail(error);
  }
  await window.drained();
}

/** @param rows of a group, those that have no answer yet; what an earlier session asked for them in vain is known. */
async function askGroup(
  model: number,
  rows: readonly Row[],
  size: number,
  arrived: Arrived,
  ports: AskStepPorts,
  packs: Packs,
  askOne: AskOne,
): Promise<void> {
  const waiting = rows.map((row): Waiting => ({ row, ...ports.earlier.unansweredOf(model, row.index) }));
  await askWaiting(waiting);

  /** Rows that as many requests did not answer are asked together, in requests of the size that this leaves. */
  async function askWaiting(all: readonly Waiting[]): Promise<void> {
    const levels = new Map<number, Waiting[]>();
    for (const each of all) {
      const most = packSize(size, each.unanswered);
      levels.set(most, [...(levels.get(most) ?? []), each]);
    }
    const requests: Waiting[][] = [];
    for (const [most, some] of levels)
      for (let from = 0; from < some.length; from += most) requests.push(some.slice(from, from + most));
    await Promise.all(requests.map((request) => (request.length === 1 ? askAlone(request[0]!) : askTogether(request))));
  }

  async function askAlone({ row, usd }: Waiting): Promise<void> {
    if (ports.stop.isRequested) return;
    const answer = await askOne(row, usd);
    if (answer) arrived(row.index, answer);
  }

  async function askTogether(request: readonly Waiting[]): Promise<void> {
    if (ports.stop.isRequested) return;
    const { signal, pauseSignal } = ports.stop;
    let reply: AskedTogether;
    try {
      const texts = request.map(({ row }) => row);
      reply = await packs.ask(model, texts, signal, pauseSignal);
    } catch (error) {
      if (signal.aborted || error === noMore) return;
      if (!(error instanceof ProviderError)) throw error;
      if (runStoppingKinds.has(error.kind)) ports.stop.pause(error, ports.models[model]!.provider);
      // One row may be what the provider refuses, or all of them may be too long for it.
      else await askWaiting(request.map((each) => ({ ...each, unanswered: each.unanswered + 1 })));
      return;
    }
    await askWaiting(await keep(request, reply));
  }

  /** @returns the rows that are still without an answer. */
  async function keep(request: readonly Waiting[], reply: AskedTogether): Promise<readonly Waiting[]> {
    const { id } = ports.models[model]!;
    const { answers, costsUsd, rest, settles, settledUsd } = reply;
    const left = request.flatMap((each, at): Waiting[] =>
      answers[at] ? [] : [{ ...each, unanswered: each.unanswered + 1, usd: each.usd + (costsUsd[at] ?? 0) }],
    );
    const answered = request.flatMap(({ row, usd }, at) => {
      const asked = answers[at] && withEarlier(answers[at], usd);
      return asked ? [{ row: row.index, asked }] : [];
    });
    let written: Promise<void> | undefined;
    for (const { row, asked } of answered) written = ports.journal.append(answerRecord('answer', id, row, asked));
    if (left.length > 0 || settles)
      written = ports.journal.append({
        ...{ type: 'unread', model: id },
        ...rest,
        ...(settles && { settles }),
        ...(settledUsd !== undefined && { settledUsd }),
        ...(left.length > 0 && { rows: left.map(({ row, usd }) => ({ row: row.index, usd })) }),
      });
    // Records reach the disk in order: the last one's promise speaks for all.
    await written;
    reply.onKept?.();
    for (const { row, asked } of answered) {
      ports.totals.add(model, asked);
      ports.answered();
      arrived(row, asked.answer);
    }
    if (left.length > 0) ports.totals.addBill(model, rest.billedUsd, rest.usage);
    return left;
  }
}
