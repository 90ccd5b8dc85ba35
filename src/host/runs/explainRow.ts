// "Why this model?" for one row, in sentences: what each model said, what was delivered, and the reason.
import * as vscode from 'vscode';
import { answerPairs } from '../../engine/report/answerPairs';
import { answersAtOnce } from '../../engine/model';
import { deliveryReasons, type DeliveryReason } from '../../engine/strategy';
import type { RowExplanation } from '../../protocol';
import { formatPercent } from '../figures';
import { shownPair, type Afterwards, type RunRows } from './rowReader';

export async function explainRow(rows: RunRows, row: number, afterwards: Afterwards): Promise<RowExplanation> {
  const { delivery, table, dataset } = rows;
  const cells: { column: string; text: string }[] = [];
  for await (const found of dataset.rows(Int32Array.of(row)))
    for (const column of dataset.columns) cells.push({ column, text: found.get(column) ?? '' });
  const answers = delivery.models.flatMap((model, index) => {
    if (!table.isAsked(index, row)) return [];
    const text = table.textOf(index, row);
    const [confidence, costUsd] = [table.confidenceOf(index, row), table.costOf(index, row)];
    return [
      {
        model,
        status: table.statusOf(index, row),
        ...(text === undefined ? {} : { text }),
        ...(Number.isNaN(confidence) ? {} : { confidence }),
        ...(Number.isNaN(costUsd) ? {} : { costUsd }),
      },
    ];
  });
  const pairs = answerPairs(table, row).map((pair) => shownPair(rows, row, pair, afterwards.words));
  const reference = delivery.models[table.reference]!;
  return {
    row,
    cells,
    answers,
    why: whySentences(rows, row),
    ...(pairs.length > 0 && { differing: { reference, pairs } }),
    ...personsPart(rows, row, afterwards),
  };
}

/** What the user can do with the row, and has done. */
function personsPart(
  { delivery, table, job }: RunRows,
  row: number,
  { corrections, again }: Afterwards,
): Pick<RowExplanation, 'delivered' | 'correction' | 'labels' | 'askable' | 'again'> {
  const model = delivery.model[row]!;
  const delivered = model < 0 ? undefined : table.textOf(model, row);
  const correction = corrections.of.get(row);
  const { task } = job;
  return {
    ...(delivered !== undefined && { delivered }),
    ...(correction !== undefined && { correction }),
    ...(task.type === 'labels' && !task.multiple && { labels: task.labels }),
    askable: delivery.models.filter((id) => job.models.some((each) => each.id === id && answersAtOnce(each))),
    again: again
      .filter((each) => each.row === row)
      .map(({ model: id, answer: { text, status }, billedUsd }) => ({
        ...{ model: id, status },
        ...(text !== undefined && { text }),
        ...(billedUsd !== undefined && { costUsd: billedUsd }),
      })),
  };
}

function whySentences({ delivery, table }: RunRows, row: number): string[] {
  const index = delivery.model[row]!;
  const reason = deliveryReasons[delivery.reason[row]!] ?? 'failed';
  const model = delivery.models[index] ?? '';
  const reference = delivery.models[table.reference]!;
  const trust = delivery.trust?.[row];
  const sentences = [sentenceOf(reason, model, reference)];
  if (index >= 0 && delivery.student && index === delivery.models.length - 1)
    sentences.push(
      vscode.l10n.t(
        '{0} is a local classifier that learned the answers of a cheap model from the texts of the rows; no model was asked for this answer.',
        model,
      ),
    );
  if (reason === 'trusted' && trust !== undefined && !Number.isNaN(trust))
    sentences.push(vscode.l10n.t('The trust in this answer is {0}.', formatPercent(trust)));
  const agrees = index >= 0 && index !== table.reference ? table.agrees(index, row) : undefined;
  if (agrees !== undefined)
    sentences.push(
      agrees
        ? vscode.l10n.t('{0} was asked as well and agrees.', reference)
        : vscode.l10n.t('{0} was asked as well and gave a different answer.', reference),
    );
  return sentences;
}

function sentenceOf(reason: DeliveryReason, model: string, reference: string): string {
  switch (reason) {
    case 'reference-only':
      return vscode.l10n.t('Every row of this run goes to the reference {0}.', reference);
    case 'profiled':
      return vscode.l10n.t(
        'The row was in the sample that the models were measured on, so the answer of {0} is delivered.',
        reference,
      );
    case 'planned':
      return vscode.l10n.t('The row was used to plan, so the answer of {0} is delivered.', reference);
    case 'trusted':
      return vscode.l10n.t('The row lies in the part that was certified for {0}.', model);
    case 'whole-model':
      return vscode.l10n.t('{0} was accepted for all remaining rows.', model);
    case 'mixed':
      return vscode.l10n.t('The mix of models gave this row to {0}.', model);
    case 'allowed':
      return vscode.l10n.t(
        'Within the share you allow to differ, so this row was not checked; {0} answered it.',
        model,
      );
    case 'escalated':
      return vscode.l10n.t('No cheaper answer could be trusted here, so {0} was asked.', reference);
    case 'labelled':
      return vscode.l10n.t('The row brought a label and keeps it; it stands for the answer of {0}.', reference);
    case 'unlabelled':
      return vscode.l10n.t(
        'The labels that {0} gives were used up, so the row has the answer of {1}, which agreed best; the promise does not cover it.',
        reference,
        model,
      );
    case 'kept':
      return vscode.l10n.t('In an earlier run of this table {0} answered the row; it keeps that answer.', model);
    case 'failed':
      return vscode.l10n.t('No model gave a valid answer; the promise does not cover this row.');
  }
}
