// The promise's sentences in simplified Chinese, from the same facts as english.ts.
import type { english } from './english';

export const chinese: Readonly<Record<keyof typeof english, string>> = {
  oneRow: '{count} 行',
  manyRows: '{count} 行',

  planned: '以 {confidence} 的置信度，这 {rows}中至多 {allowed} 行将与 {reference} 不同。',
  plannedNone: '以 {confidence} 的置信度，这 {rows}中没有一行会与 {reference} 不同。',
  plannedSingle: '以 {confidence} 的置信度，这一行不会与 {reference} 不同。',
  plannedNominal:
    '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中至多 {allowed} 行将与 {reference} 不同。',
  plannedNominalNone: '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中没有一行会与 {reference} 不同。',
  plannedStrictest: '在阈值 {thresholds} 中，取资金所能买到的最严格者。',
  plannedCertain: '这 {rows}都将得到 {reference} 自己的答案。',
  plannedSingleCertain: '这一行将得到 {reference} 自己的答案。',

  plannedFilterRecall:
    '以 {confidence} 的置信度，这 {rows}中 {reference} 会回答“yes”的行将至少找到 {recall}；每个“yes”都将是它自己的答案。',
  plannedFilterPrecision:
    '以 {confidence} 的置信度，这 {rows}中回答为“yes”的行将至少有 {precision} 是 {reference} 会回答“yes”的行；每个“no”都将是它自己的答案。',
  plannedFilterBoth:
    '以 {confidence} 的置信度，这 {rows}中 {reference} 会回答“yes”的行将至少找到 {recall}，且回答为“yes”的行中至少 {precision} 是这样的行。',

  plannedLossAbsolute:
    '以 {confidence} 的置信度，这 {rows}的答案与 {reference} 自己的数值平均相差将至多 {mean}，其中任一行至多计 {cap}。',
  plannedLossF1: '以 {confidence} 的置信度，这 {rows}的答案与 {reference} 自己的答案的平均 F1 将至少为 {f1}。',

  plannedYours: '以 {confidence} 的置信度，这 {rows}中至多 {allowed} 行将与您的标签不同。',
  plannedYoursNone: '以 {confidence} 的置信度，这 {rows}中没有一行会与您的标签不同。',
  plannedYoursSingle: '以 {confidence} 的置信度，这一行不会与您的标签不同。',
  plannedYoursNominal:
    '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中至多 {allowed} 行将与您的标签不同。',
  plannedYoursNominalNone: '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中没有一行会与您的标签不同。',
  plannedYoursCertain: '这 {rows}都将得到您自己的标签。',
  plannedYoursSingleCertain: '这一行将得到您自己的标签。',
  plannedLimit: '{limit} 个标签顾及不到的行采用最佳模型的答案，不在承诺之内。',

  few: '要证明这一点，行数偏少：无论较便宜的模型多好，{reference} 至少要回答其中 {least} 行。',
  fewNone: '不允许任何一行不同，因此每个不重复的行都由 {reference} 回答。',
  fewYours: '要证明这一点，行数偏少：无论模型多好，您至少要标注其中 {least} 行。',
  fewNoneYours: '不允许任何一行不同，因此每个不重复的行都由您标注。',

  noRows: '没有任何行，因此不作任何承诺。',
  nothingCovered: '不作任何承诺：{rows}中没有一行得到有效答案。',
  nothingCoveredSingle: '不作任何承诺：该行没有得到有效答案。',
  certain: '每个答案都出自 {reference} 本身，因此这 {rows}中没有一行与它不同。',
  certainLabelled: '每个答案都出自 {reference} 本身或该行自带的标签，因此这 {rows}中没有一行与之不同。',
  certainAllLabelled: '每一行都保留自带的标签（{rows}），因此没有向 {reference} 询问任何一行。',
  certainSingle: '该行的答案出自 {reference} 本身，因此没有不同。',
  certified: '以 {confidence} 的置信度，这 {rows}中至多 {allowed} 行与 {reference} 自己的答案不同。',
  certifiedOne: '以 {confidence} 的置信度，这 {rows}中至多 {allowed} 行与 {reference} 自己的答案不同。',
  certifiedNone: '以 {confidence} 的置信度，这 {rows}中没有一行与 {reference} 自己的答案不同。',
  nominal:
    '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中至多 {allowed} 行与 {reference} 自己的答案不同。',
  nominalOne:
    '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中至多 {allowed} 行与 {reference} 自己的答案不同。',
  nominalNone: '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中没有一行与 {reference} 自己的答案不同。',
  filterCertain: '每个答案都出自 {reference} 本身：它对这 {rows}中的 {kept} 行回答“yes”。',
  filterCertainOne: '每个答案都出自 {reference} 本身：它对这 {rows}中的一行回答“yes”。',
  filterRecall:
    '以 {confidence} 的置信度，{reference} 会回答“yes”的行至少找到了 {recall}。这 {rows}中有 {kept} 行回答为“yes”，每个都是 {reference} 自己的答案；至多遗漏 {missed} 行。',
  filterPrecision:
    '以 {confidence} 的置信度，回答为“yes”的行中至少 {precision} 是 {reference} 会回答“yes”的行。这 {rows}中有 {kept} 行回答为“yes”，其中至多 {wrong} 行是误答。每个“no”都是它自己的答案。',
  filterBoth:
    '以 {confidence} 的置信度，{reference} 会回答“yes”的行至少找到了 {recall}，且回答为“yes”的行中至少 {precision} 是这样的行。这 {rows}中有 {kept} 行回答为“yes”，其中至多 {wrong} 行是误答；至多遗漏 {missed} 行。',
  filterIsNotTruth: '“yes”是 {reference} 给出的或本会给出的答案：它本身也会出错，与它一致者同样会出错。',
  lossAbsolute:
    '以 {confidence} 的置信度，这 {rows}的答案与 {reference} 自己的数值平均相差至多 {mean}，其中任一行至多计 {cap}。',
  lossF1: '以 {confidence} 的置信度，这 {rows}的答案与 {reference} 自己的答案的平均 F1 至少为 {f1}。',
  lossIsNotError: '“相差”不等于“错误”：{reference} 本身也会出错，与它相差的答案也可能更好。',
  lossUnread: '由更便宜的模型回答的行，若 {reference} 给出的或本会给出的答案无法读取，按完全不符计算。',
  certainYours: '每个答案都是您自己的标签，因此这 {rows}中没有一行与您的标签不同。',
  certainYoursSingle: '该行的答案就是您自己的标签，因此没有不同。',
  certifiedYours: '以 {confidence} 的置信度，这 {rows}中至多 {allowed} 行与您的标签不同。',
  certifiedYoursOne: '以 {confidence} 的置信度，这 {rows}中至多 {allowed} 行与您的标签不同。',
  certifiedYoursNone: '以 {confidence} 的置信度，这 {rows}中没有一行与您的标签不同。',
  nominalYours: '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中至多 {allowed} 行与您的标签不同。',
  nominalYoursOne: '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中至多 {allowed} 行与您的标签不同。',
  nominalYoursNone: '以 {confidence} 的名义置信度（已发表的区间检验），这 {rows}中没有一行与您的标签不同。',
  judged: '这里的“不同”，指 {judge} 判定该行的答案与 {reference} 的不同。',
  judgedWorse: '这里的“不同”，指 {judge} 判定该行的答案比 {reference} 的差。',
  covers: '这涵盖 {rows}中的 {covered} 行；其余 {failed} 行失败。',
  coversButOne: '这涵盖 {rows}中的 {covered} 行；其余一行失败。',
  coversUnread: '这涵盖 {rows}中的 {covered} 行；其余 {failed} 行失败，其中 {unreadable} 行是因为答案无法读取。',

  coversUnlabelled:
    '这涵盖 {rows}中的 {covered} 行；其余的行轮到之前标签已用尽，其中 {unlabelled} 行未加标签，采用最佳模型的答案，不在承诺之内。',
  othersFailed: '另有 {failed} 行失败。',

  chosenOf:
    '阈值 {accuracy} 由本次运行自己在 {thresholds} 中选定，是资金所能买到的最严格者；置信度对这一选择成立，因为每个阈值都分得一份误差。',
  followsOne:
    '本次运行之前，同一张表已有 {earlier} 次运行。每个承诺各自成立；若在看到多次运行的费用或结果之后再从中挑选一次，其承诺失败的比例会超过 {error}。',
  follows:
    '本次运行之前，同一张表已有 {earlier} 次运行。每个承诺各自成立；若在看到多次运行的费用或结果之后再从中挑选一次，其承诺失败的比例会超过 {error}。',
  repeatsDraw:
    '同一张表更早的一次运行用同一种子抽取了样本。若本次运行的任何部分（模型、提示词、阈值）是根据那次运行的结果选定或训练的，则承诺不成立；不指定种子则会重新抽样。',
  labelledOne: '有一行保留其在列 {column} 中已有的标签，在那里它代表 {reference} 的答案。',
  labelled: '有 {labelled} 行保留其在列 {column} 中已有的标签，在那里它代表 {reference} 的答案。',
  labelledRandom:
    '这些行作为样本的开头，因为您担保它们是从这些行中随机抽取的。若以其他方式挑选，或 {reference} 对这类行的回答与其标签不同，则承诺不成立。',
  grown:
    '本次运行接续 {run}：{kept}保留其答案，{rows}在本次得到回答；单就后者而言，以 {confidence} 的置信度，至多 {allowed} 行与 {reference} 不同。',
  grownCertain: '本次运行接续 {run}：{kept}保留其答案，{rows}在本次得到回答。',
  grownTogether:
    '本次运行接续 {run}：{kept}此前已得到回答，{rows}在本次得到回答，承诺针对全部这些行。旧行保留其答案，证据现在要求更多的那些行除外。',
  grownWhole:
    '它不单独说明新的行：所允许的偏差可能全都在其中。承诺成立的前提是：哪些行到来、改变或离开，并不取决于抽样恰好抽到哪些行。',
  grownSums:
    '对整张表的承诺是各批次所允许数目之和。每一批都有自己的抽样；总和以同样的置信度成立，前提是后来有哪些行并不取决于以前的抽样恰好抽到哪些行。',
  differsIsNotWrong: '“不同”不等于“错误”：{reference} 本身也会出错，与它不同的答案也可能是对的。',

  exact:
    '该承诺对任何数据都精确成立：就样本的随机抽取而言（由种子在本次运行看到其任何答案之前确定），至多有 {error} 的运行会失败。它不取决于行的顺序，也不取决于各模型如何出错。',
  differsFromYou: '“不同”不等于“错误”：标签也会有错，与您给出的或本会给出的标签不同的答案也可能是对的。',
  onceEachYours:
    '它说的是您对每一行被询问一次时给出的、或本会给出的标签。改日会给出不同标签的人，与自己的标签也不同；多人标注时，以本会被询问的那一位为准。',
  unclearDiffers: '由模型回答的行，若您本来也说不出其标签，算作不同。',
  leavesOutUnclear: '{left}既无标签也无答案，不在承诺之内。',
  unlabelledSaysNothing: '对 {unlabelled} 行未加标签的行不作任何承诺：没有查看过它们的答案与您的标签有多常不同。',

  filterUnread:
    '若 {reference} 给出的或本会给出的答案无法读取，则由更便宜的模型答“yes”的行算作混入，答“no”的行算作遗漏。',
  unreadDiffers: '由更便宜的模型回答的行，若 {reference} 给出的或本会给出的答案无法读取，也算作不同。',
  published:
    '这一已发表的策略在答案陆续到来时反复检验固定水平的区间，因此其置信度只是名义上的：在允许 {error} 的运行失败时，若有几个模型略低于阈值，实测为 6% 至 10%。策略 certified 没有这一差距。',
  onceEach:
    '它说的是 {reference} 对每一行询问一次时给出的、或本会给出的答案。再次询问时答案不同的模型，与它自己也不同。',
  onceEachDistinct:
    '它说的是 {reference} 对每个不同的行（{rows}中的 {distinct}）询问一次时给出的、或本会给出的答案：相同的行共用一个答案，{reference} 对第二份相同的行本会给出的不同说法不计在内。',
  noise: '{reference} 有多常与自己不同，可用 --repeat-reference 测量。',
  theseRows: '它只涵盖这些行。其他数据、其他提示词或模型的其他版本需要各自的运行。',
  nothingEstimated: '没有使用更便宜模型的答案，因此无需作任何估计。',
  byTheTask: '一个答案是否“不同”，由任务自己的规则判断（见设置），而不看措辞。',
  verdictsOf: '文字相同的答案视为相同；在询问过 {judge} 的其他 {verdicts} 对答案中，有 {different} 对未被认可。',
  verdictsUnread: '其中 {unread} 对未能得到判定，按不同计算。',
  judgeErrs:
    '该承诺说的是 {judge} 对每一对答案询问一次时给出的、或本会给出的判定。若您的判断与之不同，承诺仍是对 {judge} 而言成立。',
  leavesOut: '{left}没有得到有效答案，连 {reference} 也没有给出；承诺不包括这些行。',
  leavesOutOne: '{left}没有得到有效答案，连 {reference} 也没有给出；承诺不包括这一行。',

  auditBefore:
    '运行之后您可以查看样本中的行来审核裁判：{rows}中查看 {sizes} 行而没有异议时，以 {confidence} 的置信度，在您看来不同而被漏看的行至多占 {shares}。',
  auditWould:
    '若您认为 {audited}中没有一行不同，则以 {confidence} 的置信度，{rows}中在承诺允许之外、在您看来不同的至多 {bound} 行（{share}）。',
  auditedNone: '在最先抽取的 {audited}中，有人查看了裁判认为相同而文字不同的 {shown} 行，认为其中没有一行不同。',
  audited: '在最先抽取的 {audited}中，有人查看了裁判认为相同而文字不同的 {shown} 行，认为其中 {disagreed} 行不同。',
  auditHolds:
    '以 {confidence} 的置信度，这 {rows}中至多 {total} 行在此人看来不同：裁判可能判为不同的 {allowed} 行，以及它漏看的 {bound} 行。',
  auditedNoneWorse: '在最先抽取的 {audited}中，有人查看了裁判认可而文字不同的 {shown} 行，认为其中没有一行更差。',
  auditedWorse: '在最先抽取的 {audited}中，有人查看了裁判认可而文字不同的 {shown} 行，认为其中 {disagreed} 行更差。',
  auditHoldsWorse:
    '以 {confidence} 的置信度，这 {rows}中至多 {total} 行在此人看来更差：裁判可能判为更差的 {allowed} 行，以及它漏看的 {bound} 行。',
};
