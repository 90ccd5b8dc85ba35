// Asks a provider about several rows in one request: one reply, one answer per row by its id. Rows that it does not answer are asked again by whoever
// asked (askPacks.ts); what the reply cost is shared among all rows by their tokens, so that it adds up to the bill.
import { costOf } from '../money/cost';
import { shareFees, type Share } from '../money/shareFees';
import type { Model } from '../model';
import type { Reply } from '../provider';
import { makePackReader } from '../task/packedReply';
import type { ParsedAnswer } from '../task/task';
import { isLimitRefused, pausedByMalformed, sumUsage, type AskRowSetup } from './askRow';
import type { Asked, AskedTogether, AskTogether } from './asked';
import { OutputRoom } from './outputRoom';
import { UselessReplies } from './uselessReplies';

export function makeAskTogether(setup: AskRowSetup): AskTogether {
  const { models, prompt, task, providers } = setup;
  const { room = new OutputRoom(models), useless = new UselessReplies(models) } = setup;
  const read = makePackReader(task);

  return async (modelIndex, rows, signal, pauseSignal) => {
    const model = models[modelIndex]!;
    const { instruction, content } = prompt.of(model).renderTogether(rows);
    // Two requests with the same text hold copies of the same rows in the same order, so the first row tells them apart.
    const copy = setup.copyOf?.(rows[0]!.index) ?? 0;
    for (;;) {
      const allowed = room.of(modelIndex);
      try {
        const reply = await providers[modelIndex]!.ask(
          {
            ...{ model, instruction, content, task, rows: rows.length },
            ...(copy > 0 && { copy }),
            ...(allowed > 0 && { room: allowed }),
            ...(pauseSignal && { pauseSignal }),
          },
          signal,
        );
        room.learn(modelIndex, allowed, reply);
        const { answers } = read(reply, rows.length);
        // One that answers no row does not count as useless: its rows are asked singly in the end, and those replies tell what the model is worth.
        if (answers.some((answer) => answer !== undefined)) useless.answered(modelIndex);
        const lengths = rows.map((row) => prompt.of(model).render(row).content.length);
        return shared(model, reply, answers, lengths, instruction.length);
      } catch (error) {
        if (!signal.aborted && isLimitRefused(error) && room.refused(modelIndex, allowed)) continue;
        throw pausedByMalformed(useless, modelIndex, error);
      }
    }
  };
}

type Valid = Extract<ParsedAnswer, { type: 'valid' }>;

/** @param lengths characters of each row's own part; @param instruction of what they share. */
function shared(
  model: Model,
  reply: Reply,
  answers: readonly (Valid | undefined)[],
  lengths: readonly number[],
  instruction: number,
): AskedTogether {
  const { usage, isCached, modelVersion, reservation, onKept } = reply;
  const rows = lengths.map((asked, row) => ({ asked, answered: answers[row] ? answers[row].answer.length + 1 : 0 }));
  const costUsd = costOf(usage, model.price);
  const shares = shareFees(rows, instruction, usage, model.price, costUsd);
  const billed = ({ usd }: Share) => (isCached ? 0 : usd);
  const rest = shares.filter((_, row) => !answers[row]);
  const restUsd = rest.reduce((sum, share) => sum + (billed(share) ?? NaN), 0);
  return {
    answers: answers.map((answer, row): Asked | undefined => {
      if (!answer) return undefined;
      const [share, confidence] = [shares[row]!, reply.confidences?.[row]];
      const billedUsd = billed(share);
      return {
        answer: {
          ...{ status: 'valid', key: answer.key, text: answer.answer },
          ...(share.usd !== undefined && { costUsd: share.usd }),
          ...(confidence !== undefined && { confidence }),
        },
        usage: share.usage,
        ...(billedUsd !== undefined && { billedUsd }),
        ...(modelVersion !== undefined && { modelVersion }),
        ...(isCached && { isCached }),
      };
    }),
    costsUsd: shares.map(({ usd }) => usd),
    rest: { usage: rest.length === 0 ? {} : sumUsage(rest), ...(!Number.isNaN(restUsd) && { billedUsd: restUsd }) },
    ...(onKept && { onKept }),
    ...(reservation !== undefined && { settles: [reservation] }),
    ...(costUsd !== undefined && { settledUsd: isCached ? 0 : costUsd }),
  };
}
