// What people do with runs, as stories for a disk that fails: each is told by the command line over a real server, and comes to the same end whatever failed.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { summaryAnswerer, summaryPrice, summaryUsd } from '../support/judging';
import type { LlmServer } from '../support/llmServer';
import { ourselves } from '../../src/store/lockHolder';
import { thisMachine } from '../../src/store/machine';
import { answerPlan } from './clusterAnswers';
import { erring, truthOf } from './personTruth';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';

/** What must be the same at the end of a disturbed story, by name. */
export type Outcome = Readonly<Record<string, string>>;

export type StoryDisk = {
  /** An empty folder, whose operations may fail. */
  readonly place: string;
  /** Takes a step, and again where it fails. @param argv what is given at the first, second ... try */
  readonly smart: (
    argv: readonly string[] | ((tries: number) => readonly string[]),
    isGood?: (code: number) => boolean,
  ) => Promise<{ readonly code: number; readonly stdout: string }>;
  /** What the story itself looks at. */
  readonly calmly: <T>(act: () => T) => T;
};

export type Story = {
  readonly folder: string;
  readonly server: LlmServer;
  readonly tell: (disk: StoryDisk) => Promise<Outcome>;
  readonly close: () => Promise<void>;
};

type Told = { readonly runId: string; readonly output: string; readonly spentUsd: number };

const rows = 8;
const concurrency = '2';

/** A run as a user brings it to its end: what it began is gone on with. */
async function toItsEnd(
  { place, smart, calmly }: StoryDisk,
  argv: readonly string[],
  isGood?: (code: number) => boolean,
): Promise<{ readonly code: number; readonly told: Told }> {
  const runs = join(place, 'runs');
  const begun = () =>
    calmly(() =>
      existsSync(runs) ? readdirSync(runs).filter((name) => existsSync(join(runs, name, 'journal.smartlog'))) : [],
    );
  const before = new Set(begun());
  const common = [...argv, '--runs', runs, '--no-cache', '--json', '--concurrency', concurrency];
  const { code, stdout } = await smart((tries) => {
    const own = tries === 1 ? undefined : begun().find((name) => !before.has(name));
    return own === undefined ? common : [...withoutContinue(common), '--resume', own];
  }, isGood);
  return { code, told: JSON.parse(stdout) as Told };
}

function withoutContinue(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('--continue');
  return at < 0 ? argv : [...argv.slice(0, at), ...argv.slice(at + 2)];
}

