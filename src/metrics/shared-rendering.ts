/** Something that is made anew for those who ask, in memory that serves again. */
export interface Loan<Made> {
  made: Made;
  /** To be called once it was read or given up; again, nothing happens. */
  release(): void;
}

/**
 * Lends what is made: those who ask while it is being made share it. `make` is told whether anything made earlier is still being read,
 * and must then leave that memory alone.
 */
export function lend<Made>(make: (lent: boolean) => Promise<Made>): () => Promise<Loan<Made>> {
  let readers = 0;
  let underWay: Promise<Made> | undefined;
  const share = () => {
    underWay ??= make(readers > 0).finally(() => {
      underWay = undefined;
    });
    readers++; // from now on: the next that is made must not write into this one
    return underWay;
  };
  return async () => {
    let reading = true;
    const release = () => {
      if (reading) readers--;
      reading = false;
    };
    try {
      return { made: await share(), release };
    } catch (error) {
      release();
      throw error;
    }
  };
}
