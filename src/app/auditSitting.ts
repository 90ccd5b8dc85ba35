// A user at the audit of a finished run: one pair after the other, blind and in random order, taken back, left and taken up again. Each word is on disk at once.
import { auditConfidence, type JudgedSample } from '../engine/audit/audit';
import type { AuditView, AuditWord } from '../engine/audit/auditView';
import { InputError } from '../engine/inputError';
import { makeRandom, shuffle } from '../engine/random';
import { readAudit, type StoredAudit } from '../store/auditFile';
import { keepPersonVerdicts, type PersonVerdicts } from '../store/personVerdicts';
import {
  type AuditedRun,
  beginAudit,
  blindAnswers,
  drawOf,
  drawToAudit,
  figuresOf,
  letsPass,
  overruledOf,
  proposersOf,
  saidOf,
  wordsOfAudit,
} from './auditOfRun';

/** The run, and what of a row a model was shown. */
export type RunToAudit = AuditedRun & {
  readonly cellsOf: (row: number) => Promise<readonly { readonly column: string; readonly text: string }[]>;
};

export class AuditSitting {
  private drawn: { readonly folder: string; readonly sample: JudgedSample | undefined } | undefined;

  /** @param run as it is delivered now. */
  constructor(
    private readonly folder: () => string,
    private readonly run: () => Promise<RunToAudit>,
  ) {}

  async open(): Promise<AuditView> {
    return this.view(await this.run());
  }

  /** @param audited rows of the draw, from its beginning. @throws {InputError} where the run drew fewer, or an audit of another size was begun. */
  async begin(audited: number): Promise<AuditView> {
    const run = await this.run();
    beginAudit(this.folder(), drawToAudit(this.folder(), run.job), run, audited, auditConfidence);
    return this.view(run);
  }

  /** @throws {InputError} where another row is shown by now, which the user has not read. */
  async say(row: number, word: AuditWord): Promise<AuditView> {
    const run = await this.run();
    const { next, proposer } = this.state(run);
    if (row !== next) throw new InputError('Another row is to be looked at by now; open the run again.');
    const same = letsPass(run.job, row, word);
    await keepPersonVerdicts(this.folder(), [{ candidate: proposer(row).model!, row, same, isBlind: true }]);
    return this.view(run);
  }

  /** Takes the last word of the audit back; its pair is shown again. A verdict that was overruled stays so. */
  async undo(): Promise<AuditView> {
    const run = await this.run();
    const { audit, proposer, words } = this.state(run);
    const isOfAudit = ({ row, candidate }: { readonly row: number; readonly candidate: string }) =>
      audit?.shown.includes(row) && proposer(row).model === candidate;
    const last = words.all.filter((word) => word.isBlind && isOfAudit(word)).at(-1);
    if (last) await keepPersonVerdicts(this.folder(), [{ candidate: last.candidate, row: last.row, isBlind: true }]);
    return this.view(run);
  }

  /** Of a folder once: the draw of a finished run is what it is. */
  private sample(run: RunToAudit): JudgedSample | undefined {
    const folder = this.folder();
    if (this.drawn?.folder !== folder) this.drawn = { folder, sample: drawOf(folder, run.job) };
    return this.drawn.sample;
  }

  private state(run: RunToAudit): {
    readonly sample: JudgedSample | undefined;
    readonly audit: StoredAudit | undefined;
    readonly words: PersonVerdicts;
    readonly proposer: ReturnType<typeof proposersOf>;
    /** Absent: all is said. */
    readonly next: number | undefined;
  } {
    const sample = this.sample(run);
    const audit = sample && readAudit(this.folder());
    const proposer = proposersOf(sample ?? { population: 0, rows: [] });
    const words = wordsOfAudit(this.folder(), audit, proposer);
    const order = shuffle([...(audit?.shown ?? [])], makeRandom(run.job.seed ?? 0, 'order of the audit'));
    return {
      ...{ sample, audit, words, proposer },
      next: order.find((row) => saidOf(words, proposer(row)) === undefined),
    };
  }

  private async view(run: RunToAudit): Promise<AuditView> {
    const { sample, audit, words, proposer, next } = this.state(run);
    const figures = audit && figuresOf(audit, proposer, words);
    return {
      population: sample?.population ?? 0,
      drawn: sample?.rows.length ?? 0,
      confidence: audit?.confidence ?? auditConfidence,
      overruled: overruledOf(words),
      ...(run.job.judge?.noWorse && { noWorse: true }),
      ...(audit && {
        begun: {
          audited: audit.audited,
          shown: audit.shown.length,
          said: audit.shown.filter((row) => saidOf(words, proposer(row)) !== undefined).length,
        },
      }),
      ...(next !== undefined && {
        next: { row: next, cells: await run.cellsOf(next), answers: blindAnswers(run, proposer(next)) },
      }),
      ...(figures && { figures }),
    };
  }
}
