// Every name that package.json and the code share: commands, settings, views, context keys, tools. test/manifest.test.ts compares them.

export const commandIds = {
  processDataset: 'smart.processDataset',
  processFile: 'smart.processFile',
  processNotebookSelection: 'smart.processNotebookSelection',
  tryRows: 'smart.tryRows',
  estimateCost: 'smart.estimateCost',
  pause: 'smart.pause',
  resume: 'smart.resume',
  cancel: 'smart.cancel',
  openRun: 'smart.openRun',
  runAgain: 'smart.runAgain',
  processNewRows: 'smart.processNewRows',
  compareRuns: 'smart.compareRuns',
  exportReport: 'smart.exportReport',
  deleteRun: 'smart.deleteRun',
  saveJobFile: 'smart.saveJobFile',
  setApiKey: 'smart.setApiKey',
  clearApiKey: 'smart.clearApiKey',
  testApiKey: 'smart.testApiKey',
  clearCache: 'smart.clearCache',
  runSample: 'smart.runSample',
  openPanel: 'smart.openPanel',
  reportIssue: 'smart.reportIssue',
} as const;

export type CommandName = keyof typeof commandIds;

export const runsViewId = 'smart.runs';
/** Type of the panel, which a reload restores. */
export const panelViewType = 'smart.panel';

export const contextKeys = {
  isRunning: 'smart.isRunning',
  hasPausedRun: 'smart.hasPausedRun',
  /** Steps of the walkthrough that were gone through to their end. */
  didSample: 'smart.didSample',
  didKey: 'smart.didKey',
  didDataset: 'smart.didDataset',
} as const;

export const toolNames = { estimateCost: 'smart_estimate_cost', processDataset: 'smart_process_dataset' } as const;

/** Ending of a job file. */
export const jobFileEnding = '.smart.json';
