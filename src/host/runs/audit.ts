// What the panel may ask of the user's audit of a finished run's judge, and of verdicts that they overrule.
import { AuditSitting } from '../../app/auditSitting';
import { overruling } from '../../engine/audit/overruling';
import type { PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import { keepPersonVerdicts } from '../../store/personVerdicts';
import type { RowReader } from './rowReader';
import { shownCells } from './shownCells';

type Handled = Pick<
  RequestHandlers<PanelRequests>,
  'audit' | 'beginAudit' | 'auditRow' | 'undoAudit' | 'overruleVerdict'
>;

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
