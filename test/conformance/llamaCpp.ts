// llama.cpp's own server, built once from the sources inside the node-llama-cpp package into a cache folder outside the repository, and started
// with a model file. Needs cmake and a C++ compiler; takes five to fifteen minutes of one core the first time.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

const version = '3.22.1';
export const cacheFolder = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'smart-llm',
  'conformance',
  `node-llama-cpp-${version}`,
);
const serverPath = join(
  cacheFolder,
  'build',
  'bin',
  process.platform === 'win32' ? 'llama-server.exe' : 'llama-server',
);

/** What the server does without: its web page, TLS, tests, and code for this very processor (the cache may move). */
const buildOptions = [
  '-DCMAKE_BUILD_TYPE=Release',
  '-DCMAKE_C_FLAGS_RELEASE=-O1',
  '-DCMAKE_CXX_FLAGS_RELEASE=-O1',
  '-DBUILD_SHARED_LIBS=OFF',
  '-DGGML_NATIVE=OFF',
  '-DGGML_OPENMP=OFF',
  '-DLLAMA_OPENSSL=OFF',
  '-DLLAMA_BUILD_TESTS=OFF',
  '-DLLAMA_BUILD_EXAMPLES=OFF',
  '-DLLAMA_BUILD_UI=OFF',
  '-DLLAMA_USE_PREBUILT_UI=OFF',
];

/** @returns the server's path. @throws {Error} a sentence about what is missing or failed. */
export function buildLlamaServer(): string {
  if (existsSync(serverPath)) return serverPath;
  for (const tool of ['cmake', 'git', 'tar', 'npm'])
    if (spawnSync(tool, ['--version']).status !== 0)
      throw new Error(`llama.cpp's server has to be built once, which needs ${tool}; install it and try again.`);
  mkdirSync(cacheFolder, { recursive: true });
  const sources = join(cacheFolder, 'llama.cpp');
  if (!existsSync(join(sources, 'CMakeLists.txt'))) {
    run('npm', ['pack', `node-llama-cpp@${version}`, '--silent', '--ignore-scripts']);
    run('tar', ['-xzf', `node-llama-cpp-${version}.tgz`, 'package/llama/gitRelease.bundle']);
    rmSync(`${sources}.part`, { recursive: true, force: true });
    run('git', ['clone', '--quiet', join('package', 'llama', 'gitRelease.bundle'), `${sources}.part`]);
    renameSync(`${sources}.part`, sources);
    for (const rest of ['package', `node-llama-cpp-${version}.tgz`])
      rmSync(join(cacheFolder, rest), { recursive: true, force: true });
  }
  console.log(`Building llama.cpp's server in ${cacheFolder}, once ...`);
  run('cmake', ['-S', 'llama.cpp', '-B', 'build', ...buildOptions]);
  run('cmake', ['--build', 'build', '--target', 'llama-server', '--config', 'Release']);
  if (!existsSync(serverPath)) throw new Error(`The build ended without ${serverPath}.`);
  return serverPath;
}

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, {
    cwd: cacheFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    throw new Error(
      `${program} ${args.join(' ')} failed${error ? `: ${error.message}` : ` with exit code ${String(status)}`}.`,
    );
}

export type RunningServer = { readonly url: string; readonly stop: () => void };

/** @returns once it answers. @throws {Error} when it ends or stays silent for two minutes; its last words included. */
export async function startLlamaServer(modelPath: string): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const args = [
    '-m',
    modelPath,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--alias',
    'smart-tiny-random',
    '-c',
    '16384',
    '-np',
    '4',
    '-t',
    '2',
  ];
  const child: ChildProcess = spawn(buildLlamaServer(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-4000)));
  const stop = () => {
    child.kill('SIGKILL');
  };
  for (let waitedMs = 0; waitedMs < 120_000; waitedMs += 250) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${String(child.exitCode)}:\n${said}`);
    const health = await fetch(`${url}/health`).catch(() => undefined);
    if (health?.ok) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  stop();
  throw new Error(`The server did not answer within two minutes:\n${said}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
