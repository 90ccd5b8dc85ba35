// A server of files over HTTP and over S3's protocol, both with ranges: as web servers and object stores give them, and with their troubles.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signatureError } from './signatureV4';

export type FileServerOptions = {
  /** Key -> secret of whoever may read over S3. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What a plain request has to bring as its bearer token. */
  readonly token?: string;
  /** Objects per page of a listing. @default 2 */
  readonly pageSize?: number;
  /** Takes no notice of ranges. */
  readonly hasNoRanges?: boolean;
};

export type FileServer = {
  readonly url: string;
  /** Path or `bucket/key` -> content, which may be changed. */
  readonly files: Map<string, Buffer>;
  /** What was asked for: method, path and range. */
  readonly asked: {
    readonly path: string;
    readonly range: string | undefined;
    readonly authorization: string | undefined;
  }[];
  /** The next requests that meet the n-th trouble: a status, or `cut` for a connection that breaks off half way. */
  readonly troubles: (number | 'cut')[];
  readonly close: () => Promise<void>;
};

export async function startFileServer(options: FileServerOptions = {}): Promise<FileServer> {
  const files = new Map<string, Buffer>();
  const asked: FileServer['asked'] = [];
  const troubles: (number | 'cut')[] = [];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query = ''] = request.url!.slice(1).split('?');
    const { range, authorization } = request.headers;
    asked.push({ path: `${path}${query && `?${query}`}`, range, authorization });
    const trouble = troubles.shift();
    if (typeof trouble === 'number') {
      response.writeHead(trouble).end();
      return;
    }
    const refused = refusalOf(request);
    if (refused !== undefined) {
      sendError(response, 403, refused);
      return;
    }
    if (options.secrets && new URLSearchParams(query).get('list-type') === '2') {
      list(response, path.replace(/\/$/, ''), new URLSearchParams(query));
      return;
    }
    const content = files.get(decodeURIComponent(path));
    if (content) send(response, content, range, trouble === 'cut');
    else sendError(response, 404, 'NoSuchKey');
  }

  function refusalOf(request: IncomingMessage): string | undefined {
    if (options.secrets) return signatureError(request, options.secrets);
    return options.token === undefined || request.headers.authorization === `Bearer ${options.token}`
      ? undefined
      : 'Unauthorized';
  }

  function send(response: ServerResponse, content: Buffer, range: string | undefined, isCut: boolean): void {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    if (from === undefined || options.hasNoRanges) {
      response.writeHead(200, { etag });
      pour(response, content, isCut);
      return;
    }
    if (Number(from) >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${String(content.length)}` }).end();
      return;
    }
    const end = Math.min(Number(to) + 1, content.length);
    const part = content.subarray(Number(from), end);
    response.writeHead(206, {
      etag,
      'content-length': part.length,
      'content-range': `bytes ${from}-${String(end - 1)}/${String(content.length)}`,
    });
    pour(response, part, isCut);
  }

  function list(response: ServerResponse, bucket: string, query: URLSearchParams): void {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const keys = [...files.keys()].filter((key) => key.startsWith(prefix)).sort();
    const first = Number(query.get('continuation-token') ?? 0);
    const next = first + (options.pageSize ?? 2);
    const contents = keys
      .slice(first, next)
      .map(
        (key) =>
          `<Contents><Key>${escaped(key.slice(bucket.length + 1))}</Key><Size>${String(files.get(key)!.length)}</Size></Contents>`,
      );
    const more = next < keys.length;
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>${String(more)}</IsTruncated>` +
        `${more ? `<NextContinuationToken>${String(next)}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
    );
  }

  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    ...{ files, asked, troubles },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => {
          done();
        });
      }),
  };
}

function pour(response: ServerResponse, content: Buffer, isCut: boolean): void {
  if (!isCut) {
    response.end(content);
    return;
  }
  response.write(content.subarray(0, Math.ceil(content.length / 2)), () => {
    response.destroy();
  });
}

function sendError(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
