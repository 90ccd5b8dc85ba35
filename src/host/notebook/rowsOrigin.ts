// Which cells of which notebook a file of rows was taken from, kept in the workspace's memory: a reload names them again, warns again of what
// their output left out, and puts the results where they belong.
import type { TableLoss } from '../../engine/tableLoss';
import { fileMemory } from '../fileMemory';
import type { Host } from '../host';

export type RowsOrigin = {
  /** URI of the notebook. */
  readonly notebook: string;
  /** 0-based place of the last cell: results go below it. */
  readonly after: number;
  /** e.g. `analysis.ipynb, cell 3` */
  readonly name: string;
  readonly losses: readonly TableLoss[];
  readonly isAgreed?: boolean;
  /** The cell that writes the whole table, and the path of what it writes. */
  readonly whole?: { readonly code: string; readonly language: string; readonly file: string };
};

const origins = fileMemory<RowsOrigin>('notebook');

export function originOfRows(host: Pick<Host, 'context'>, path: string): RowsOrigin | undefined {
  return origins.recall(host.context.workspaceState, path);
}

export function keepOrigin(host: Pick<Host, 'context'>, path: string, origin: RowsOrigin): void {
  origins.keep(host.context.workspaceState, path, origin);
}
