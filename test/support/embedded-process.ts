// A process that uses the embedded server: run with options as JSON, it prints one line of JSON, and stops in order
// when its standard input ends.
import { argv, stdin, stdout } from 'node:process';
import { startEmbeddedPostgres, type EmbeddedOptions } from '../../adapters/postgres/embedded.ts';

const options: EmbeddedOptions = JSON.parse(argv[2] ?? '{}');

try {
  const server = await startEmbeddedPostgres(options);
  stdout.write(`${JSON.stringify({ url: server.url })}\n`);
  stdin.resume();
  stdin.once('end', () => void server.stop());
} catch (error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  stdout.write(`${JSON.stringify({ name, message })}\n`);
}
