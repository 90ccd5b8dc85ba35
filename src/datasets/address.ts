// Where a dataset stands that is not on this machine's disks: an address instead of a path. Read and checked here; nothing is opened.
import { InputError } from '../engine/inputError';

export type Address = {
  /** As the user gave it; holds no secret, since it is kept with the run and shown. */
  readonly text: string;
  /** What a file of this content would be called. */
  readonly name: string;
} & (
  | { readonly kind: 'http' }
  /** The key of an object, or what keys begin with. */
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string }
);

/** Whether a dataset's name is an address and no path. A drive's letter (`c:\`) is none. */
export function isAddress(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}

/** S3's own rule, and underscores and capitals, which older buckets and other servers have. */
const bucketName = /^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/;

/** Parameters of signed addresses; whoever has such an address may read. */
const secretParameter =
  /^(?:x-amz-(?:signature|security-token|credential)|x-goog-signature|signature|sig|token|access_token|api_?key|key)$/i;

/** @throws {InputError} for an address that is not read, or that holds a secret; the secret is no part of the sentence */
export function readAddress(text: string): Address {
  const [, scheme = ''] = /^([a-z0-9+.-]+):/i.exec(text) ?? [];
  if (scheme.toLowerCase() === 's3') return readS3(text);
  if (!/^https?$/i.test(scheme))
    throw new InputError(
      `${scheme}:// addresses are not read; give an https:// or s3:// address, or mount the storage and name the file in it.`,
    );
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text))
    throw new InputError('The address of the dataset is not of the form https://host/path/file.csv.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw new InputError(
      `The address at ${url.host} holds a user name or password, which would be kept with the run; set SMART_ALLOW_HOSTS=${url.host}=VARIABLE and the token in that variable.`,
    );
  const secret = [...url.searchParams].find(
    ([name, value]) => secretParameter.test(name) && value !== '' && !isFilledIn(value),
  );
  if (secret)
    throw new InputError(
      `The address at ${url.host} holds a secret ("${secret[0].slice(0, 40)}"), which would be kept with the run; put what follows the "?" into an environment variable and write \${env:NAME} in its place.`,
    );
  const last = decoded(url.pathname.split('/').pop() ?? '').replace(/[\\/\p{Cc}]/gu, '_');
  return { kind: 'http', text, name: last === '' || /^\.+$/.test(last) ? url.hostname : last };
}

function readS3(text: string): Address {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(text) ?? [];
  if (!bucketName.test(bucket) || bucket.includes('..') || /\p{Cc}/u.test(key))
    throw new InputError(`${text} is not of the form s3://bucket/path/file.parquet.`);
  const name = key.replace(/\/+$/, '').split('/').pop()!.replaceAll('\\', '_');
  return { kind: 's3', text, bucket, key, name: name === '' ? bucket : name };
}

/** `${env:NAME}`, as it stands in an address or as URLs write it. */
const variable = /(?:\$\{|\$%7B)env:(\w{1,200})(?:\}|%7D)/gi;
const isFilledIn = (value: string) => new RegExp(`^${variable.source}$`, 'i').test(value);

/** The address with what it takes from the environment, to be sent and never shown. @throws {InputError} where a variable is not set */
export function filledAddress(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(variable, (_, name: string) => {
    const value = environment[name];
    if (value === undefined || value === '')
      throw new InputError(`${text}: the environment variable ${name} is not set.`);
    return value.trim().replace(/^\?/, '');
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
