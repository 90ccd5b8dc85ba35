import assert from 'node:assert/strict';
import { repeatOf } from '../../../src/engine/report/repeat';
import { isSayable, quotedFor, shellAtHand } from '../../../src/engine/report/shell';
import { defaultResultColumns } from '../../../src/engine/job';
import { job as tiny } from '../../store/runs';

const job = { ...tiny, columns: defaultResultColumns };

describe('commands for a shell', () => {
  it('are quoted as PowerShell and cmd read them', () => {
    assert.equal(quotedFor('powershell', "Is it Anna's? {{text}}"), "'Is it Anna''s? {{text}}'");
    assert.equal(quotedFor('powershell', 'a,b'), "'a,b'");
    assert.equal(quotedFor('powershell', 'C:\\data\\x.csv'), 'C:\\data\\x.csv');
    assert.equal(quotedFor('cmd', 'my file & more.csv'), '"my file & more.csv"');
    assert.equal(quotedFor('cmd', 'C:\\my data\\'), '"C:\\my data\\\\"');
    assert.equal(quotedFor('posix', "Anna's"), "'Anna'\\''s'");
  });

  it('go on in the next line by the mark of the shell', () => {
    const lines = (shell: 'posix' | 'powershell' | 'cmd') => repeatOf(job, 'run', 'm.json', shell).command.split('\n');
    assert.ok(lines('posix')[0]!.endsWith(' \\'));
    assert.ok(lines('powershell')[0]!.endsWith(' `'));
    assert.ok(lines('cmd')[0]!.endsWith(' ^'));
    assert.ok(lines('cmd').some((line) => line.includes(`--prompt "${job.prompt}"`)));
  });

  it('name a job file where the shell cannot say a word', () => {
    const wanted = { ...job, prompt: 'Is it "good"? {{text}}' };
    assert.equal(repeatOf(wanted, 'run', 'm.json').jobFile, undefined);
    for (const shell of ['powershell', 'cmd'] as const) {
      assert.ok(!isSayable(shell, wanted.prompt));
      assert.equal(repeatOf(wanted, 'run', 'm.json', shell).command, 'smart run run.smart.json');
    }
    assert.ok(!isSayable('cmd', '100 % of {{text}}') && isSayable('powershell', '100 % of {{text}}'));
  });

  it('are for the shell that started this process', () => {
    assert.equal(shellAtHand('linux', {}), 'posix');
    assert.equal(shellAtHand('win32', {}), 'powershell');
    assert.equal(shellAtHand('win32', { PROMPT: '$P$G', PSModulePath: 'C:\\a;C:\\b' }), 'cmd');
    assert.equal(shellAtHand('win32', { PROMPT: '$P$G', PSModulePath: 'C:\\u;C:\\a;C:\\b' }), 'powershell');
    assert.equal(shellAtHand('win32', { MSYSTEM: 'MINGW64' }), 'posix');
  });
});
