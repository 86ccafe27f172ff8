import { type Row, Rows } from '../../src/channels/row.ts';

/** A row of its own. */
export function newRow(): Row {
  return new Rows().allocate();
}
