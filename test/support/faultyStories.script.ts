// What is done with runs besides running them, on a faulty disk: in each story the k-th operation that changes something fails once; the step that fails is taken
// again, and the story goes on to its end. Argument: JSON of FaultyStoriesRequest. Prints JSON lines of FaultyStory.
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { main as runCli } from '../../src/cli';
import { stories, type Outcome, type StoryDisk } from '../app/faultyStories';
import { makeDiskFaulty } from './faultyDisk';

export type FaultyStoriesRequest = {
  readonly story: string;
  readonly codes: readonly string[];
  /** So many of the operations, at even distances, each by the next of the codes. @default every one by every code */
  readonly faults?: number;
};

export type FaultyStory = {
  readonly fault: string;
  /** Name and path of the operation that failed. */
  readonly failed?: string;
  /** What the steps that failed said. */
  readonly said: readonly string[];
  /** What is otherwise than in the calm story; empty: nothing. */
  readonly otherwise: readonly string[];
  /** Requests beyond the calm story's. */
  readonly extra: number;
};

/** As shipped, since the bundle of this script would run it as its own command line. */
const cli = createRequire(__filename)('../../cli.js') as { readonly main: typeof runCli };
const mostTries = 3;

async function main(): Promise<void> {
  const request = JSON.parse(process.argv[2]!) as FaultyStoriesRequest;
  const story = await stories[request.story]!();
  const place = join(story.folder, 'disk');
  const disk = makeDiskFaulty(place);
  const requests = () => story.server.ledger.entries.length;
  const unhandled: string[] = [];
  process.on('unhandledRejection', (error) => unhandled.push(`nobody awaited: ${String(error)}`));

  async function tell(fault?: { readonly code: string; readonly at: number }) {
    disk.arm(undefined);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    const before = requests();
    const said: string[] = [...unhandled.splice(0)];
    const storyDisk: StoryDisk = {
      place,
      calmly: disk.calmly,
      async smart(argv, isGood = (code) => code === 0) {
        for (let tries = 1; ; tries++) {
          let [stdout, stderr] = ['', ''];
          const told = typeof argv === 'function' ? argv(tries) : argv;
          const code = await cli.main([...told], {
            stdout: { write: (text) => (stdout += text).length > 0 },
            stderr: { write: (text) => (stderr += text).length > 0 },
          });
          if (isGood(code)) return { code, stdout };
          said.push(`exit ${String(code)}: ${stderr}`);
          if (tries === mostTries) throw new Error(`It did not come to its end: smart ${told[0]!}: ${stderr}`);
        }
      },
    };
    disk.arm(fault);
    let outcome: Outcome;
    try {
      outcome = await story.tell(storyDisk);
    } catch (error) {
      outcome = { 'the end': (error as Error).stack ?? String(error) };
    }
    const failed = disk.failed();
    const names = disk.names();
    disk.arm(undefined);
    await new Promise((next) => setImmediate(next));
    said.push(...unhandled.splice(0));
    return { outcome, said, failed, names, asked: requests() - before };
  }

  const calm = await tell();
  if (calm.said.length > 0 || 'the end' in calm.outcome) throw new Error(JSON.stringify(calm));
  // That a file cannot be looked at or read hurts no run; test/app/faultyDisk tries it.
  const changing = calm.names.flatMap((name, index) => (/stat|read|access|realpath/.test(name) ? [] : [index + 1]));
  process.stdout.write(`${JSON.stringify({ operations: changing.length, requests: calm.asked })}\n`);
  const { codes, faults } = request;
  const spread = Array.from({ length: faults ?? 0 }, (_, index) => ({
    code: codes[index % codes.length]!,
    at: changing[Math.floor(((index + 0.5) * changing.length) / faults!)]!,
  }));
  const every = () => codes.flatMap((code) => changing.map((at) => ({ code, at })));
  for (const { code, at } of faults === undefined ? every() : spread) {
    const { outcome, said, failed, asked } = await tell({ code, at });
    const names = new Set([...Object.keys(calm.outcome), ...Object.keys(outcome)]);
    const told: FaultyStory = {
      fault: `${code} at ${String(at)}`,
      ...(failed !== undefined && { failed }),
      said,
      otherwise: [...names]
        .filter((name) => outcome[name] !== calm.outcome[name])
        .map((name) => `${name}: ${outcome[name] ?? 'none'} instead of ${calm.outcome[name] ?? 'none'}`),
      extra: asked - calm.asked,
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
  await story.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
