// A user's audit in memory, as the host keeps it: pairs one after the other, and what they bound once all are done.
import { auditFigures } from '../../../src/engine/audit/audit';
import type { AuditView, PanelRequests } from '../../../src/protocol';
import type { RequestHandlers } from '../../../src/rpc';

type Asked = 'audit' | 'beginAudit' | 'auditRow' | 'undoAudit';
type Handled = Pick<RequestHandlers<PanelRequests>, Asked>;

const confidence = 0.975;

/** @param population 0: there is nothing to audit. @param pairs of each audit, whatever its size. */
export function fakeAudit(
  { population, drawn, noWorse }: { readonly population: number; readonly drawn: number; readonly noWorse?: true },
  pairs: readonly (readonly [string, string])[] = [],
): Handled {
  let audited: number | undefined;
  const said: boolean[] = [];
  const view = (): AuditView => {
    const next = pairs[said.length];
    const disagreed = said.filter((same) => !same).length;
    return {
      ...{ population, drawn, confidence, overruled: { same: 0, different: 0 } },
      ...(noWorse && { noWorse }),
      ...(audited !== undefined && { begun: { audited, shown: pairs.length, said: said.length } }),
      ...(audited !== undefined &&
        next && {
          next: {
            row: 12 + 31 * said.length,
            cells: [{ column: 'text', text: 'Log of the north depot, week 12.' }],
            answers: next,
          },
        }),
      ...(audited !== undefined &&
        !next && { figures: auditFigures({ population, audited, shown: pairs.length, disagreed, confidence }) }),
    };
  };
  return {
    audit: view,
    beginAudit: ({ rows }) => {
      audited = rows;
      return view();
    },
    auditRow: ({ word }) => {
      said.push(word === 'same');
      return view();
    },
    undoAudit: () => {
      said.pop();
      return view();
    },
  };
}

export const depotPairs: readonly (readonly [string, string])[] = [
  ['The north depot took in 310 crates on Monday.', 'On Monday 310 crates came to the north depot.'],
  ['The pump failed on Monday and was repaired.', 'The pump, which had failed on Monday, works again.'],
  ['Two of the seven trucks were late.', 'Two trucks were late.'],
];
