// The command line: finds the command by its name and turns what it returns or throws into an exit code (cli/command.ts).
// Commands live in src/cli, one file each, and are loaded only when asked for.
import { DiskError, diskSentence } from './engine/diskError';
import { InputError } from './engine/inputError';
import { nearestName } from './engine/nearestName';
import { ProviderError } from './engine/provider';
import { software } from './app/software';
import type { Command, CommandIo } from './cli/command';
import { keepHeapSmall } from './cli/smallHeap';
import { askOnTerminal, guardStreams } from './cli/terminal';

type CommandEntry = { readonly summary: string; readonly load: () => Promise<Command> };

const commands: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: 'answer every row of a dataset by the cheapest mix of models that keeps the promise',
    load: async () => (await import('./cli/run')).runCommand,
  },
  scan: {
    summary: 'ask about some 50 rows, and say what a run would cost and which rows are hard',
    load: async () => (await import('./cli/run')).scanCommand,
  },
  check: {
    summary: 'say what is understood of a dataset: format, encoding, columns, rows',
    load: async () => (await import('./cli/check')).checkCommand,
  },
  worker: {
    summary: 'ask models for runs that other machines coordinate (smart run --queue)',
    load: async () => (await import('./cli/worker')).workerCommand,
  },
  'export-plan': {
    summary: 'write what a run asks next as Parquet, with jobs for Dask, Ray, Spark and Daft',
    load: async () => (await import('./cli/exportPlan')).exportPlanCommand,
  },
  'import-answers': {
    summary: 'take back what such a job answered; the run goes on from there',
    load: async () => (await import('./cli/importAnswers')).importAnswersCommand,
  },
  labels: {
    summary: 'write the rows that a run wants labelled, and take the labels back',
    load: async () => (await import('./cli/labels')).labelsCommand,
  },
  runs: {
    summary: 'list, show, export or delete the runs of a folder',
    load: async () => (await import('./cli/runs')).runsCommand,
  },
  models: {
    summary: 'suggest cheaper ways to ask that a ladder lacks, and say what they would spare',
    load: async () => (await import('./cli/models')).modelsCommand,
  },
  report: {
    summary: 'print the report of a run',
    load: async () => (await import('./cli/report')).reportCommand,
  },
  correct: {
    summary: 'put your own answers in place of delivered ones, and write them into the result',
    load: async () => (await import('./cli/correct')).correctCommand,
  },
  'ask-again': {
    summary: 'ask a model once more about single rows of a finished run',
    load: async () => (await import('./cli/askAgain')).askAgainCommand,
  },
  audit: {
    summary: 'have a person look at what a judge called the same, and bound what it overlooked',
    load: async () => (await import('./cli/audit')).auditCommand,
  },
  demo: {
    summary: 'the whole job on real text with embedded classifiers, no key, no network',
    load: async () => (await import('./cli/demo')).demoCommand,
  },
  replay: {
    summary: 'run the engine on recorded answers, at no cost',
    load: async () => (await import('./cli/replay')).replayCommand,
  },
  simulate: {
    summary: 'run the engine on rows drawn from published agreement figures',
    load: async () => (await import('./cli/simulate')).simulateCommand,
  },
  parity: {
    summary: 'compare the published strategies with what the published code answered',
    load: async () => (await import('./cli/parity')).parityCommand,
  },
};

/** @returns the exit code: 0 done, 2 usage, bad input or a disk that refuses, 1 anything unforeseen; commands add 3, 4, 5, 6 and 130. */
export async function main(argv: readonly string[], streams: CommandIo): Promise<number> {
  const io = guardStreams(streams);
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.stderr : io.stdout).write(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v' || name === 'version') {
    io.stdout.write(`${software.version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const near = nearestName(name, Object.keys(commands));
    const hint = near === undefined ? '' : ` Did you mean "smart ${near}"?`;
    io.stderr.write(`smart: there is no command "${name}".${hint}\n\n${overview()}`);
    return 2;
  }
  try {
    return await (
      await command.load()
    )(rest, io);
  } catch (error) {
    if (error instanceof InputError || error instanceof DiskError || isUsageError(error)) {
      io.stderr.write(`smart ${name}: ${(error as Error).message}\n`);
      return 2;
    }
    if (error instanceof ProviderError) {
      io.stderr.write(`smart ${name}: ${error.message}\n`);
      return error.kind === 'budget' || error.kind === 'requests' ? 3 : 4;
    }
    // What the system refuses (a folder that may not be read, a full disk) has a sentence of its own; its stack helps nobody.
    const refused = diskSentence(error) ?? systemMessage(error);
    if (refused !== undefined) {
      io.stderr.write(`smart ${name}: ${refused}\n`);
      return 2;
    }
    io.stderr.write(`smart ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

/** Of an error of the system that is none of a disk's. */
function systemMessage(error: unknown): string | undefined {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return error instanceof Error && typeof code === 'string' && typeof syscall === 'string' ? error.message : undefined;
}

function overview(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  smart ${name.padEnd(14)} ${summary}`);
  return `Usage: smart COMMAND [options]; smart COMMAND --help tells more.\n\n${lines.join('\n')}\n`;
}

/** What node:util parseArgs throws on options that do not exist or lack a value. */
function isUsageError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

if (require.main === module) {
  keepHeapSmall();
  // A closed pipe (`| head`) is no failure of ours. A terminal that was closed takes nothing more (EIO), and the command is just stopping for that.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EIO') process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  process.stderr.on('error', () => undefined);
  const io = {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    writeData: (bytes: Uint8Array) =>
      new Promise<void>((resolve, reject) => {
        process.stdout.write(bytes, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    ...(process.stdin.isTTY && process.stderr.isTTY && { ask: askOnTerminal }),
  };
  void main(process.argv.slice(2), io).then((code) => {
    process.exitCode = code;
  });
}
