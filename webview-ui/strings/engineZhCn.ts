// Chinese for the engine's own sentences: the reasons of decisions, which a run's journal keeps in English with their figures. {0}, {1} stand
// for figures, names, or a clause that is itself one of these. The first that fits counts; what fits none stays English.
export const engineZhCn: readonly (readonly [english: string, chinese: string])[] = [
  // certified
  ['{0}: the reference answers every row', '{0}：由参考模型回答每一行'],
  [
    'certifying {0} deviations in {1} rows would take too large a sample',
    '要在 {1} 行中认证 {0} 个偏差，所需的样本太大',
  ],
  [
    "{0} rows may differ whatever they hold, so {1} rows get a cheaper answer without evidence; {2} rows get the reference's answer",
    '无论内容如何都允许 {0} 行不同，因此 {1} 行未经检验地采用更便宜的答案；{2} 行采用参考模型的答案',
  ],
  [
    'a local student learned the answers of {0} from the text of {1} rows; of rows that it had not seen it would have answered {2} otherwise',
    '本地学生模型从 {1} 行的文本中学会了 {0} 的答案；对未见过的行，有 {2} 会给出不同的答案',
  ],
  ['no path is expected to cost less than the reference alone', '预计没有任何路径比只用参考模型更便宜'],
  ['with what was learned no path is expected to pay', '根据已了解的情况，预计没有任何路径划算'],
  ['too few rows are left to certify', '剩余的行太少，无法认证'],
  ['part of the cheapest expected way', '属于预计最便宜的方式'],
  ['no way with it is expected to cost less', '预计没有任何用到它的方式更便宜'],
  ["expected at {0} of the reference's cost", '预计为参考模型费用的 {0}'],
  ['expected to cost {0} times the best', '预计费用为最佳方式的 {0} 倍'],
  ['costs {0} times what is expected of the best', '费用为最佳方式预期的 {0} 倍'],
  ['no way is expected to cost less', '预计没有任何方式更便宜'],
  ['{0} > {1} on {2} by trust', '{0} > {1}（{2} 的行），按信任度'],
  ['{0} by trust', '{0}，按信任度'],
  ['after planning, before the sample is drawn', '规划之后、抽样之前'],
  ['with what the first answers to all rows showed', '根据对所有行的首批回答'],
  ['a larger sample is not expected to pay for itself', '预计更大的样本得不偿失'],
  [
    "the first {0} of {1} rows in order of trust are certified; {2} rows get the reference's answer",
    '按信任度排序的 {1} 行中，前 {0} 行已认证；{2} 行采用参考模型的答案',
  ],
  // profile-all, profile-smart, model-mix
  ['its agreement is at least {0}, which reaches the {1} wanted', '其一致率至少为 {0}，达到所需的 {1}'],
  ['its agreement is at most {0}, below the {1} wanted', '其一致率至多为 {0}，低于所需的 {1}'],
  ['dearer than {0}, which is satisfied', '比已达标的 {0} 更贵'],
  ['all rows are profiled and its interval still spans the threshold', '所有行都已测评，其区间仍跨越阈值'],
  ['not worth profiling further: {0}', '不值得继续测评：{0}'],
  ['{0} for the remaining {1} rows costs {2}; {3}', '用 {0} 回答其余 {1} 行需 {2}；{3}'],
  ['profiling {0} more rows is expected to cost {1} in all', '再测评 {0} 行预计总共需 {1}'],
  [
    'what profiling on would cost cannot be told: a candidate agrees on all rows or none, or a cost is unknown',
    '无法得知继续测评的费用：某个候选模型在所有行上都一致或都不一致，或有费用未知',
  ],
  [
    'the cheapest model that reaches the threshold after {0} profiled rows, for {1}',
    '测评 {0} 行后达到阈值的最便宜模型，费用 {1}',
  ],
  [
    'the cheapest of {0} splits that reach agreement {1} on the remaining rows at confidence {2}, for {3}: {4}',
    '在置信度 {2} 下使其余行的一致率达到 {1} 的 {0} 种分法中最便宜的一种，费用 {3}：{4}',
  ],
  ['{0} {1} of the rows at agreement {2} (confidence {3}), {4}', '{0} 占 {1} 的行，一致率 {2}（置信度 {3}），{4}'],
  ['{0} {1} of the rows at agreement {2} (confidence {3})', '{0} 占 {1} 的行，一致率 {2}（置信度 {3}）'],
  [
    'costs are unknown, so no split can be weighed; the cheapest satisfied model answers the rest',
    '费用未知，无法权衡分法；由最便宜的达标模型回答其余行',
  ],
  ['an unknown amount', '未知金额'],
  // notes
  ['No costs are forecast, because the price of {0} is not known.', '无法预测费用，因为 {0} 的价格未知。'],
  [
    'Ways to answer, compared by the order of the models because not every price is known: {0}.',
    '因为并非所有价格都已知，按模型顺序比较的回答方式：{0}。',
  ],
  [
    'No price is known of {0}: what the run costs stays unknown, and no cap is kept.',
    '{0} 的价格未知：运行费用未知，也无法遵守上限。',
  ],
  ['Paused by the person.', '已由您暂停。'],
  ['Cancelled; everything answered so far is kept.', '已取消；到目前为止的所有回答都已保留。'],
  ['Asking {0} a second time, about {1} of the rows that it answered.', '正在就 {0} 已回答的 {1} 行再次询问它。'],
  ['Different rows that {0} answered readably: {1}.', '{0} 给出可读答案的不同行数：{1}。'],
  ['Cancelled.', '已取消。'],
];
