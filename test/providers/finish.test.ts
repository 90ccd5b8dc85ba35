// How a reply ended, in the words of many servers.
import assert from 'node:assert/strict';
import { finishOf } from '../../src/providers/finish';

const words: Record<string, readonly string[]> = {
  stop: ['stop', 'STOP', 'stop_sequence', 'end_turn', 'end-turn', 'eos_token', 'tool_calls', 'COMPLETE', 'done'],
  'content-filter': ['content_filter', 'SAFETY', 'refusal', 'LANGUAGE', 'PROHIBITED_CONTENT', 'guardrail_intervened'],
  length: ['length', 'MAX_TOKENS', 'max tokens', 'model_context_window_exceeded'],
  'broken-off': ['error', 'ERROR', 'incomplete', 'aborted', 'MALFORMED_FUNCTION_CALL', 'time out'],
  other: ['unknown', 'FINISH_REASON_UNSPECIFIED', 'stopped by nobody knows whom'],
};

describe('finishOf', () => {
  for (const [unified, raws] of Object.entries(words))
    it(`knows ${unified} by the words of several servers, and keeps them`, () => {
      for (const raw of raws) assert.deepEqual(finishOf(raw), { unified, raw });
    });

  it('says nothing where the server does not', () => {
    for (const none of [undefined, null, '', 7 as unknown as string])
      assert.deepEqual(finishOf(none), { unified: 'other', raw: 'unknown' });
  });
});
