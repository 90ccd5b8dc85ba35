// A whole run over a local server that answers each row with the reply that stands in the row itself: what a model says in `reply` is what it said.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSmart } from '../support/runSmart';
import { startLlmServer } from '../support/llmServer';

/** Characters that a row's content escapes. */
function plainReply(content: string): string {
  return content
    .replace(/^[\s\S]*<reply>\n?|\n?<\/reply>[\s\S]*$/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

export type RepliedRun = {
  readonly folder: string;
  /** Prompts that the server was sent, in order of arrival. */
  readonly asked: string[];
  /** `smart run` on a file of the folder, every row by the only model. */
  readonly run: (dataset: string, ...more: string[]) => ReturnType<typeof runSmart>;
  /** Files of these rows, each a reply: JSON lines. */
  readonly save: (name: string, replies: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function makeRepliedRun(): Promise<RepliedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'smart-replied-'));
  const asked: string[] = [];
  const price = { inputPerMillion: 1, outputPerMillion: 1 };
  const server = await startLlmServer({
    answerer: ({ content }) => {
      asked.push(content);
      return { text: plainReply(content), inputTokens: 10, outputTokens: 2 };
    },
    priceOf: () => ({ type: 'token', ...price }),
  });
  const ladder = join(folder, 'models.ladder');
  await writeFile(
    ladder,
    JSON.stringify({
      providers: { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } },
      models: [{ provider: 'local', model: 'echo', price, maxOutputTokens: 64 }],
    }),
  );
  return {
    folder,
    asked,
    run: (dataset, ...more) =>
      runSmart(
        ...['run', dataset.startsWith('/') ? dataset : join(folder, dataset), '--prompt', 'Say {{reply}}'],
        ...['--models', ladder, '--strategy', 'reference', '--no-cache', ...more],
      ),
    save: (name, replies) =>
      writeFile(join(folder, name), replies.map((reply) => `${JSON.stringify({ reply })}\n`).join('')),
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
