// Which rows an audit is about, as it is kept in the run's folder.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { InputError } from '../../src/engine/inputError';
import { auditPath, readAudit, writeAudit, type StoredAudit } from '../../src/store/auditFile';
import { scratchFolder } from './scratch';
import { spoilt } from './spoilt';

const begun: StoredAudit = { population: 900, audited: 40, confidence: 0.975, shown: [7, 0, 12] };

describe('audit.json', () => {
  const folder = scratchFolder();
  const refuses = (text: string, why: RegExp) => {
    writeFileSync(auditPath(folder()), text);
    assert.throws(
      () => readAudit(folder()),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.ok(error.message.startsWith(`${auditPath(folder())} cannot be used (`), error.message);
        assert.match(error.message, why);
        assert.match(error.message, /\); move it away to begin the audit anew\.$/);
        return true;
      },
    );
  };

  it('gives back what is to be looked at', () => {
    assert.equal(readAudit(folder()), undefined);
    for (const audit of [begun, { ...begun, shown: [] }]) {
      writeAudit(folder(), audit);
      const {
        format: _,
        version: __,
        ...read
      } = readAudit(folder()) as StoredAudit & { format: string; version: number };
      assert.deepEqual(read, audit);
    }
    assert.match(readFileSync(auditPath(folder()), 'utf8'), /^\{.*\}\n$/);
  });

  it('is refused where it is torn, of a newer version, or holds anything of another kind', () => {
    writeAudit(folder(), begun);
    const sound = readFileSync(auditPath(folder()), 'utf8');
    refuses(sound.slice(0, 30), /JSON/);
    const parsed = JSON.parse(sound) as object;
    refuses(JSON.stringify({ ...parsed, version: 2 }), /a newer version of SMART wrote it/);
    for (const { value } of spoilt(parsed)) refuses(JSON.stringify(value), /./);
    for (const wrong of [
      { confidence: 0 },
      { confidence: 1 },
      { population: -1 },
      { audited: -1 },
      { shown: [-1] },
      { shown: [0.5] },
    ])
      refuses(JSON.stringify({ ...parsed, ...wrong }), /Too|int|[<>]/);
  });
});
