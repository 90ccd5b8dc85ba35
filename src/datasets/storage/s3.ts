// Objects of S3 and of servers that speak its protocol, through Amazon's own client: region, endpoint and credentials are those that the user's environment
// and AWS files name, as for every tool of AWS. The client is loaded when an s3:// address is first read, and is no part of any bundle.
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { InputError } from '../../engine/inputError';
import type { Address } from '../address';
import { type Part, type RemoteFile, Transient } from './remoteFile';

type Environment = Readonly<Record<string, string | undefined>>;
type S3Address = Extract<Address, { kind: 's3' }>;

/** Keys looked at for a folder or pattern. */
const mostKeys = 1_000_000;

export type S3 = {
  readonly file: (address: S3Address) => RemoteFile;
  /** Keys that begin so, without what they begin with. */
  readonly list: (address: S3Address, prefix: string) => Promise<string[]>;
  readonly close: () => void;
};

/** @throws {InputError} where the client is not installed */
export async function openS3(environment: Environment, fetch: typeof globalThis.fetch): Promise<S3> {
  const { S3Client, GetObjectCommand, paginateListObjectsV2 } = await loadClient();
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  const client = new S3Client({
    ...(endpoint === undefined ? { followRegionRedirects: true } : { endpoint, forcePathStyle: true }),
    // Servers of one's own have no regions, and the client wants one.
    ...(region !== undefined ? { region } : endpoint !== undefined && { region: 'us-east-1' }),
    // Parts of an object have no checksum of their own.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: handlerOf(fetch),
  });

  const file = ({ text, name, bucket, key }: S3Address): RemoteFile => ({
    name,
    label: text,
    get: async (from, to, signal): Promise<Part> => {
      const command = new GetObjectCommand({
        ...{ Bucket: bucket, Key: key },
        Range: `bytes=${String(from)}-${String(to - 1)}`,
      });
      const got = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
        if (statusOf(error) !== 416 || from > 0) throw told(error, text);
      });
      // Nothing to give a part of.
      if (!got) return { size: 0, tag: '', from: 0, bytes: Readable.from([]) };
      const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(got.ContentRange ?? '');
      const tag = got.VersionId ?? got.ETag ?? '';
      const bytes = got.Body as unknown as AsyncIterable<Uint8Array>;
      if (!range) return { size: undefined, tag, from: 0, bytes };
      return { size: Number(range[2]), tag, from: Number(range[1]), bytes };
    },
  });

  const list = async ({ text, bucket }: S3Address, prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    try {
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key.slice(prefix.length));
        if (keys.length > mostKeys)
          throw new InputError(
            `${text}: more than ${mostKeys.toLocaleString('en')} objects begin so; name a narrower one.`,
          );
      }
    } catch (error) {
      const reason = told(error, text);
      throw reason instanceof Transient
        ? new InputError(`${text} cannot be listed (${reason.message}); look at the connection and try again.`)
        : reason;
    }
    return keys;
  };
  return {
    file,
    list,
    close: () => {
      (client as Pick<S3Client, 'destroy'>).destroy();
    },
  };
}

async function loadClient() {
  // Which versions of Node.js it will support next year is nothing that a user of SMART can act on.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    return await import('@aws-sdk/client-s3');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new InputError(
      's3:// addresses need the package @aws-sdk/client-s3, which is not installed here; run "npm ci" in the folder of SMART, or mount the bucket.',
    );
  }
}

type Sent = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** By the same way out as everything else, so that a proxy that the environment names is used, and no redirect is followed with a signature. */
function handlerOf(fetch: typeof globalThis.fetch): NonNullable<S3ClientConfig['requestHandler']> {
  return {
    handle: async (request: Sent, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => {
      const { protocol, hostname, port, path, query = {}, method, headers } = request;
      const asked = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one ?? '')}`),
      );
      const url = `${protocol}//${hostname}${port === undefined ? '' : `:${String(port)}`}${path}${asked.length > 0 ? `?${asked.join('&')}` : ''}`;
      // The way out writes it itself.
      const { host: _, ...sent } = headers;
      const response = await fetch(url, {
        method,
        headers: sent,
        redirect: 'manual',
        ...(abortSignal && { signal: abortSignal }),
      });
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body: response.body ? Readable.fromWeb(response.body as ReadableStream) : Readable.from([]),
        } as never,
      };
    },
  };
}

const statusOf = (error: unknown) => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** What the client says, as a sentence with the mend. */
function told(error: unknown, label: string): unknown {
  if (error instanceof InputError || error instanceof Transient) return error;
  const { name, message } = error as Error;
  const status = statusOf(error);
  if (/Credential|Token.*Provider/i.test(name) && status === undefined)
    return new InputError(
      `${label}: there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE. A public object is read at its https:// address.`,
    );
  if (/region is missing/i.test(message))
    return new InputError(
      `${label}: set AWS_REGION to the bucket's region, or AWS_ENDPOINT_URL_S3 to a server of your own.`,
    );
  if (name === 'NoSuchBucket')
    return new InputError(`${label}: there is no such bucket; check its name and AWS_REGION.`);
  if (status === 404)
    return new InputError(`There is no object ${label}; of the objects below a folder, end the address with "/".`);
  if (status === 401 || status === 403)
    return new InputError(`${label} may not be read (${name}); check the credentials and what they may read.`);
  if (status !== undefined && status < 500 && status !== 408 && status !== 429)
    return new InputError(`${label} cannot be read (${name}): ${message.slice(0, 200)}`);
  if (status !== undefined) return new Transient(`the server answers ${String(status)}`);
  return error;
}
