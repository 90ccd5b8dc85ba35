// Chinese for what an estimate rests on.
import { listed, type EstimateNote } from '../../src/engine/money/estimateNotes';
import { formatPercent } from '../../src/engine/text/figures';
import type { PromiseKind } from '../../src/engine/promise/kinds';

export function notesInChinese(notes: readonly EstimateNote[]): string {
  return notes.map(sentence).join('');
}

const plannedAs: Readonly<Record<PromiseKind, string>> = { filter: '回答为“是”', loss: '损失超过平均值' };

function sentence(note: EstimateNote): string {
  switch (note.type) {
    case 'measured':
      return `${names(note.models)} 的答案长度：按 ${String(note.answers)} 个回答测得。`;
    case 'unknown-names':
      return `${names(note.models)} 的答案长度未知，因此上限按每次回答前先思考计算。试运行 10 行即可缩小范围。`;
    case 'guessed':
      return `${names(note.models)} 的答案长度：按同类模型的常见值估算。`;
    case 'counted':
      return `词元数用 ${note.encodings.join('、')} 计算。`;
    case 'by-characters':
      return `分词器未公开的模型按每个词元 ${String(note.charactersPerToken)} 个字符估算。`;
    case 'list-prices':
      return `价目表日期：${note.day}。`;
    case 'computing-times':
      return '本机分类器按常见的计算时间估算。';
    case 'expected-share':
      return `预计费用假设能省下最大可能节省的 ${(100 * note.share).toFixed(0)}%，即九个已录数据集的中位数。`;
    case 'share-of-run':
      return `预计费用假设能省下最大可能节省的 ${(100 * note.share).toFixed(0)}%，依据是准确率为 ${formatPercent(note.accuracy)} 的前一次运行在这些行上的节省。`;
    case 'planned-as':
      return `按 ${(100 * note.share).toFixed(0)}% 的行${plannedAs[note.promise]}来计划；这些数据集是按准确率测得的。`;
  }
}

const names = (models: readonly string[]) => listed(models, '和', '、');
