import { type Row, Rows } from '../../src/channels/row.ts';

/** A row by itself. */
export function rowOf(width: number): Row {
  return new Rows(width).next();
}
