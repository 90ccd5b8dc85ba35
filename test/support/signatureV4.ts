// Signature version 4 of AWS as a server checks it, written from its description and independently of the client's: what was sent is signed
// anew with the secret that belongs to the key, and compared.
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** @returns undefined where the signature is right; else S3's code of what is wrong */
export function signatureError(
  { method, url, headers }: IncomingMessage,
  secrets: Readonly<Record<string, string>>,
): 'AccessDenied' | 'InvalidAccessKeyId' | 'SignatureDoesNotMatch' | undefined {
  const [, key, day, region, service, signedNames, given] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (key === undefined) return 'AccessDenied';
  const secret = secrets[key];
  if (secret === undefined) return 'InvalidAccessKeyId';
  const [path = '', query = ''] = url!.split('?');
  const parameters = [...new URLSearchParams(query)]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const signed = signedNames!
    .split(';')
    .map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}\n`,
    )
    .join('');
  const payload = String(headers['x-amz-content-sha256']);
  const request = [method, path, parameters, signed, signedNames, payload].join('\n');
  const scope = `${day!}/${region!}/${service!}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(request)].join('\n');
  const signing = [region!, service!, 'aws4_request'].reduce<Buffer>(
    (own, part) => hmac(own, part),
    hmac(`AWS4${secret}`, day!),
  );
  return hmac(signing, toSign).toString('hex') === given ? undefined : 'SignatureDoesNotMatch';
}
