// `npm run mutation -- [PATH ...] [--sample N|all] [--seed N] [--minutes N] [--patience S] [--jobs N] [--json FILE]`: breaks the decision code in small ways, one at
// a time, and runs the tests that reach the change. Lists what no test notices; exit code 0 where at most 5 % of a room are ones that a test could notice, and
// each of a guarded room is explained in its list (survivors.ts). Without a path: certified, money, store and providers, which share the minutes. With --patience a
// mutant that is alive after tests of so many seconds of the processor counts as alive; one whose reason says that nothing can notice it is always tried for two
// seconds. 3: the time was up; the same command goes on where it stopped.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { instrument, nameOf, type Mutant } from './mutants';
import { Results, type Result } from './results';
import { mostGaps, roomOf, rooms, sourceFiles } from './rooms';
import { explain, gap, readAllSurvivors, survivorsFile } from './survivors';
import { tryMutants } from './tryMutants';
import { isAlive, judge, type Verdict } from './verdict';

/** Of the processor for a mutant of which the list says that no test could notice it. */
const hopelessMs = 2000;

/**
 * Uniformly, by the seed; all where there are no more than the size. Which are drawn hangs on their own names alone, so that a change elsewhere in the room
 * leaves the sample, and what is known of it, nearly as it was.
 */
function draw(mutants: readonly Mutant[], size: number, seed: number): Mutant[] {
  const places = mutants.map((mutant) => ({
    mutant,
    place: createHash('sha256')
      .update(`${String(seed)} ${nameOf(mutant)}`)
      .digest('hex'),
  }));
  places.sort((a, b) => (a.place < b.place ? -1 : 1));
  return places.slice(0, size).map(({ mutant }) => mutant);
}

function tell(results: readonly Result[], { unexplained, rooms: judged }: Verdict): void {
  for (const { mutant, outcome } of unexplained)
    console.log(
      `\n${mutant.file}:${String(mutant.line)}${outcome === 'not reached' ? ' (no test reaches it)' : ''}\n- ${mutant.original}\n+ ${mutant.replacement}`,
    );
  console.log();
  for (const file of new Set(results.map(({ mutant }) => mutant.file))) {
    const own = results.filter(({ mutant }) => mutant.file === file);
    const alive = own.filter(isAlive).length;
    const open = unexplained.filter(({ mutant }) => mutant.file === file).length;
    console.log(`${file}: ${String(own.length)} mutants, ${String(alive)} survived, ${String(open)} unexplained`);
  }
  console.log();
  for (const { source, killed, excused, real, realShare } of judged)
    console.log(
      `${source}: ${String(killed)} killed, ${String(excused)} survive for reasons that no test could change, ` +
        `${String(real)} although one could (${(100 * realShare).toFixed(1)} %, ${String(100 * mostGaps)} % may)`,
    );
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ sample: { type: 'string', default: '400' }, seed: { type: 'string', default: '1' } },
      ...{
        minutes: { type: 'string' },
        patience: { type: 'string' },
        jobs: { type: 'string', default: '1' },
        json: { type: 'string' },
      },
    },
  });
  const until = Date.now() + Number(values.minutes ?? Infinity) * 60_000;
  const usual = rooms.filter(({ isUsual }) => isUsual).map(({ source }) => source);
  const files = sourceFiles(positionals.length === 0 ? usual : positionals);
  const byRoom = new Map(files.map((file) => [roomOf(file), files.filter((other) => roomOf(other) === roomOf(file))]));

  const all = (await instrument(files)).mutants;
  const size = values.sample === 'all' ? all.length : Number(values.sample);
  const chosen: ReadonlyMap<string, number> = new Map(
    [...byRoom.keys()].flatMap((room) => {
      const own = all.filter(({ file }) => roomOf(file) === room);
      const drawn = draw(own, size, Number(values.seed));
      console.log(`${room.source}: ${String(drawn.length)} of ${String(own.length)} mutants`);
      return drawn.map((mutant, place) => [nameOf(mutant), place] as const);
    }),
  );

  const results: Result[] = [];
  const { reasonOf, unmet } = explain(readAllSurvivors());
  const { reasonOf: listed } = explain(readAllSurvivors());
  const patienceMs = Number(values.patience ?? Infinity) * 1000;
  const patienceOf = (mutant: Mutant) => {
    const isHopeless = listed(mutant)?.startsWith(`${gap}: `) === false;
    return isHopeless ? Math.min(hopelessMs, patienceMs) : patienceMs;
  };
  const options = { jobs: Number(values.jobs), results: new Results(), patienceOf };
  let roomsLeft = byRoom.size;
  for (const [room, own] of byRoom) {
    const now = Date.now();
    const ownUntil = now + (until - now) / roomsLeft--;
    const placeOf = (mutant: Mutant) => chosen.get(nameOf(mutant));
    results.push(...(await tryMutants(room, own, { ...options, until: ownUntil, placeOf })));
  }

  const verdict = judge(results, reasonOf);
  tell(results, verdict);
  if (values.json !== undefined) {
    const blank = verdict.unexplained.map(({ mutant: { file, code, original, replacement } }) => ({
      ...{ file, code, original, replacement, why: '' },
    }));
    writeFileSync(values.json, JSON.stringify(blank, null, 2));
  }
  if (results.length < chosen.size) {
    console.log(`${String(chosen.size - results.length)} mutants are left; the same command goes on.`);
    return 3;
  }
  for (const result of results.filter(isAlive)) reasonOf(result.mutant);
  if (chosen.size === all.length)
    for (const { file, code } of unmet().filter((survivor) => files.includes(survivor.file)))
      console.log(`no longer alive, to be taken off ${survivorsFile(roomOf(file))}: ${file}: ${code}`);
  return verdict.isGood ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  },
);
