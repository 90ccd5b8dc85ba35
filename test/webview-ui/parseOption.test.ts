import assert from 'node:assert/strict';
import type { Domain } from '../../src/engine/options/option';
import { schemaOf } from '../../src/optionSchema';
import { parseOption } from '../../webview-ui/setup/parseOption';

describe('what is typed into the field of an option', () => {
  const whole: Domain = { kind: 'whole', least: 1, most: 9 };
  const share: Domain = { kind: 'number', moreThan: 0, most: 1 };
  const cases: readonly (readonly [Domain, string, unknown])[] = [
    [whole, '7', 7],
    [whole, ' 7 ', 7],
    [whole, '0', undefined],
    [whole, '10', undefined],
    [whole, '1.5', undefined],
    [whole, '', undefined],
    [share, '0', undefined],
    [share, '0.5', 0.5],
    [share, '1', 1],
    [share, '1.01', undefined],
    [{ kind: 'number', least: 0, lessThan: 1 }, '0', 0],
    [{ kind: 'number', least: 0, lessThan: 1 }, '1', undefined],
    [{ kind: 'list', of: whole }, '1, 2', [1, 2]],
    [{ kind: 'list', of: whole }, '1, x', undefined],
    [{ kind: 'list', of: whole, least: 2 }, '1', undefined],
    [{ kind: 'either', of: [share, { kind: 'list', of: share }] }, '0.5', 0.5],
    [{ kind: 'either', of: [share, { kind: 'list', of: share }] }, '0.5, 0.9', [0.5, 0.9]],
    [{ kind: 'choice', values: ['a', 'b'] }, 'b', 'b'],
    [{ kind: 'choice', values: ['a', 'b'] }, 'c', undefined],
    [{ kind: 'text' }, 'any', 'any'],
  ];
  for (const [domain, text, value] of cases)
    it(`reads ${JSON.stringify(text)} of ${JSON.stringify(domain)} as ${JSON.stringify(value)}, as the host does`, () => {
      assert.deepEqual(parseOption(text, domain), value);
      if (value !== undefined) assert.ok(schemaOf(domain).safeParse(value).success);
    });
});
