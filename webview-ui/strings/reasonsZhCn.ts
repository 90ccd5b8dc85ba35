// Chinese for the reasons of decisions.
import { isReader } from '../../src/engine/labelling';
import type { FiguresOfCode, Reason, ReasonCode, Why } from '../../src/engine/reasons';
import { formatCount, formatPercent, formatUsd } from '../../src/engine/text/figures';

const chinese: { readonly [C in ReasonCode]: (figures: FiguresOfCode<C>) => string } = {
  'sample-too-large': ({ deviations, rows }) =>
    `要在 ${String(rows)} 行中认证 ${String(deviations)} 个偏差，所需的样本太大`,
  'no-path-saves': () => '预计没有任何方案比只用参考模型更便宜',
  'nothing-pays-now': () => '根据已了解的情况，预计没有任何方案能省钱',
  'too-few-rows-left': () => '剩余的行太少，无法认证',
  'reference-answers-all': ({ because }) => `${inChinese(because)}：由参考模型回答每一行`,
  'larger-sample-does-not-pay': () => '预计更大的样本花费多于节省',
  'after-planning': () => '制定计划之后、抽样之前',
  'after-first-answers': () => '所有行的首批回答之后',

  'in-cheapest-way': () => '用于最便宜的方案',
  'no-way-with-it-saves': () => '未使用：用它不会降低费用',
  'share-of-reference': ({ share }) => `预计为参考模型费用的 ${percent(share)}`,
  'times-the-best': ({ times }) => `预计费用为最便宜方案的 ${known(times?.toFixed(2))} 倍`,
  'reference-times-the-best': ({ times }) => `费用为最便宜方案预计费用的 ${known(times?.toFixed(1))} 倍`,
  'no-way-saves': () => '预计没有任何方案更便宜',
  'prefix-certified': ({ prefixRows, pathRows, uncheckedRows, referenceRows }) =>
    [
      `可以保留更便宜答案的 ${formatCount(pathRows)} 行中，${formatCount(prefixRows)} 行已认证`,
      ...(uncheckedRows === undefined
        ? []
        : [`另有 ${formatCount(uncheckedRows)} 行未经核对地采用更便宜的答案，因为仍允许这么多行不同`]),
      `${restOf(referenceRows)}（包括抽样的行）`,
    ].join('；'),
  'allowed-without-evidence': ({ allowed, acceptedRows, referenceRows }) =>
    `允许 ${formatCount(allowed)} 行不同，因此 ${formatCount(acceptedRows)} 行未经核对地采用更便宜的答案；${restOf(referenceRows)}`,
  'filter-sides': ({ keptRows, droppedRows, referenceRows }) =>
    `${formatCount(keptRows)} 行采用较便宜模型的肯定答案，${formatCount(droppedRows)} 行采用其否定答案；${formatCount(referenceRows)} 行为参考模型自己的答案`,
  'threshold-kept': ({ thresholds, kept, because }) =>
    `在抽样之前确定的阈值 ${thresholds.map(threshold).join('、')} 中，取 ${threshold(kept)}：${inChinese(because)}`,
  'drift-found': ({ model, newRows, newDeviating, oldRows, oldDeviating }) =>
    `漂移：${model} 在 ${String(newRows)} 个新行中有 ${String(newDeviating)} 行与参考模型不同，而此前 ${String(oldRows)} 行中为 ${String(oldDeviating)} 行。此处不再信任以前运行所学到的内容，本次运行重新制定计划。`,
  'student-learned': ({ teacher, rows, dissent }) =>
    `本地分类器从 ${formatCount(rows)} 行的文本中学会了 ${teacher} 的答案；在未见过的行上，有 ${(100 * dissent).toFixed(1)}% 的答案不同。`,
  'order-by-cost': ({ models }) =>
    `按首批回答的费用，候选模型的顺序有所不同（每 1,000 行：${models.map(perThousand).join('、')}）`,
  'dearer-left-out': ({ models, reference, referenceUsdPerThousandRows }) =>
    `每 1,000 行 ${models.map(perThousand).join('、')}，不再使用，因为参考模型 ${perThousand({ model: reference, usdPerThousandRows: referenceUsdPerThousandRows })} 并不更贵`,
  'not-tried': ({ models }) => `未试用 ${models.join('、')}，因为行数太少，不值得付费`,
  'tried-first': ({ models, rows }) =>
    `${models.join(' + ')} 回答全部行的费用可能得不偿失：先在样本的前 ${formatCount(rows)} 行上试用`,
  'sample-drawn-anew': ({ models }) =>
    `重新从全部行中抽取样本，因为 ${models.join('、')} 在上次抽样之前没有回答过当时的全部行`,
  all: ({ reasons }) => reasons.map(inChinese).join('；'),
  'one-model': ({ model }) => model,
  'by-trust': ({ models }) => `可信处用 ${models.join(' + ')}`,
  'escalates-by-trust': ({ models, to, share }) =>
    `可信处用 ${models.join(' + ')}，最不可信的 ${percent(share)} 用 ${to}`,

  'agreement-reaches': ({ lower, accuracy }) => `其一致率至少为 ${digits(lower)}，达到所需的 ${digits(accuracy)}`,
  'agreement-below': ({ upper, accuracy }) => `其一致率至多为 ${digits(upper)}，低于所需的 ${digits(accuracy)}`,
  'dearer-than-satisfied': ({ model }) => `比已达到阈值的 ${model} 更贵`,
  'interval-spans-threshold': () => '所有行都已测评，其区间仍跨越阈值',
  'profiling-on-unknown': () => '继续测评的费用未知：某个候选模型在所有行上都一致或都不一致，或有费用未知',
  'profiling-on-costs': ({ rows, costUsd }) => `再测评 ${String(rows)} 行预计总共需 ${dollars(costUsd)}`,
  'not-worth-profiling': ({ because }) => `不值得继续测评：${inChinese(because)}`,
  'rest-costs': ({ model, rows, costUsd, otherwise }) =>
    `用 ${model} 回答其余 ${String(rows)} 行需 ${dollars(costUsd)}；${inChinese(otherwise)}`,
  'cheapest-satisfied': ({ rows, costUsd }) =>
    `测评 ${String(rows)} 行后达到阈值的最便宜模型，费用 ${dollars(costUsd)}`,
  'cheapest-split': ({ splits, agreement, confidence, costUsd, parts }) => {
    const shares = parts.map(
      (part) =>
        `${part.model} 占 ${digits(part.share)} 的行，一致率 ${digits(part.agreement)}（置信度 ${digits(part.confidence)}）`,
    );
    return `在置信度 ${digits(confidence)} 下使其余行的一致率达到 ${digits(agreement)} 的 ${String(splits)} 种分法中最便宜的一种，费用 ${dollars(costUsd)}：${shares.join('，')}`;
  },
  'costs-unknown-no-split': () => '费用未知，无法权衡分法；由最便宜的达标模型回答其余行',

  'costs-turned-out-otherwise': ({ because }) => `模型的费用与预期不同：${inChinese(because)}。`,
  'no-forecast': ({ models }) => `无法预测费用，因为 ${models.join('、')} 的价格未知。`,
  'ways-by-order': ({ ways, chosen }) => {
    const named = ways.map((way, at) => `${inChinese(way)}${at === chosen ? '（已选）' : ''}`);
    return `因为并非所有价格都已知，按模型顺序比较的方案：${named.join('、')}。`;
  },
  'no-price': ({ models }) => `${models.join('、')} 的价格未知：运行费用未知，也无法遵守上限。`,
  'asking-rivals': ({ models, rows }) =>
    `先让 ${models.join('、')} 各回答 ${String(rows)} 行，看哪个每行费用最高：它就是参考模型。`,
  'asking-twice': ({ model, rows }) => `正在就 ${model} 已回答的 ${String(rows)} 行再次询问它。`,
  'rows-answered-readably': ({ model, rows }) => `${model} 给出可读答案的不同行数：${String(rows)}。`,
  'paused-by-user': () => '您暂停了本次运行。',
  'scan-is-done': () => '扫描已完成；运行可由此继续。',
  'labels-are-wanted': ({ person, rows, given }) =>
    `${formatCount(rows)} 行等待${isReader(person) ? '您' : ` ${person} `}的标签；到目前为止已给出 ${formatCount(given)} 个。`,
  'cap-buys-no-label': ({ person, capUsd, perLabelUsd }) =>
    `上限 ${formatUsd(capUsd)} 已不够支付${isReader(person) ? '您' : ` ${person} `}的下一个标签（每个 ${formatUsd(perLabelUsd)}）；提高上限即可继续。`,
  cancelled: () => '已取消。',
  'cancelled-all-kept': () => '已取消；到目前为止的所有回答都已保留。',
  'window-closed': () => '窗口已关闭或重新加载。',
};

/** A text (of a file's reader, of a provider) stays as it is. */
export function inChinese(why: Why): string {
  if (typeof why === 'string') return why;
  return (chinese[why.code] as (figures: Reason['figures']) => string)(why.figures);
}

const threshold = (share: number) => formatPercent(share, 4);
const restOf = (rows: number) => `${formatCount(rows)} 行采用参考模型的答案`;
const known = (text: string | undefined) => text ?? '未知';

const percent = (share: number | undefined) =>
  share === undefined ? '未知比例' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;

const digits = (value: number) => value.toFixed(4).replace(/(\.\d\d\d*?)0+$/, '$1');

const dollars = (usd: number | undefined) => (usd === undefined ? '未知金额' : `$${usd.toPrecision(4)}`);

const perThousand = ({
  model,
  usdPerThousandRows,
}: {
  readonly model: string;
  readonly usdPerThousandRows: number | undefined;
}) => `${model} ${usdPerThousandRows === undefined ? '未知金额' : formatUsd(usdPerThousandRows)}`;
