// Datasets at addresses: over HTTP and S3, from real local servers, through their troubles, and what is refused before anything is fetched.
import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { openDataset } from '../../../src/datasets/openDataset';
import { writeTextTable } from '../../../src/datasets/parquet/writeTable';
import { createStorage, type OpenStorage } from '../../../src/datasets/storage/storage';
import { type FileServer, startFileServer } from '../../support/fileServer';
import { scratchFolder } from '../scratchFolder';

const secrets = { reader: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCY' };
/** Larger than two requests bring, without being the same everywhere. */
const table = (rows: number) =>
  Buffer.from(
    stringify([
      ['id', 'text'],
      ...Array.from({ length: rows }, (_, row) => [row, `row ${String(row)} ${'x'.repeat(row % 90)}`]),
    ]),
  );
const big = table(400_000);

describe('a dataset at an address', function () {
  this.timeout(60_000);
  const scratch = scratchFolder();
  let server: FileServer;
  let waits = 0;
  let storage: OpenStorage;
  const environment: Record<string, string> = {};
  const before = { ...process.env };

  async function open(options: Parameters<typeof startFileServer>[0] = {}, token?: string): Promise<void> {
    server = await startFileServer(options);
    waits = 0;
    environment['AWS_ENDPOINT_URL_S3'] = server.url;
    storage = createStorage({
      ...{ fetch, environment, folder: scratch.path('') },
      tokenFor: (origin) => (origin === server.url ? token : undefined),
      // Waits end at once.
      clock: {
        nowMs: () => 0,
        sleep: () => {
          waits++;
          return Promise.resolve();
        },
      },
    });
  }
  beforeEach(() => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'reader', AWS_SECRET_ACCESS_KEY: secrets.reader });
  });
  afterEach(async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    await storage.close();
    await server.close();
    assert.deepEqual(readdirSync(scratch.path('')), [], 'nothing of what was fetched is left');
  });

  async function read(path: string): Promise<{ rows: number; last: string | undefined; name: string }> {
    const dataset = await openDataset(path, {}, storage);
    let [rows, last] = [0, undefined as string | undefined];
    for await (const row of dataset.rows()) {
      rows++;
      last = row.get('id');
    }
    await dataset.close();
    return { rows, last, name: dataset.name };
  }

  for (const kind of ['http', 's3'] as const) {
    const address = (name: string) => (kind === 's3' ? `s3://data/${name}` : `${server.url}/data/${name}`);
    const options = kind === 's3' ? { secrets } : {};

    it(`${kind}: is fetched by ranges, each byte once, and read as often as wanted`, async () => {
      await open(options);
      server.files.set('data/big table.csv', big);
      const name = kind === 's3' ? 'big table.csv' : 'big%20table.csv';
      const dataset = await openDataset(address(name), {}, storage);
      assert.equal(dataset.name, 'big table.csv');
      assert.equal(dataset.rowCount, 400_000);
      const picked: (string | undefined)[] = [];
      for await (const row of dataset.rows([3, 250_000, 399_999])) picked.push(row.get('id'));
      assert.deepEqual(picked, ['3', '250000', '399999']);
      const bytes = server.asked.map(({ range }) => /(\d+)-(\d+)/.exec(range!)!.slice(1).map(Number));
      const fetched = bytes.reduce((sum, [from, to]) => sum + Math.min(to! + 1, big.length) - from!, 0);
      assert.equal(fetched, big.length);
      assert.ok(server.asked.length > 2);
    });

    it(`${kind}: goes on where a connection broke, and waits out a server in trouble`, async () => {
      await open(options);
      server.files.set('data/big.csv', big);
      // A body that breaks off is ours to mend; the client of S3 tries other troubles again by itself.
      server.troubles.push('cut', 503, 'cut', 500);
      assert.deepEqual(await read(address('big.csv')), { rows: 400_000, last: '399999', name: 'big.csv' });
    });

    it(`${kind}: is refused when it changes while it is read`, async () => {
      await open(options);
      server.files.set('data/big.csv', big);
      const source = await storage.open(address('big.csv'));
      server.files.set('data/big.csv', Buffer.from(big).fill('y', 1000));
      await assert.rejects(async () => {
        for await (const chunk of source.read(0)) void chunk;
      }, /big\.csv changed while it was read/);
    });

    it(`${kind}: an empty one and one that is not there are told`, async () => {
      await open(options);
      server.files.set('data/empty.csv', Buffer.alloc(0));
      await assert.rejects(read(address('empty.csv')), /empty\.csv is empty/);
      await assert.rejects(read(address('none.csv')), /(There is nothing at|There is no object) .*none\.csv/);
    });

    it(`${kind}: Parquet, with a name that says nothing`, async () => {
      await open(options);
      const file = scratch.path('part.parquet');
      const handle = openSync(file, 'wx');
      await writeTextTable(handle, ['id'], Readable.from(Array.from({ length: 5 }, (_, row) => [String(row)])));
      closeSync(handle);
      server.files.set('data/part', readFileSync(file));
      rmSync(file);
      assert.equal((await read(address('part'))).rows, 5);
    });
  }

  it('a server that knows no ranges gives all of it, once', async () => {
    await open({ hasNoRanges: true });
    server.files.set('big.csv', big);
    server.troubles.push('cut');
    assert.equal((await read(`${server.url}/big.csv`)).rows, 400_000);
    assert.equal(server.asked.length, 2);
  });

  it('a token goes to the host that it is bound to', async () => {
    await open({ token: 'secret-1' }, 'secret-1');
    server.files.set('a.csv', table(3));
    assert.equal((await read(`${server.url}/a.csv`)).rows, 3);
    await storage.close();
    await server.close();
    await open({ token: 'secret-1' });
    server.files.set('a.csv', table(3));
    await assert.rejects(
      read(`${server.url}/a.csv`),
      /may not be read without a token \(403\); set SMART_ALLOW_HOSTS=http:/,
    );
    assert.equal(server.asked[0]!.authorization, undefined);
  });

  it('a secret in an address is refused and not repeated; one from the environment is sent and not shown', async () => {
    await open();
    server.files.set('a.csv', table(3));
    for (const secret of ['?X-Amz-Signature=s3cr3t', '?sv=1&sig=s3cr3t', '?token=s3cr3t'])
      await assert.rejects(read(`${server.url}/a.csv${secret}`), (error: Error) => {
        assert.match(error.message, /holds a secret .* \$\{env:NAME\}/);
        return !error.message.includes('s3cr3t');
      });
    await assert.rejects(
      read('https://me:s3cr3t@example.com/a.csv'),
      (error: Error) => !error.message.includes('s3cr3t'),
    );
    assert.equal(server.asked.length, 0);
    environment['SIGNED'] = '?X-Amz-Signature=s3cr3t&X-Amz-Date=1';
    const dataset = await openDataset(`${server.url}/a.csv?\${env:SIGNED}`, {}, storage);
    assert.equal(server.asked[0]!.path, 'a.csv?X-Amz-Signature=s3cr3t&X-Amz-Date=1');
    assert.equal(dataset.name, 'a.csv');
    assert.doesNotMatch(dataset.source.label, /s3cr3t/);
    await assert.rejects(read(`${server.url}/a.csv?\${env:UNSET}`), /variable UNSET is not set/);
  });

  it('a folder of S3 is one dataset: every page of it, partitions as columns, marks of Spark passed over', async () => {
    await open({ secrets });
    const parts = ['city=Rome/part-10.csv', 'city=Rome/part-2.csv', 'city=Oslo/part-1.csv', 'city=Oslo/part-2.csv'];
    for (const [at, name] of parts.entries()) server.files.set(`data/reviews/${name}`, table(at + 1));
    server.files.set('data/reviews/_SUCCESS', Buffer.alloc(0));
    server.files.set('data/reviews/_temporary/x.csv', table(9));
    server.files.set('data/reviews/../up.csv', table(9));
    server.files.set('data/reviewsOther/x.csv', table(9));
    const dataset = await openDataset('s3://data/reviews/', {}, storage);
    assert.deepEqual(
      dataset.parts?.map(({ name, dataset: { rowCount } }) => [name, rowCount]),
      [
        ['city=Oslo/part-1.csv', 3],
        ['city=Oslo/part-2.csv', 4],
        ['city=Rome/part-2.csv', 2],
        ['city=Rome/part-10.csv', 1],
      ],
    );
    assert.equal(dataset.name, 'reviews');
    assert.equal(dataset.source.path, undefined);
    const cities = new Set<string | undefined>();
    for await (const row of dataset.rows()) cities.add(row.get('city'));
    assert.deepEqual([...cities], ['Oslo', 'Rome']);
    assert.equal((await openDataset('s3://data/reviews/city=Rome/part-*.csv', {}, storage)).rowCount, 3);
    await assert.rejects(openDataset('s3://data/nothing/*.csv', {}, storage), /No file fits s3:\/\/data\/nothing/);
  });

  it('a wrong secret and a wrong key are told without either', async () => {
    await open({ secrets });
    server.files.set('data/a.csv', table(3));
    process.env['AWS_SECRET_ACCESS_KEY'] = 'wrong-s3cr3t';
    await assert.rejects(read('s3://data/a.csv'), /may not be read \(SignatureDoesNotMatch\); check the credentials/);
    await storage.close();
    await server.close();
    await open({ secrets });
    process.env['AWS_ACCESS_KEY_ID'] = 'nobody';
    await assert.rejects(read('s3://data/a.csv'), /may not be read \(InvalidAccessKeyId\)/);
  });

  it('is refused where nobody said that addresses may be read', async () => {
    await open();
    server.files.set('a.csv', table(3));
    await assert.rejects(openDataset(`${server.url}/a.csv`), /addresses are read by the command line/);
    assert.equal(server.asked.length, 0);
  });

  it('an address where nobody answers is told soon', async () => {
    await open();
    const { url } = server;
    await server.close();
    await assert.rejects(read(`${url}/a.csv`), /a\.csv cannot be read \(ECONNREFUSED\); look at the connection/);
    environment['AWS_ENDPOINT_URL_S3'] = url;
    await assert.rejects(read('s3://data/a.csv'), /a\.csv cannot be read \(ECONNREFUSED\)/);
    // Three tries each.
    assert.equal(waits, 2 * 2);
  });

  it('other kinds of addresses, several, and patterns of a web server are sentences', async () => {
    await open();
    await assert.rejects(read('gs://bucket/a.csv'), /gs:\/\/ addresses are not read; give an https/);
    await assert.rejects(read('s3://x/a.csv'), /not of the form s3:\/\/bucket\/path/);
    await assert.rejects(read(`${server.url}/*.csv`), /a web server lists no files/);
    server.troubles.push(...Array.from({ length: 20 }, () => 503));
    await assert.rejects(
      read(`${server.url}/a.csv`),
      /cannot be read \(the server answers 503\); look at the connection/,
    );
  });
});
