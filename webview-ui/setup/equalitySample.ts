// Two sample answers side by side, and what the chosen rule says of them. The verdict is the engine's own, so the form cannot say otherwise.
import { fieldRule, type FieldRule, type FieldSame } from '../../src/engine/task/jsonFields';
import { equivalence, judgeRule, parseAnswer } from '../../src/engine/task/parseAnswer';
import type { TextRule } from '../../src/engine/task/sameText';
import type { Task } from '../../src/engine/task/task';
import { fill, h } from '../element';
import type { Panel } from '../panel';
import type { Form } from './form';

type Pair = readonly [string, string];

const textPairs: Readonly<Record<TextRule['by'], Pair>> = {
  exact: ['“The parcel is late.”', 'The parcel is  late'],
  words: ['The parcel is late.', 'Late is the parcel'],
  similar: ['The parcel arrived two days late.', 'The parcel came two days late.'],
  judge: ['The parcel came on Tuesday instead of Sunday.', 'The parcel arrived two days late.'],
};

/** JSON values. */
const fieldPairs: Readonly<Record<FieldSame, Pair>> = {
  exact: ['"New York"', '"new york."'],
  number: ['1234.5', '"$1,234.51"'],
  date: ['"2024-03-05"', '"5 March 2024"'],
  set: ['["ink", "paper"]', '["paper", "ink"]'],
  text: ['"Due in May."', '"due: in May"'],
  ignore: ['"a"', '"b"'],
  judge: ['"Due in May."', '"To be paid before June."'],
};

export function textSample(panel: Panel, form: Form): HTMLElement {
  return sample(panel, form, () => {
    const { task } = form.draft();
    return task.type === 'text' ? { task, pair: textPairs[task.same?.by ?? 'exact'] } : undefined;
  });
}

/** @param path of the field whose rule is shown. */
export function fieldSample(panel: Panel, form: Form, path: string): HTMLElement {
  return sample(panel, form, () => {
    const { task } = form.draft();
    const field = task.type === 'json' ? task.fields.map(fieldRule).find((one) => one.path === path) : undefined;
    return field && { task: { type: 'json', fields: [aloneIn(field)] }, pair: fieldPairs[field.same] };
  });
}

const place = 'it';
const aloneIn = (field: FieldRule): FieldRule => ({ ...field, path: place });

function sample(
  { t }: Panel,
  form: Form,
  read: () => { readonly task: Task; readonly pair: Pair } | undefined,
): HTMLElement {
  const element = h('p', { class: 'equality-sample hint' });
  form.watch(() => {
    const now = read();
    if (now === undefined) return;
    const { task, pair } = now;
    const [a, b] = pair.map((value) => parseAnswer(task, task.type === 'json' ? `{"${place}": ${value}}` : value));
    const areValid = a?.type === 'valid' && b?.type === 'valid';
    const isSame = areValid && equivalence(task)(a.key, b.key);
    const isForJudge = areValid && !isSame && judgeRule(task)?.(a.key, b.key) === true;
    const said = isSame ? 'same' : isForJudge ? 'judged' : 'different';
    const words = { same: t.sampleSame, judged: t.sampleJudged, different: t.sampleDifferent };
    fill(element, h('code', {}, pair[0]), h('code', {}, pair[1]), h('span', { class: `verdict ${said}` }, words[said]));
  });
  return element;
}
