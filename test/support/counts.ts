// Prints what vitest's JSON report counts as one line: `N passed, N failed, N skipped`. Usage: counts.ts <report>
import { readFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { z } from 'zod';

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

function counts(path: string): string {
  const run = report.parse(JSON.parse(readFileSync(path, 'utf8')));
  // A file that does not load, or whose set-up fails, is failed without any of its tests being so.
  const brokenFiles = run.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = run.numFailedTests + brokenFiles.length;
  return `${run.numPassedTests} passed, ${failed} failed, ${run.numPendingTests + run.numTodoTests} skipped`;
}

stdout.write(`${counts(argv[2] ?? '')}\n`);
