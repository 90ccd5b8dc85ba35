// Checks what the panel sends before the host acts on it: one schema per request of protocol.ts, written with zod.
// Used by the host's end of rpc.ts. Does not check whether a draft makes sense (unknown columns, missing models): the host's feedback does.
import { z } from 'zod';
import { auditWords } from '../engine/audit/auditView';
import { jobOptions } from '../engine/options/jobOptions';
import { modelSettings, type VariantChange } from '../engine/options/modelSettings';
import type { OptionTable } from '../engine/options/option';
import { mapped, schemaOf } from '../optionSchema';
import { taskSchema } from '../taskSchema';
import { type Draft, type PanelRequests, rowFilters, rowOrders } from '../protocol';

const texts = z.array(z.string()).readonly();
const task = taskSchema('panel');
const judge = z.strictObject({
  model: z.string(),
  policy: z.string().exactOptional(),
  noWorse: z.literal(true).exactOptional(),
});
const example = z.strictObject({ values: z.record(z.string(), z.string()), answer: z.string() });
/** @param options what a job has options for; tests add to it. */
export function draftSchemaOf(options: OptionTable) {
  const ofForm = Object.fromEntries(Object.entries(options).filter(([, { form }]) => form !== undefined));
  return z.strictObject({
    prompt: z.string(),
    examples: z.array(example).readonly().exactOptional(),
    task,
    judge: judge.exactOptional(),
    models: texts,
    ...mapped(ofForm, ({ domain, isAlwaysStated }) => {
      // A field may be empty while it is being typed in.
      const schema = domain.kind === 'text' ? z.string() : schemaOf(domain);
      return isAlwaysStated ? schema : schema.exactOptional();
    }),
    batch: z.boolean(),
    answersOf: z.string().exactOptional(),
  } satisfies Partial<Record<keyof Draft, unknown>>);
}

const changeOf = (setting: 'rowsPerRequest' | 'reasoningEffort') =>
  z.strictObject({ [setting]: schemaOf(modelSettings[setting].domain) });
const draft = draftSchemaOf(jobOptions) as unknown as z.ZodType<Draft>;
const count = z.int().nonnegative();
const nothing = z.strictObject({}) as z.ZodType<Record<string, never>>;

const schemas: { readonly [M in keyof PanelRequests]: z.ZodType<PanelRequests[M]['params']> } = {
  ready: z.strictObject({ locale: z.string().exactOptional() }),
  updateDraft: z.strictObject({ draft }),
  suggestLabels: z.strictObject({ draft, column: z.string().exactOptional() }),
  pickPrompt: z.strictObject({ draft }),
  readAs: z.strictObject({
    draft,
    encoding: z.string().min(1).max(100).exactOptional(),
    sheet: z.string().max(1000).exactOptional(),
  }),
  tryRows: z.strictObject({ draft }),
  agreeToPart: nothing,
  writeWholeTable: z.strictObject({ draft }),
  startRun: z.strictObject({ draft, until: z.literal('plan').exactOptional() }),
  scan: nothing,
  pauseRun: nothing,
  resumeRun: z.strictObject({
    budgetUsd: z.number().positive().exactOptional(),
    mostRequests: z.int().positive().exactOptional(),
  }),
  cancelRun: nothing,
  rerunFailed: nothing,
  rowsPage: z.strictObject({
    offset: count,
    limit: z.int().positive().max(1000),
    filter: z.enum(rowFilters),
    model: z.string().exactOptional(),
    search: z.string().max(1000).exactOptional(),
    withAnswers: z.literal(true).exactOptional(),
    sort: z.strictObject({ by: z.enum(rowOrders), isDescending: z.boolean() }).exactOptional(),
  }),
  explainRow: z.strictObject({ row: count }),
  correctRow: z.strictObject({ row: count, text: z.string().max(100_000).exactOptional() }),
  askRowAgain: z.strictObject({ row: count, model: z.string().min(1).max(1000) }),
  deliverCorrections: z.strictObject({ isDelivered: z.boolean() }),
  changedRows: z.strictObject({ offset: count, limit: z.int().positive().max(1000) }),
  ownCheck: nothing,
  judgeRow: z.strictObject({ row: count, label: z.string().exactOptional(), isRight: z.boolean().exactOptional() }),
  unjudgeRow: nothing,
  audit: nothing,
  beginAudit: z.strictObject({ rows: z.int().positive() }),
  auditRow: z.strictObject({ row: count, word: z.enum(auditWords) }),
  undoAudit: nothing,
  overruleVerdict: z.strictObject({ row: count, model: z.string().min(1).max(1000), isOverruled: z.boolean() }),
  labelling: nothing,
  labelRow: z.strictObject({
    row: count,
    label: z.string().min(1).max(100_000).exactOptional(),
    note: z.string().max(10_000).exactOptional(),
  }),
  skipLabel: z.strictObject({ row: count }),
  undoLabel: nothing,
  nameLabeller: z.strictObject({ by: z.string().max(200) }),
  takeLabels: nothing,
  setKey: z.strictObject({ provider: z.string().min(1) }),
  addModel: z.strictObject({ address: z.string().min(1).max(2000).exactOptional() }),
  addVariant: z.strictObject({
    beside: z.string().min(1),
    change: z.union([changeOf('rowsPerRequest'), changeOf('reasoningEffort')]) as unknown as z.ZodType<VariantChange>,
  }),
  setPrice: z.strictObject({ model: z.string().min(1) }),
  openOutput: nothing,
  openReport: nothing,
  exportReport: nothing,
  mend: z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('set-key'), subject: z.string().min(1) }),
    z.strictObject({ action: z.literal('manage-trust') }),
    z.strictObject({ action: z.literal('open-settings'), subject: z.string().startsWith('smart.') }),
  ]),
  openLog: nothing,
  reportProblem: z.strictObject({ message: z.string().max(2000) }),
  newRun: z.strictObject({
    without: z.string().max(1000).exactOptional(),
    changesPrompt: z.literal(true).exactOptional(),
  }),
  processNewRows: nothing,
};

/** Throws one sentence that names the request and the first thing wrong with it. */
export const requestParsers = Object.fromEntries(
  Object.entries(schemas).map(([method, schema]) => [
    method,
    (params: unknown) => {
      const parsed = schema.safeParse(params);
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0]!;
      throw new Error(
        `The panel's request ${method} is malformed at ${issue.path.join('.') || 'its top'}: ${issue.message}.`,
      );
    },
  ]),
) as { readonly [M in keyof PanelRequests]: (params: unknown) => PanelRequests[M]['params'] };
