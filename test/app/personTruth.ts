// What a person would label synthetic rows as, and models that err on shares of them.
import { type Answerer, roughTokens, seededUniform } from '../support/answerers';
import { labels } from './runFixture';

/** What the person says of a row, whose text holds its number. */
export function truthOf(text: string): string {
  return labels[Math.floor(seededUniform('truth', /message (\d+)/.exec(text)![1]!) * labels.length)]!;
}

/** Models that err on shares of the rows. */
export function erring(rates: Readonly<Record<string, number>>): Answerer {
  return ({ model, instruction, content }) => {
    const truth = truthOf(content);
    const isWrong = seededUniform(model, /message (\d+)/.exec(content)![1]!) < rates[model]!;
    const text = isWrong ? labels.find((label) => label !== truth)! : truth;
    return { text, inputTokens: roughTokens(instruction + content), outputTokens: 1, logprob: isWrong ? -0.8 : -0.05 };
  };
}
