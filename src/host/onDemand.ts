// The bundle that the extension loads on first use: everything it can do.
export { createHost } from './createHost';
export { makeApi } from './api';
export { runCommand } from './commands/runCommand';
export { restorePanel } from './panel/restorePanel';
export { stopAll } from './runs/stopAll';
export { showRunsIn } from './runs/runsView';
export { estimateText, prepareEstimate, prepareProcess, processText } from './tools/toolTexts';