const ask = ({ ladder }: Pick<RunFixture, 'ladder'>, dataset: string, ...more: string[]) => [
  ...['run', dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', ladder],
  ...['--accuracy', '0.9', '--seed', '1', ...more],
];
const contentOf = (path: string) => readFileSync(path, 'utf8');
/** The same of a file on the disk that fails. */
const onDisk = ({ calmly }: StoryDisk, path: string) => calmly(() => contentOf(path));

/** Corrected, the corrections put into the result and taken out again, exported, and continued when the table has grown. */
async function corrected(): Promise<Story> {
  const fixture = await makeRunFixture(rows);
  const grown = join(fixture.folder, 'grown.csv');
  writeFileSync(grown, `${contentOf(fixture.dataset)}8,message 8\n9,message 9\n`);
  return {
    ...fixture,
    async tell(disk) {
      const { place, smart } = disk;
      const runs = ['--runs', join(place, 'runs')];
      const first = await toItsEnd(disk, ask(fixture, fixture.dataset, '--out', join(place, 'out.csv')));
      const { runId } = first.told;
      await smart(['correct', runId, '3', 'ham', ...runs]);
      const outputOf = async (...argv: string[]) =>
        (JSON.parse((await smart([...argv, '--json'])).stdout) as Told).output;
      const delivered = onDisk(disk, await outputOf('correct', runId, '4', 'spam', '--deliver', ...runs));
      const taken = onDisk(disk, await outputOf('correct', runId, '4', '--undo', '--undeliver', ...runs));
      const { stdout: corrections } = await smart(['correct', runId, ...runs]);
      let answers = '';
      await smart((tries) => {
        answers = join(place, `answers-${String(tries)}.csv`);
        return ['runs', 'export', runId, '--out', answers, ...runs];
      });
      const second = await toItsEnd(disk, ask(fixture, grown, '--out', join(place, 'more.csv'), '--continue', runId));
      return {
        ...{ delivered, taken },
        // Its runId has a time in it.
        corrections: corrections.replaceAll(runId, 'RUN'),
        answers: onDisk(disk, answers).split('\n').sort().join('\n'),
        continued: onDisk(disk, second.told.output),
        'paid, USD': [first, second].map(({ told }) => told.spentUsd.toFixed(9)).join(' and '),
      };
    },
  };
}

/** A person labels round after round, by file. */
async function labelled(): Promise<Story> {
  const fixture = await makeRunFixture(rows, { answerer: erring({ small: 0.12, medium: 0.03, large: 0.01 }) });
  const ladder = JSON.parse(contentOf(fixture.ladder)) as { models: object[] };
  const models = [{ provider: 'person', id: 'me', price: { perAnswer: 0.25 } }, ...ladder.models];
  writeFileSync(fixture.ladder, JSON.stringify({ ...ladder, models }));
  return {
    ...fixture,
    async tell(disk) {
      const { place, smart } = disk;
      const runs = ['--runs', join(place, 'runs')];
      const isGood = (code: number) => code === 0 || code === 5;
      let { code, told } = await toItsEnd(disk, ask(fixture, fixture.dataset), isGood);
      const { runId } = told;
      let files = 0;
      let given = 0;
      while (code === 5) {
        let round = '';
        await smart(() => {
          round = join(place, `round-${String(++files)}.csv`);
          return ['labels', 'export', runId, round, ...runs];
        });
        const cells = parse<Record<string, string>>(onDisk(disk, round), { columns: true });
        given += cells.length;
        // Not on the disk that fails: whoever labels has another editor.
        const filled = join(fixture.folder, 'filled.csv');
        writeFileSync(
          filled,
          stringify(
            cells.map((each) => ({ ...each, label: truthOf(each['text']!) })),
            { header: true },
          ),
        );
        await smart(['labels', 'import', runId, filled, '--by', 'Ana', ...runs]);
        ({ code, told } = await toItsEnd(disk, ask(fixture, fixture.dataset, '--resume', runId), isGood));
      }
      return {
        result: onDisk(disk, told.output),
        labels: String(given),
        'paid, USD': told.spentUsd.toFixed(9),
      };
    },
  };
}

const reports = 60;

/** A judge's verdicts, audited by a user in a file. */
async function audited(): Promise<Story> {
  const fixture = await makeRunFixture(1, {
    answerer: summaryAnswerer(),
    priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
  });
  const texts = Array.from({ length: reports }, (_, row) => `Report ${String(row)}.`);
  writeFileSync(fixture.dataset, stringify([['text'], ...texts.map((text) => [text])]));
  const ladder = JSON.parse(contentOf(fixture.ladder)) as { models: object[] };
  const models = Object.keys(summaryUsd).map((model) => ({ provider: 'local', model, price: summaryPrice(model) }));
  writeFileSync(fixture.ladder, JSON.stringify({ ...ladder, models }));
  const question = ['--prompt', 'Summarise: {{text}}', '--same', 'judge', '--judge', 'judge', '--accuracy', '0.7'];
  return {
    ...fixture,
    async tell(disk) {
      const { place, smart } = disk;
      const runs = ['--runs', join(place, 'runs')];
      const argv = ['run', fixture.dataset, ...question, '--models', fixture.ladder, '--seed', '4'];
      const { told } = await toItsEnd(disk, argv);
      let pairs = '';
      await smart((tries) => {
        pairs = join(place, `pairs-${String(tries)}.csv`);
        return ['audit', told.runId, '--rows', '5', '--export', pairs, ...runs];
      });
      const cells = parse<Record<string, string>>(onDisk(disk, pairs), { columns: true });
      const said = join(fixture.folder, 'said.csv');
      writeFileSync(
        said,
        stringify(
          cells.map((each) => ({ ...each, same: 'yes' })),
          { header: true },
        ),
      );
      await smart(['audit', told.runId, '--import', said, ...runs]);
      const { stdout: bound } = await smart(['audit', told.runId, '--json', ...runs]);
      const { stdout: report } = await smart(['report', told.runId, '--format', 'json', ...runs]);
      return {
        result: onDisk(disk, told.output),
        bound,
        'in the report': JSON.stringify((JSON.parse(report) as { audit?: object }).audit ?? {}),
        'paid, USD': told.spentUsd.toFixed(9),
      };
    },
  };
}

/** Scanned, exported for a cluster, its answers taken back, and gone on with. */
async function exported(): Promise<Story> {
  // Of fewer a scan asks all that there is to ask.
  const fixture = await makeRunFixture(150);
  return {
    ...fixture,
    async tell(disk) {
      const { place, smart } = disk;
      const runs = ['--runs', join(place, 'runs')];
      const scan = ask(fixture, fixture.dataset).map((word) => (word === 'run' ? 'scan' : word));
      const { told: scanned } = await toItsEnd(disk, scan);
      const plan = join(place, 'plan');
      await smart(['export-plan', scanned.runId, '--to', plan, '--format', 'jsonl', ...runs]);
      // A cluster has disks of its own.
      const elsewhere = join(fixture.folder, 'cluster');
      disk.calmly(() => {
        rmSync(elsewhere, { recursive: true, force: true });
        cpSync(plan, elsewhere, { recursive: true });
      });
      await answerPlan(elsewhere, fixture.server.url);
      disk.calmly(() => {
        cpSync(elsewhere, plan, { recursive: true });
      });
      await smart(['import-answers', scanned.runId, plan, ...runs]);
      const { told } = await toItsEnd(disk, ask(fixture, fixture.dataset, '--resume', scanned.runId));
      return { result: onDisk(disk, told.output), 'paid, USD': told.spentUsd.toFixed(9) };
    },
  };
}

/** Stopped at a cap, taken over from a holder that cannot be seen, gone on with; held once more, freed and corrected. */
async function takenOver(): Promise<Story> {
  const fixture = await makeRunFixture(rows);
  return {
    ...fixture,
    async tell(disk) {
      const { place, smart } = disk;
      const runs = ['--runs', join(place, 'runs')];
      const output = ['--out', join(place, 'out.csv')];
      const capped = ask(fixture, fixture.dataset, ...output, '--most-requests', '6');
      const { runId } = (await toItsEnd(disk, capped, (code) => code === 3)).told;
      const hold = () => {
        disk.calmly(() => {
          const folder = join(place, 'runs', runId);
          const numbers = readdirSync(folder).map((name) => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0));
          const elsewhere = { ...ourselves(thisMachine()), host: 'old-container', platform: 'another system' };
          writeFileSync(join(folder, `lock.${String(Math.max(...numbers) + 1)}`), JSON.stringify(elsewhere));
        });
      };
      hold();
      const { told } = await toItsEnd(disk, ask(fixture, fixture.dataset, ...output, '--resume', runId, '--take-over'));
      hold();
      await smart(['runs', 'take-over', runId, ...runs]);
      await smart(['correct', runId, '3', 'ham', ...runs]);
      const { stdout: corrections } = await smart(['correct', runId, ...runs]);
      return {
        result: onDisk(disk, told.output),
        corrections: corrections.replaceAll(runId, 'RUN'),
        'paid, USD': told.spentUsd.toFixed(9),
      };
    },
  };
}

export const stories: Readonly<Record<string, () => Promise<Story>>> = {
  ...{ corrected, labelled, audited, exported, takenOver },
};
