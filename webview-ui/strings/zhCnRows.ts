// Chinese (simplified), the words for what the user does with the rows of a finished run.
import type { Words } from '../strings';
import type { enRows } from './enRows';

export const zhCnRows: Words<typeof enRows> = {
  sideBySide: '并排显示各模型',
  deliveredMark: '已交付',
  notAsked: '未询问',
  referenceHead: '{model}（参考模型）',
  yourAnswer: '您的答案',
  yourAnswerHint: '与模型的答案分开保存，不算作任何模型的答案；承诺仍针对已交付的答案。',
  correct: '更正',
  changeCorrection: '更改',
  undoCorrection: '使用已交付的答案',
  chooseAnswer: '选择答案',
  corrected: '由您更正',
  correctedTitle: '{answer}，您的更正；已交付：{delivered}',
  correctedRow: '您更正了 {count} 个答案。',
  correctedRows: '您更正了 {count} 个答案。',
  notInResult: '结果文件中是模型给出的答案。',
  inResult: '结果文件包含您的更正，并有标记。',
  staleResult: '结果文件包含较早的更正。',
  writeCorrections: '将更正写入结果',
  removeCorrections: '从结果中移除更正',
  askModelAgain: '再次询问 {model}',
  askModel: '询问 {model}',
  askAgainHint: '一次请求，计入本次运行的费用并受其上限约束。已交付的答案和承诺以最初的回答为准，不会改变。',
  answeredAgain: '再次询问的回答',
  useAnswer: '用作您的答案',
};
