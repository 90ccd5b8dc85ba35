import assert from 'node:assert/strict';
import { stopSignals } from '../../src/cli/stopSignals';

describe('what ends a command', () => {
  const listening = (name: NodeJS.Signals) => process.listenerCount(name);

  // As Node tells them; Ctrl-Break comes on Windows alone.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const)
    it(`pauses first: ${name}`, () => {
      const before = listening(name);
      let said = '';
      const stop = stopSignals({ write: (text: string) => (said += text).length > 0 });
      try {
        assert.equal(listening(name), before + 1);
        assert.deepEqual([stop.isRequested, stop.pause.aborted], [false, false]);
        process.emit(name);
        assert.deepEqual([stop.isRequested, stop.pause.aborted, stop.cancel.aborted], [true, true, false]);
        assert.match(said, /nothing more is sent; the answers under way have a moment/);
      } finally {
        stop.dispose();
      }
      assert.equal(listening(name), before);
    });

  for (const [name, isAtOnce] of [
    ['SIGINT', true],
    ['SIGTERM', true],
    // A terminal that closes may say so twice.
    ['SIGHUP', false],
    ['SIGBREAK', false],
  ] as const)
    it(`a second time ${isAtOnce ? 'stops at once' : 'changes nothing'}: ${name}`, () => {
      const stop = stopSignals({ write: () => true });
      try {
        process.emit(name);
        process.emit(name);
        assert.equal(stop.cancel.aborted, isAtOnce);
      } finally {
        stop.dispose();
      }
    });
});
