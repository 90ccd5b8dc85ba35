// Encodings that a form offers by name; --encoding takes any that iconv-lite knows.
export const offeredEncodings = [
  'utf-8',
  'utf-16le',
  'windows-1252',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1251',
  'koi8-r',
  'cp866',
  'windows-1250',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'cp850',
  'macintosh',
] as const;

export type OfferedEncoding = (typeof offeredEncodings)[number];
