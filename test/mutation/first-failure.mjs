// A reporter that ends the process at the first failing test: the mutant is caught.
// biome-ignore lint/style/noDefaultExport: node:test takes a reporter's default export
export default async function* firstFailure(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    process.stdout.write(`not ok: ${data.name}\n`);
    process.exit(1);
  }
  yield '';
}
