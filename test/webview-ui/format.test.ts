import assert from 'node:assert/strict';
import { makeFormat } from '../../webview-ui/format';
import { parseMoney, parsePercent } from '../../webview-ui/setup/parseAmount';

const { money, smallMoney, moneyInColumn, share, portion, duration, factor, count, measured } = makeFormat('en');

describe('figures as text', () => {
  it('names the year of a moment only where it is another one', () => {
    const { time } = makeFormat('en');
    assert.match(time('2019-11-22T10:22:05Z'), /^Nov 2\d, 2019, \d+:22/);
    const year = new Date().getFullYear();
    assert.match(time(`${String(year)}-06-15T10:22:05Z`), /^Jun 1\d, \d+:\d\d/);
  });

  const cases: [string, string][] = [
    [money(undefined), 'unknown'],
    [money(NaN), 'unknown'],
    [money(0), '$0'],
    [money(1240.4), '$1,240.40'],
    [money(3.071), '$3.07'],
    [money(0.1), '$0.10'],
    [money(0.0421), '$0.0421'],
    [money(0.00002), '$0.00002'],
    [money(0.00028312), '$0.000283'],
    [smallMoney(0.00028312), '$0.000283'],
    [smallMoney(0.0000000278), '<$0.00001'],
    [smallMoney(0), '$0'],
    [moneyInColumn(0.000005), '<$0.00001'],
    [moneyInColumn(undefined), 'unknown'],
    [money(0.9999), '$1.00'],
    [makeFormat('zh-cn', '未知').money(undefined), '未知'],
    [share(0.95), '95%'],
    [share(0.995), '99.5%'],
    [share(0.9999), '99.99%'],
    [measured(1), '100.0%'],
    [portion(0.0001), '<1%'],
    [portion(0.9999), '>99%'],
    [portion(1), '100%'],
    [factor(8.83), '8.8×'],
    [factor(41.2), '41×'],
    [count(undefined), '–'],
    [count(100000), '100,000'],
    [duration(0), '0 sec'],
    [duration(112_000), '1 min 52 sec'],
    [duration(3_600_000 * 26), '1 day 2 hr'],
    [duration(undefined), '–'],
    [makeFormat('de').money(1.5).replace(/\s/, ' '), '1,50 $'],
    [makeFormat('no such locale!'.slice(0, 2)).count(1000), makeFormat('no').count(1000)],
  ];
  for (const [given, wanted] of cases)
    it(`gives ${wanted}`, () => {
      assert.equal(given, wanted);
    });
});

describe('amounts as typed', () => {
  it('reads percentages as shares', () => {
    const cases: [string, number | undefined][] = [
      ['95', 0.95],
      ['99,5 %', 0.995],
      [' 0.1%', 0.001],
      ['100', 1],
      ['0', undefined],
      ['101', undefined],
      ['', undefined],
      ['9 5', undefined],
      ['-3', undefined],
      ['abc', undefined],
    ];
    for (const [typed, wanted] of cases) assert.equal(parsePercent(typed), wanted, typed);
  });
  it('reads dollars; nothing is no amount, nonsense is none either', () => {
    const cases: [string, number | undefined | null][] = [
      ['', undefined],
      ['5', 5],
      ['$2.50', 2.5],
      ['2,5 $', 2.5],
      ['0', null],
      ['-1', null],
      ['five', null],
      ['1e3', null],
    ];
    for (const [typed, wanted] of cases) assert.equal(parseMoney(typed), wanted, typed);
  });
});
