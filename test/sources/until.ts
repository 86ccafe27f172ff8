/** Waits until the condition holds, and fails naming it after `limitMs`. */
export async function until(
  condition: () => boolean | undefined,
  what: string,
  limitMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`in ${limitMs} ms it did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
