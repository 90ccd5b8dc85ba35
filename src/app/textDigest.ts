// The digest by which identical rows are found: SHA-256 of what would be sent.
import { hash } from 'node:crypto';
import type { TextDigest } from '../engine/twinGroups';

/** Of the text's UTF-8; of its UTF-16, behind a byte that UTF-8 does not have, where a lone surrogate would be lost. */
export const sha256OfText: TextDigest = (text) =>
  hash('sha256', text.isWellFormed() ? text : Buffer.concat([notUtf8, Buffer.from(text, 'utf16le')]), 'buffer');

const notUtf8 = Buffer.of(0xff);
