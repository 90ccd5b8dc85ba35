// What the panel may ask of the person's audit of a finished run's judge, and of verdicts that they overrule.
import { AuditSitting } from '../../app/auditSitting';
import { InputError } from '../../engine/inputError';
import type { PersonVerdict } from '../../engine/journal';
import type { PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import { keepPersonVerdicts } from '../../store/personVerdicts';
import type { RowReader, RunRows } from './rowReader';
import { shownCells } from './shownCells';

type Handled = Pick<RequestHandlers<PanelRequests>, 'audit' | 'beginAudit' | 'auditRow' | 'undoAudit' | 'overruleVerdict'>;

/** @param folder the run's own. */
export function auditHandlers(folder: () => string, rows: RowReader): Handled {
  const sitting = new AuditSitting(folder, async () => {
    const all = await rows.all();
    return { ...all, cellsOf: (row) => shownCells(all, row) };
  });
  return {
    audit: () => sitting.open(),
    beginAudit: ({ rows: audited }) => sitting.begin(audited),
    auditRow: ({ row, word }) => sitting.say(row, word),
    undoAudit: () => sitting.undo(),
    overruleVerdict: async ({ row, model, isOverruled }) => {
      const words = overruling(await rows.all(), row, model, isOverruled);
      await keepPersonVerdicts(folder(), words);
      return rows.explain(row);
    },
  };
}

/** The opposite of the judge's verdict, or nothing any more, for all models whose answer is this one: they share the verdict. */
export function overruling(
  { table, delivery }: Pick<RunRows, 'table' | 'delivery'>,
  row: number,
  model: string,
  isOverruled: boolean,
): PersonVerdict[] {
  const index = delivery.models.indexOf(model);
  const verdict = index < 0 || row >= table.rowCount ? undefined : table.verdictOf(index, row);
  if (verdict === undefined) throw new InputError('No judge was asked about this answer, so there is no verdict to overrule.');
  const key = table.keyOf(index, row);
  return delivery.models.flatMap((candidate, other): PersonVerdict[] =>
    other !== table.reference && table.keyOf(other, row) === key
      ? [{ candidate, row, ...(isOverruled && { same: !verdict.same }) }]
      : [],
  );
}
