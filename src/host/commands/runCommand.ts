// Ties every command of package.json to the file that does it, which is evaluated when the command first runs; whatever it throws is told
// to the user in one place.
import type { Host } from '../host';
import type { CommandName } from '../ids';
import { tellError } from '../tellError';

type Command = (host: Host, ...args: readonly unknown[]) => Promise<unknown>;

const commands: Record<CommandName, Command> = {
  processDataset: async (host) => (await import('./processDataset')).processDataset(host),
  processFile: async (host, file, selection) => (await import('./processDataset')).processFile(host, file, selection),
  processNotebookSelection: async (host) => (await import('./processNotebookSelection')).processNotebookSelection(host),
  tryRows: async (host, file) => (await import('./formCommands')).tryRows(host, file),
  estimateCost: async (host, file) => (await import('./formCommands')).estimateCost(host, file),
  pause: async (host, entry) => (await import('./runCommands')).pauseRun(host, entry),
  resume: async (host, entry) => (await import('./runCommands')).resumeRun(host, entry),
  cancel: async (host, entry) => (await import('./runCommands')).cancelRun(host, entry),
  openRun: async (host, entry) => (await import('./runCommands')).openRun(host, entry),
  runAgain: async (host, entry) => (await import('./runCommands')).runAgainOf(host, entry),
  processNewRows: async (host, entry) => (await import('./processNewRows')).processNewRows(host, entry),
  compareRuns: async (host, entry) => (await import('./compareRuns')).compareRuns(host, entry),
  exportReport: async (host, entry, place) => (await import('./runCommands')).exportReport(host, entry, place),
  deleteRun: async (host, entry) => (await import('./deleteRun')).deleteRun(host, entry),
  saveJobFile: async (host, entry, place) => (await import('./saveJobFile')).saveJobFile(host, entry, place),
  setApiKey: async (host, provider) => (await import('../models/apiKeys')).setApiKey(host, provider),
  clearApiKey: async (host) => (await import('../models/apiKeys')).clearApiKey(host),
  testApiKey: async (host) => (await import('../models/apiKeys')).testApiKey(host),
  clearCache: async (host) => (await import('./clearCache')).clearCache(host),
  runSample: async (host) => (await import('./runSample')).runSample(host),
  openPanel: async (host) => (await import('./runCommands')).openPanel(host),
  reportIssue: async (host) => (await import('./reportIssue')).reportIssue(host),
};

/** Never rejects: what goes wrong is told to the user. */
export async function runCommand(host: Host, name: CommandName, args: readonly unknown[]): Promise<unknown> {
  try {
    return await commands[name](host, ...args);
  } catch (error) {
    tellError(host, error);
    return undefined;
  }
}
