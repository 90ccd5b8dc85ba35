// The window closes or reloads, VS Code quits, updates or restarts its extensions: every run pauses, and what is under way has a moment to be kept, since it
// is paid. VS Code waits about five seconds for it.
import { windowClosing } from '../../engine/drive/stop';
import type { RunController } from './runController';

/** With the journal's end written it is over within the time that VS Code gives. */
const graceMs = 3000;
const mostMs = 4500;

/** @param wait resolves after so many milliseconds. @returns when all have stopped, or there is no more time. */
export async function stopAll(
  runs: readonly RunController[],
  wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<void> {
  const running = runs.filter((run) => run.isRunning());
  if (running.length === 0) return;
  const stopped = Promise.all(running.map((run) => run.stop('pause', windowClosing)));
  const isStopped = await Promise.race([stopped.then(() => true), wait(graceMs).then(() => false)]);
  if (isStopped) return;
  const cancelled = Promise.all(running.map((run) => run.stop('cancel', windowClosing)));
  await Promise.race([cancelled, wait(mostMs - graceMs)]);
}
