// What leaves this machine when a job runs: which columns' text goes to which hosts. Said before the first request.
import { parseTemplate } from '../engine/prompt/parseTemplate';
import type { Job } from '../engine/job';
import { addressOf } from '../providers/createProvider';
import type { Ladder } from '../providers/ladder';
import type { ProviderType } from '../providers/providerEntry';

export type Sending = {
  /** Host names, each once; none where all models compute here. */
  readonly hosts: readonly string[];
  /** As the prompt names them. */
  readonly columns: readonly string[];
};

/** Kinds that send nothing over an address that the ladder names. */
const localTypes: ReadonlySet<ProviderType> = new Set(['embedded', 'vscode-lm', 'person']);

/** @throws {InputError} where a provider has no address. */
export function sendingOf(
  job: Pick<Job, 'models' | 'judge' | 'prompt'>,
  { providers }: Pick<Ladder, 'providers'>,
): Sending {
  const hosts = [...job.models, ...(job.judge ? [job.judge.model] : [])].flatMap(({ provider }) => {
    const config = providers.get(provider);
    return config === undefined || localTypes.has(config.type) ? [] : [new URL(addressOf(config)).host];
  });
  const prompts = [job.prompt, ...job.models.flatMap(({ settings }) => settings.prompt ?? [])];
  const columns = prompts.flatMap((prompt) =>
    parseTemplate(prompt).parts.flatMap((part) => (part.type === 'reference' ? [part.name] : [])),
  );
  return { hosts: [...new Set(hosts)], columns: [...new Set(columns)] };
}
