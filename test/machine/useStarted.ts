// Hooks for a suite that needs something of the machine: it is started before the first test and closed after the last.
import { after, before } from 'mocha';
import { isSkippable } from './unavailable';

/**
 * To be called inside a describe. Where the machine cannot have it, the suite is skipped and named.
 * @param firstMs how long the first start may take, installing included
 * @returns what was started; throws before that
 */
export function useStarted<T extends { close(): unknown }>(start: () => Promise<T>, firstMs: number): () => T {
  let started: T | undefined;
  before(async function () {
    this.timeout(firstMs);
    try {
      started = await start();
    } catch (error) {
      if (!isSkippable(error)) throw error;
      console.log(`  skipped: ${this.test?.parent?.fullTitle() ?? ''}: ${error.message}`);
      this.skip();
    }
  });
  after(() => started?.close());
  return () => {
    if (started === undefined) throw new Error('What the suite needs was not started.');
    return started;
  };
}
