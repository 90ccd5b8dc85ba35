import assert from 'node:assert/strict';
import { createRunController, type RunSession } from '../../../src/host/runs/runController';
import { stopAll } from '../../../src/host/runs/stopAll';
import { job } from '../../store/runs';

type Ports = Parameters<RunSession>[1];
const result = { runId: 'r', folder: 'f', state: 'paused' } as const;
/** Time that does not pass by itself. */
const never = () => new Promise<void>(() => undefined);

describe('a window that closes', () => {
  it('pauses every run and waits until what is under way is kept', async () => {
    const kept: string[] = [];
    const session =
      (name: string): RunSession =>
      async (_job, { signal, pauseSignal }: Ports) => {
        await new Promise((resolve) => pauseSignal.addEventListener('abort', resolve));
        await new Promise((resolve) => setTimeout(resolve, 20));
        kept.push(`${name}${signal.aborted ? ' was cut off' : ''}`);
        return result;
      };
    const runs = ['first', 'second'].map((name) => createRunController(job, 'folder', session(name)));
    await stopAll(runs, never);
    assert.deepEqual(kept.sort(), ['first', 'second']);
    assert.ok(runs.every((run) => !run.isRunning()));
  });

  it('cuts off what takes longer than VS Code waits, and does not hang on it', async () => {
    let isCut = false;
    const slow: RunSession = async (_job, { signal }: Ports) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      isCut = true;
      return result;
    };
    const deaf: RunSession = () => new Promise(() => undefined);
    const waits: number[] = [];
    await stopAll([createRunController(job, 'folder', slow), createRunController(job, 'folder', deaf)], (ms) => {
      waits.push(ms);
      return new Promise((resolve) => setTimeout(resolve, 50));
    });
    assert.ok(isCut);
    assert.ok(waits.reduce((sum, ms) => sum + ms, 0) < 5000, 'VS Code gives five seconds');
  });

  it('has nothing to do where nothing runs', async () => {
    const done = createRunController(job, 'folder', () => Promise.resolve({ ...result, state: 'finished' }));
    await done.ended();
    await stopAll([done], () => assert.fail('it waited'));
  });
});
