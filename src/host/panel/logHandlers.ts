// What every page may do with the log: show it, and report a problem of its own there.
import type { PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import type { Host } from '../host';

export function logHandlers({
  log,
}: Pick<Host, 'log'>): Pick<RequestHandlers<PanelRequests>, 'openLog' | 'reportProblem'> {
  return {
    openLog: () => {
      log.show();
      return {};
    },
    reportProblem: ({ message }) => {
      log.warn(`panel: ${message}`);
      return {};
    },
  };
}
