// What is done with runs besides running them, on a faulty disk: in each story the k-th operation fails once; the step that fails is taken again, and the story
// goes on to its end. Argument: JSON of FaultyStoriesRequest. Prints JSON lines of FaultyStory.
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { main as runCli } from '../../src/cli';
import { stories, type Outcome, type StoryDisk } from '../app/faultyStories';
import { makeDiskFaulty, oddDisks, type DiskFault } from './faultyDisk';

export type FaultyStoriesRequest = {
  readonly story: string;
  readonly codes: readonly string[];
  /** So many of the operations, at even distances, each by the next of the codes. @default every one that changes something by every code, every other by one */
  readonly faults?: number;
  /** So many kinds of odd disks as well: those that sync slowly, name devices wrongly, do not sync or know no links. @default all */
  readonly oddDisks?: number;
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

  async function tell(fault?: DiskFault) {
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
  const { codes, faults } = request;
  const all = calm.names.map((_, index) => index + 1);
  process.stdout.write(`${JSON.stringify({ operations: all.length, requests: calm.asked })}\n`);
  const named = (code: string, at: number) => [`${code} at ${String(at)}`, { code, at }] as const;
  const isChanging = (at: number) => !/stat|read|access|realpath/.test(calm.names[at - 1]!);
  const spread = () =>
    Array.from({ length: faults! }, (_, index) =>
      named(codes[index % codes.length]!, all[Math.floor(((index + 0.5) * all.length) / faults!)]!),
    );
  const every = () =>
    codes.flatMap((code, index) =>
      all.filter((at) => isChanging(at) || at % codes.length === index).map((at) => named(code, at)),
    );
  for (const [name, fault] of [
    ...(faults === undefined ? every() : spread()),
    ...oddDisks.slice(0, request.oddDisks),
  ]) {
    const { outcome, said, failed, asked } = await tell(fault);
    const names = new Set([...Object.keys(calm.outcome), ...Object.keys(outcome)]);
    const told: FaultyStory = {
      fault: name,
      ...(failed !== undefined && { failed }),
      said,
      otherwise: [...names]
        .filter((each) => outcome[each] !== calm.outcome[each])
        .map((each) => `${each}: ${outcome[each] ?? 'none'} instead of ${calm.outcome[each] ?? 'none'}`),
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
