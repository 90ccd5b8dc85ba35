// A run of the command line whose requests a gate holds, so that other processes meet it under way.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makeGate, type Gate } from '../host/gate';
import type { Finished } from './queueRun';
import { makeRunFixture, type RunFixture } from './runFixture';

export type HeldRun = {
  readonly gate: () => Gate;
  readonly fixture: () => RunFixture;
  readonly runs: () => string;
  readonly untilHeld: () => Promise<void>;
  /** @param stdout of the run's `--json`. */
  readonly assertAskedOnce: (stdout: string) => void;
};

/** Made anew for each test of the suite that calls this: of so many rows, held after four requests. */
export function useHeldRun(rows: number): HeldRun {
  let gate: Gate;
  let fixture: RunFixture;
  beforeEach(async () => {
    gate = makeGate();
    gate.closeAfter(4);
    fixture = await makeRunFixture(rows, { hold: gate.hold });
  });
  afterEach(async () => {
    gate.open();
    await fixture.close();
  });
  return {
    gate: () => gate,
    fixture: () => fixture,
    runs: () => join(fixture.folder, 'runs'),
    untilHeld: async () => {
      while (gate.held() < 1) await new Promise((next) => setTimeout(next, 10));
    },
    assertAskedOnce: (stdout) => {
      const { perModel } = JSON.parse(stdout) as Finished;
      const answers = Object.values(perModel).reduce((sum, { asked }) => sum + asked, 0);
      const { ledger } = fixture.server;
      assert.equal(ledger.entries.length, answers, 'a row was asked for twice');
      assert.deepEqual(ledger.deliveredTwice(), []);
    },
  };
}
