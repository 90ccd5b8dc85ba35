// Chinese (simplified), the words for the user's audit of a judge and for verdicts that they overrule.
import type { Words } from '../strings';
import type { enAudit } from './enAudit';

export const zhCnAudit: Words<typeof enAudit> = {
  audit: '您对裁判的审核',
  auditHint: '承诺针对裁判判为不同的行。它漏看了多少行，只有您能说。',
  auditWhat: '您将看到随机抽取的、裁判认为相同而文字不同的行：每行两个答案，看不出各自出自谁。不会询问任何模型。',
  auditRows: '审核的行数',
  auditSize: '{rows} 行，可得 {share}',
  auditAll: '抽取的全部 {rows} 行，可得 {share}',
  auditOther: '其他数目',
  auditRowsWanted: '请输入 1 至 {drawn} 的整数：共抽取了这么多行。',
  auditFixed: '开始之后数目即固定：看着结果好就停下，什么也证明不了。',
  auditBegin: '开始审核',
  auditGoOn: '继续',
  auditPause: '暂停',
  auditFar: '已查看 {rows} 对中的 {said} 对。',
  auditOne: '第一个答案',
  auditTwo: '第二个答案',
  auditAsk: '两者说的是否相同？',
  auditAskWorse: '其中是否有一个更差？',
  auditWords: {
    same: '相同',
    different: '不同',
    'first-worse': '第一个更差',
    'second-worse': '第二个更差',
    neither: '都不更差',
  },
  auditKeysWorse: '按 1 第一个更差，2 第二个更差，S 都不更差，U 撤回上一个。每次判断立即保存；可随时关闭窗口。',
  auditKeys: '按 S 相同，D 不同，U 撤回上一个。每次判断立即保存；可随时关闭窗口。',
  auditInReport: '报告中也有说明。',
  auditOverruled:
    '您推翻了裁判的判定：它放过的行中有 {different} 行在您看来不同，它未放过的行中有 {same} 行在您看来相同。若这些行属于本审核的范围，则只在本审核中计入。',
  overruleDifferent: '在我看来不同',
  overruleSame: '在我看来相同',
  overruleWorse: '在我看来更差',
  overruleNoWorse: '在我看来不差',
  overruled: { same: '您：相同。', different: '您：不同。', worse: '您：更差。', noWorse: '您：不差。' },
  overruledHint: '判定和承诺仍以裁判为准；您的判断只计入您的审核。',
  letStand: '撤回',
};
