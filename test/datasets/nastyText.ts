// Texts made of what matters to a parser, for property tests.
import fc from 'fast-check';

export const nastyText = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      '1',
      ',',
      ',',
      ';',
      '\t',
      '|',
      '"',
      '"',
      '\n',
      '\n',
      '\r\n',
      '\r',
      ' ',
      '\\',
      'é',
      '😀',
      '{',
      '}',
      '[',
      ']',
      ':',
      '""',
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));
