// Loaded before the built program: its wall clock is ahead by what CLOCK_FILE says, in milliseconds.
import { readFileSync } from 'node:fs';

const RealDate = Date;
const ahead = () => Number(readFileSync(process.env.CLOCK_FILE, 'utf8'));

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + ahead());
    else super(...args);
  }

  static now() {
    return RealDate.now() + ahead();
  }
};
