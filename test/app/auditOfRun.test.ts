// Words of an audit that an earlier version kept in audit.json itself.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { figuresOf, wordsOfAudit } from '../../src/app/auditOfRun';
import { auditPath, readAudit } from '../../src/store/auditFile';
import { keepPersonVerdicts } from '../../src/store/personVerdicts';
import { scratchFolder } from '../store/scratch';

const old = { format: 'smart-audit', version: 1, population: 900, audited: 40, confidence: 0.975, shown: [7, 0, 12] };
const proposer = (row: number) => ({ row, model: 'small' });

describe('an audit that an earlier version finished', () => {
  const folder = scratchFolder();
  const figures = () => {
    const audit = readAudit(folder())!;
    return figuresOf(audit, proposer, wordsOfAudit(folder(), audit, proposer));
  };

  it('keeps its words, and later ones about the same rows come after them', async () => {
    writeFileSync(auditPath(folder()), JSON.stringify({ ...old, different: [12] }));
    assert.equal(figures()?.disagreed, 1);
    await keepPersonVerdicts(folder(), [{ candidate: 'small', row: 7, same: false, isBlind: true }]);
    assert.equal(figures()?.disagreed, 2);
    await keepPersonVerdicts(folder(), [{ candidate: 'small', row: 7 }]);
    assert.equal(figures(), undefined, 'a word that was taken back is open again');
  });

  it('is open where it was not finished', () => {
    writeFileSync(auditPath(folder()), JSON.stringify(old));
    assert.equal(figures(), undefined);
  });
});
