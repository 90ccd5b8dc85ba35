// Endings of file names whose format is read and written under the same name; readers and writers add the endings that only one of them takes.

export const commonEndings = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  parquet: 'parquet',
  xlsx: 'xlsx',
} as const;
