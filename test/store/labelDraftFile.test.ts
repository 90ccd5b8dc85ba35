// The labels of the round under way, as they are kept in the run's folder.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/engine/inputError';
import { readLabelDraft, writeLabelDraft, type LabelDraft } from '../../src/store/labelDraftFile';
import { scratchFolder } from './scratch';
import { spoilt } from './spoilt';

const at = '2026-11-22T10:22:05.120Z';
const draft: LabelDraft = {
  by: 'Ada',
  labels: [
    { row: 7, label: 'spam', note: 'a prize', by: 'Ada', at },
    { row: 0, at },
  ],
  skipped: [3, 0],
};

describe('label-draft.json', () => {
  const folder = scratchFolder();
  const path = () => join(folder(), 'label-draft.json');
  const refuses = (text: string, why: RegExp) => {
    writeFileSync(path(), text);
    assert.throws(
      () => readLabelDraft(folder()),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.ok(error.message.startsWith(`${path()} cannot be used (`), error.message);
        assert.match(error.message, why);
        assert.match(error.message, /\); move it away to label the round anew\.$/);
        return true;
      },
    );
  };

  it('gives back what was said, in its order', () => {
    assert.deepEqual(readLabelDraft(folder()), { labels: [], skipped: [] });
    for (const said of [draft, { labels: [], skipped: [] }]) {
      writeLabelDraft(folder(), said);
      assert.deepEqual(readLabelDraft(folder()), said);
    }
    assert.match(readFileSync(path(), 'utf8'), /^\{.*\}\n$/);
  });

  it('is refused where it is torn, of a newer version, or holds anything of another kind', () => {
    writeLabelDraft(folder(), draft);
    const sound = readFileSync(path(), 'utf8');
    refuses(sound.slice(0, 30), /JSON/);
    const parsed = JSON.parse(sound) as object;
    refuses(JSON.stringify({ ...parsed, version: 2 }), /a newer version of SMART wrote it/);
    refuses(JSON.stringify({ ...parsed, skipped: [-1] }), />=0/);
    for (const { value } of spoilt(parsed)) refuses(JSON.stringify(value), /./);
  });
});
