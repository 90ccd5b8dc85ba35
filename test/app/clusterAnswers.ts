// A cluster in a few lines: asks a server what the parts of an exported plan say, and leaves the answers where `smart import-answers` looks for them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataset } from '../../src/datasets/openDataset';

export type PlanFile = {
  readonly plan: {
    readonly runId: string;
    readonly phase: string;
    readonly models: readonly { id: string; folder: string; rows: number; parts: readonly { path: string }[] }[];
  };
};
export type Brought = {
  id: string;
  model: string;
  prompt_hash: string;
  response?: string;
  answer?: string;
  error?: string;
};

export async function planIn(folder: string): Promise<PlanFile['plan']> {
  return (JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as PlanFile).plan;
}

/** @param url of the endpoint; @param change what becomes of the answers before they are written, by model in the order of the plan. */
export async function answerPlan(
  folder: string,
  url: string,
  change: (answers: Brought[]) => Brought[] = (answers) => answers,
): Promise<void> {
  for (const model of (await planIn(folder)).models) {
    const answers: Brought[] = [];
    for (const { path } of model.parts) {
      const part = await openDataset(join(folder, path));
      for await (const row of part.rows()) {
        const reply = await fetch(`${url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: row.get('request')!,
        });
        const [id, hash] = [row.get('id')!, row.get('prompt_hash')!];
        answers.push({ id, model: row.get('model')!, prompt_hash: hash, response: await reply.text() });
      }
      await part.close();
    }
    const partition = join(folder, 'answers', model.folder);
    await mkdir(partition, { recursive: true });
    const lines = change(answers).map((answer) => `${JSON.stringify(answer)}\n`);
    await writeFile(join(partition, 'part-0.jsonl'), lines.join(''));
  }
}
