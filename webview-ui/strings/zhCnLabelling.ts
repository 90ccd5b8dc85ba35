// Chinese (simplified), the words of the page on which a person labels.
import type { Words } from '../strings';
import type { enLabelling } from './enLabelling';

export const zhCnLabelling: Words<typeof enLabelling> = {
  labelRows: '您的标签',
  labelHint: '您只看到该行，看不到各模型的说法。每个标签立即保存；可随时关闭窗口。',
  labelProgress: '已给出 {given} 个，共约 {expected} 个；此后 {free} 行无需标签。',
  labelProgressOpen: '到目前为止 {given} 个标签；运行有了计划之后才知道共需多少个。',
  labelRound: '本轮 {rows} 行中已标注 {labelled} 行。',
  labelKeys: '按 1 至 9 标注，0 表示无法判断，S 跳过，U 撤回上一个，N 转到备注。',
  labelKeysText: '按 Enter 保存标签。在输入框之外，S 跳过，U 撤回上一个，N 转到备注。',
  whichLabel: '哪个标签？',
  yourLabel: '您的标签',
  keepLabel: '保存标签',
  skipRow: '跳过',
  putOff: '您之前跳过了该行。',
  labelNote: '备注（可选）',
  labeller: '标注人（随每个标签保存）',
  roundDone: '本轮已完成。运行将带着您的标签继续。',
  labelsTaken: '{rows} 行用了 {labels} 个标签；{free} 行无需标签。',
  labelTaken: '{rows} 行用了一个标签；{free} 行无需标签。',
  continueRun: '继续运行',
};
