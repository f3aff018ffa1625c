import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ENTRY = 'adapters/feeds/document-parser.ts';
const SCRIPT = (module: string): string => `
  import { createDocumentParser } from ${JSON.stringify(module)};
  const parser = createDocumentParser({ maxBytes: 1e6 });
  const document = await parser.parse(Buffer.from('<rss version="2.0"><channel><title>It runs</title></channel></rss>'));
  await parser.close();
  console.log(document.title);
`;

let built = '';

beforeAll(async () => {
  // Inside node_modules, so that the built files find the packages they import.
  built = await mkdtemp(path.join(ROOT, 'node_modules', '.built-feeds-'));
  await writeFile(path.join(built, 'package.json'), '{"type":"module"}');
  const config = {
    extends: path.join(ROOT, 'tsconfig.build.json'),
    files: [path.join(ROOT, ENTRY), path.join(ROOT, 'adapters/feeds/parse-worker.ts')],
    include: [],
    compilerOptions: { outDir: built, rootDir: ROOT, sourceMap: false },
  };
  await writeFile(path.join(built, 'tsconfig.json'), JSON.stringify(config));
  await run(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', built]);
});

afterAll(() => rm(built, { recursive: true, force: true }));

it('the worker starts from the built files, without any loader', async () => {
  const script = path.join(built, 'run.js');
  await writeFile(script, SCRIPT(`./${ENTRY.replace('.ts', '.js')}`));

  const { stdout, stderr } = await run(process.execPath, [script]);

  expect(stdout.trim()).toBe('It runs');
  expect(stderr).toBe('');
});

it('the worker starts from the sources, under tsx', async () => {
  const script = path.join(built, 'run.ts');
  await writeFile(script, SCRIPT(path.join(ROOT, ENTRY)));

  const { stdout } = await run(process.execPath, ['--import', 'tsx', script], { cwd: ROOT });

  expect(stdout.trim()).toBe('It runs');
});
