// What the disk refused, as a sentence, once: an error that says it already is handed through.
import assert from 'node:assert/strict';
import { DiskError } from '../../src/engine/diskError';
import { toDiskError } from '../../src/store/diskError';

describe('an error of the disk', () => {
  it('names the path, what happened and what to do', () => {
    const told = (code: string) => toDiskError(Object.assign(new Error('raw'), { code }), '/runs/a').message;
    assert.match(told('ENOSPC'), /^The disk \(or the quota\) that holds \/runs\/a is full\..*resume the run\.$/);
    assert.match(told('ENOENT'), /^\/runs\/a is gone/);
    assert.match(told('EROFS'), /^\/runs\/a cannot be written/);
    assert.match(told('EMOJI'), /^Writing \/runs\/a failed \(raw\)/);
    assert.match(toDiskError('a word', '/runs/a').message, /\(a word\)/);
  });

  it('is made once: what says it already stays as it is', () => {
    const first = toDiskError(Object.assign(new Error('raw'), { code: 'ENOSPC' }), '/runs/a');
    assert.ok(first instanceof DiskError);
    assert.equal(toDiskError(first, '/elsewhere'), first);
  });
});
