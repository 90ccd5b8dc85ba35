// What a strategy tells of its reasons, made for the harness: agreement with exact intervals from the answers so far, and decisions in the
// wording and proportions of a certified run over 5,000 reviews. For the page's tests and pictures only.
import type { AnswerTable } from '../../../src/engine/answerTable';
import type { DecisionEvent } from '../../../src/engine/events';
import type { Model } from '../../../src/engine/model';
import { clopperPearson } from '../../../src/engine/stats/clopperPearson';
import type { Phase } from '../../../src/engine/strategy';

export function agreementOf(
  table: AnswerTable,
  models: readonly Model[],
  accuracy: number,
  confidence: number,
): DecisionEvent[] {
  return models.flatMap(({ id }, model): DecisionEvent[] => {
    if (model === table.reference) return [];
    let asked = 0;
    let agreed = 0;
    for (let row = 0; row < table.rowCount; row++) {
      const isSame = table.agrees(model, row);
      if (isSame === undefined) continue;
      asked++;
      if (isSame) agreed++;
    }
    if (asked === 0) return [];
    const { lower, upper } = clopperPearson(agreed, asked, confidence);
    const bounds = { lower, upper };
    const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
    if (upper < accuracy)
      return [
        {
          type: 'model-profiled',
          model: id,
          asked,
          agreed,
          ...bounds,
          status: 'invalid',
          why: `at best ${percent(upper)} agreement, below the threshold`,
        },
      ];
    if (lower >= accuracy)
      return [
        {
          type: 'model-profiled',
          model: id,
          asked,
          agreed,
          ...bounds,
          status: 'satisfied',
          why: `at least ${percent(lower)} agreement, above the threshold`,
        },
      ];
    return [{ type: 'model-profiled', model: id, asked, agreed, ...bounds, status: 'unknown' }];
  });
}

export function decisionsOf(phase: Phase, models: readonly Model[], rows: number): DecisionEvent[] {
  const [nano, haiku, mini, top] = models.map(({ id }) => id) as [string, string, string, string];
  const share = (part: number) => Math.round(rows * part);
  if (phase === 'profile')
    return [
      {
        type: 'paths-considered',
        paths: [
          {
            name: `${nano} > ${mini} > ${top} by trust`,
            models: [nano, mini, top],
            expectedUsd: 1.46,
            sampleRows: 150,
            acceptedRows: share(0.94),
            isChosen: true,
            why: 'cheapest that certification can reach: trust separates the rows where the small model errs',
          },
          {
            name: `${mini}, all rows`,
            models: [mini],
            expectedUsd: 1.83,
            sampleRows: 212,
            acceptedRows: rows,
            isChosen: false,
            why: '96.8% agreement leaves little slack, so certifying it takes a larger sample',
          },
          {
            name: `${haiku} > ${top} by its own confidence`,
            models: [haiku, top],
            expectedUsd: 2.71,
            sampleRows: 128,
            acceptedRows: share(0.83),
            isChosen: false,
            why: 'its confidence separates less well: one row in six still goes to the reference',
          },
          {
            name: `${nano} > ${top} by trust`,
            models: [nano, top],
            expectedUsd: 3.94,
            sampleRows: 118,
            acceptedRows: share(0.71),
            isChosen: false,
            why: 'without a second opinion 29% of the rows go to the reference',
          },
          {
            name: top,
            models: [top],
            expectedUsd: 12.97,
            acceptedRows: 0,
            isChosen: false,
            why: 'the reference on every row: no sample needed, no saving',
          },
        ],
      },
      {
        type: 'forecast-made',
        total: { lowUsd: 1.31, expectedUsd: 1.52, highUsd: 2.05 },
        referenceUsd: 12.97,
        why: 'from 40 planning rows and the prices of today',
      },
    ];
  if (phase === 'apply')
    return [
      {
        type: 'mix-decided',
        shares: [
          { model: nano, rows: share(0.481), expectedUsd: 0.15 },
          { model: mini, rows: share(0.454), expectedUsd: 0.48 },
          { model: top, rows: rows - share(0.481) - share(0.454), expectedUsd: 0.83 },
        ],
        why: 'the cheaper answers that are certified are kept; the reference answers the other rows',
      },
    ];
  return [];
}
