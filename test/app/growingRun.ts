// Whole runs of a table that grows, by the command line over a real server whose ledger names every request.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { RunPromise } from '../../src/engine/events';
import { syntheticAnswerer, type Answerer } from '../support/answerers';
import type { LlmServerOptions } from '../support/llmServer';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';
import { smart, type Exit } from './smartProcess';

export type Grown = {
  readonly runId: string;
  readonly folder: string;
  readonly output: string;
  readonly spentUsd: number;
  readonly promise: RunPromise;
  readonly told: string;
};
type Cells = Record<string, string>;

export type GrowingRun = {
  readonly fixture: RunFixture;
  /** Writes the table anew: these messages, each with a cell of its own in the column `known`. */
  readonly table: (messages: readonly number[], known?: (message: number) => string) => Promise<void>;
  /** Runs with a seed of its own each time. */
  readonly run: (more: readonly string[], options?: Parameters<typeof smart>[1]) => Promise<Exit>;
  /** The same, and it ends well. */
  readonly finished: (...more: string[]) => Promise<Grown>;
  readonly read: (run: Pick<Grown, 'output'>) => Promise<Cells[]>;
  /** What was asked since so many requests, `model message`. */
  readonly askedSince: (from: number) => string[];
  /** How many rows of the result differ from the reference. */
  readonly differing: (rows: readonly Cells[]) => number;
};

const textOf = (content: string) => /message \d+/.exec(content)![0];
const numberOf = (text: string) => Number(text.slice('message '.length));

/**
 * @param errors shares of rows on which models err.
 * @param troubles of a model with a message: what it says cannot be read, or it is refused.
 */
export async function makeGrowingRun(
  errors: Readonly<Record<string, number>>,
  troubles: (model: string, message: number) => 'unreadable' | 'refused' | undefined = () => undefined,
): Promise<GrowingRun> {
  const synthetic = syntheticAnswerer(labels, errors);
  const answerer: Answerer = (call) => {
    const content = textOf(call.content);
    const answer = synthetic({ ...call, instruction: '', content });
    return troubles(call.model, numberOf(content)) === 'unreadable' ? { ...answer, text: 'Hard to tell.' } : answer;
  };
  const refuse: LlmServerOptions['refuse'] = (_, body) =>
    troubles(String(body['model']), numberOf(textOf(JSON.stringify(body)))) === 'refused'
      ? { status: 400, message: 'This message cannot be answered.' }
      : undefined;
  const fixture = await makeRunFixture(10, { answerer, refuse });
  let seed = 0;
  const run: GrowingRun['run'] = (more, options) =>
    smart(
      [
        ...['run', fixture.dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', fixture.ladder],
        ...['--runs', join(fixture.folder, 'runs'), '--accuracy', '0.9', '--no-cache', '--json'],
        ...(more.includes('--resume') ? [] : ['--seed', String(++seed)]),
        ...more,
      ],
      options,
    );
  const truth = (text: string) => synthetic({ model: 'large', instruction: '', content: text }).text;
  return {
    fixture,
    table: (messages, known) =>
      writeFile(
        fixture.dataset,
        `text${known ? ',known' : ''}\n${messages.map((i) => `message ${String(i)}${known ? `,${known(i)}` : ''}`).join('\n')}\n`,
      ),
    run,
    finished: async (...more) => {
      const { code, stdout, stderr } = await run(more);
      assert.equal(code, 0, stderr);
      return { ...(JSON.parse(stdout) as Grown), told: stderr };
    },
    read: async ({ output }) => parse(await readFile(output, 'utf8'), { columns: true }) as Cells[],
    askedSince: (from) =>
      fixture.server.ledger.entries.slice(from).map(({ model, content }) => `${model} ${textOf(content)}`),
    differing: (rows) => rows.filter(({ text, smart_answer }) => smart_answer !== truth(text!)).length,
  };
}

export const messages = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
