// Runs of the command line on a faulty disk, one fault after the other in this process: "fail the k-th operation" of a small run. After each fault the
// run is resumed on a sound disk until it ends; told is what came of it. Argument: JSON of FaultyRunsRequest. Prints JSON lines of FaultyRun.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { main as runCli } from '../../src/cli';
import { answersOnDisk, askedSince } from '../app/answersOnDisk';
import { makeRunFixture, runArguments } from '../app/runFixture';
import { makeDiskFaulty, oddDisks, type DiskFault } from './faultyDisk';

export type FaultyRunsRequest = {
  readonly codes: readonly string[];
  /** One operation in so many, beginning with number `first`. */
  readonly stride: number;
  readonly first: number;
  /** Only operations whose name holds this, as `close`. @default all */
  readonly named?: string | undefined;
  /** Disks that sync slowly or not at all, know no links, or name devices wrongly, as well. */
  readonly withOddDisks?: boolean;
};

export type FaultyRun = {
  readonly fault: string;
  /** Which operation failed; undefined: none did. */
  readonly failed?: string;
  /** Of the faulty session, and of those that resumed it. */
  readonly codes: readonly number[];
  readonly stderr: string;
  /** Whether the result is the calm run's, byte for byte. */
  readonly isSame: boolean;
  /** Answers that were on disk and asked for again. */
  readonly askedAgain: readonly string[];
  /** Requests beyond the calm run's, and how many were under way at most. */
  readonly extra: number;
  readonly underWay: number;
};

/** As shipped, since the bundle of this script would run it as its own command line. */
const cli = createRequire(__filename)('../../cli.js') as { readonly main: typeof runCli };

async function runSmart(...argv: string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await cli.main(argv, {
    stdout: { write: (text) => (stdout += text).length > 0 },
    stderr: { write: (text) => (stderr += text).length > 0 },
  });
  return { code, stdout, stderr };
}

const rows = 8;
const concurrency = 2;
/** The driver keeps twice as many rows under way as requests. */
const underWay = concurrency * 2;
/** A fault strikes once, so one session more must do; another is for a fault that strikes before there is a run to resume. */
const mostSessions = 3;

async function main(): Promise<void> {
  const request = JSON.parse(process.argv[2]!) as FaultyRunsRequest;
  const fixture = await makeRunFixture(rows);
  const place = join(fixture.folder, 'disk');
  const disk = makeDiskFaulty(fixture.folder);
  const { entries } = fixture.server.ledger;

  async function session(isResumed: boolean) {
    const resumed = isResumed ? ['--resume', 'last'] : ['--out', join(place, 'out.csv')];
    return runSmart(
      ...runArguments(fixture, '--runs', join(place, 'runs'), '--concurrency', String(concurrency), ...resumed),
    );
  }
  const outputOf = (stdout: string) => readFileSync((JSON.parse(stdout) as { output: string }).output, 'utf8');
  const begin = () => {
    disk.arm(undefined);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
  };

  begin();
  const calm = await session(false);
  const isTried = disk.names().map((name) => name.toLowerCase().includes(request.named ?? ''));
  const operations = isTried.length;
  const expected = outputOf(calm.stdout);
  const calmRequests = entries.length;

  async function tried(name: string, fault: DiskFault): Promise<void> {
    begin();
    const before = entries.length;
    disk.arm(fault);
    let last = await session(false);
    const failed = disk.failed();
    disk.arm(undefined);
    const stderr = last.stderr;
    const codes = [last.code];
    const askedAgain: string[] = [];
    while (last.code !== 0 && codes.length < mostSessions) {
      const known = answersOnDisk(join(place, 'runs'));
      const from = entries.length;
      last = await session(known !== undefined && existsSync(join(place, 'runs')));
      codes.push(last.code);
      askedAgain.push(...askedSince(fixture, from).filter((pair) => known?.has(pair)));
    }
    const told: FaultyRun = {
      fault: name,
      ...(failed !== undefined && { failed }),
      codes,
      stderr: last.code === 0 ? stderr : last.stderr,
      isSame: last.code === 0 && outputOf(last.stdout) === expected,
      askedAgain,
      extra: entries.length - before - calmRequests,
      underWay,
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }

  process.stdout.write(`${JSON.stringify({ operations: isTried.filter(Boolean).length, requests: calmRequests })}\n`);
  let at = request.first;
  for (const code of request.codes) {
    for (; at <= operations; at += request.stride)
      if (isTried[at - 1]) await tried(`${code} at ${String(at)}`, { code, at });
    // Each code begins where the last one left off, so that a stride meets other operations.
    at = ((at - 1) % operations) + 1;
  }
  if (request.withOddDisks) for (const [name, fault] of oddDisks) await tried(name, fault);
  await fixture.close();
}

void main();
