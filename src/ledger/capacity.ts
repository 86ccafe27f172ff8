/** The mean of the last twelve months' peaks, and how many of them are known. */
export interface BilledPeak {
  watts: number;
  months: number;
}
