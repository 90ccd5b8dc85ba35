// What a run that continues an earlier one found of the table, in a sentence.
import { countOf } from '../../engine/text/figures';
import type { StoredCarried } from '../../store/tableFile';

/** `9,500 rows keep their answers of run X; 480 rows are new, 20 changed; 12 are gone.` */
export function carriedSentence({ from, counts, grown }: StoredCarried, rows: number): string {
  const { added, changed, removed, reopened: again, renamed = 0 } = counts;
  const reopened = grown ? 0 : again;
  const kept = rows - added - reopened;
  const parts = [
    grown
      ? `${countOf(kept, 'row')} of run ${from} ${kept === 1 ? 'is' : 'are'} certified together with the new ones`
      : `${countOf(kept, 'row')} ${kept === 1 ? 'keeps its answer' : 'keep their answers'} of run ${from}`,
    `${countOf(added - changed, 'row')} ${added - changed === 1 ? 'is' : 'are'} new${changed > 0 ? `, ${String(changed)} changed` : ''}`,
    ...(removed > 0 ? [`${countOf(removed, 'row')} ${removed === 1 ? 'is' : 'are'} gone`] : []),
    ...(reopened > 0
      ? [
          `${countOf(reopened, 'row')} of batches that lost rows ${reopened === 1 ? 'is' : 'are'} certified again, at no further calls to the models that answered them`,
        ]
      : []),
  ];
  const others =
    renamed === 0
      ? ''
      : ` ${countOf(renamed, 'row')} of the new ones ${renamed === 1 ? 'has' : 'have'} the content of rows that are gone, under another key: is that column written in another way now (1.0 for 1)?`;
  return `${parts.join('; ')}.${others}`;
}
