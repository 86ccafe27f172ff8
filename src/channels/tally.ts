/** Why a message was refused; each is a series from the start. */
export const REJECTIONS = [
  'topic',
  'too_large',
  'not_json',
  'not_object',
  'no_fields',
  'retained',
  'channel_limit',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Counts of messages; received = accepted + the sum of rejected, always. */
export class Tally {
  accepted = 0;
  readonly rejected = Object.fromEntries(REJECTIONS.map((reason) => [reason, 0])) as Record<
    Rejection,
    number
  >;

  get received(): number {
    return Object.values(this.rejected).reduce((sum, count) => sum + count, this.accepted);
  }
}
