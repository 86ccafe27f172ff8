import { MASK, shownValue } from '../validation/masking.ts';
import { SETTINGS } from './schema.ts';

/** Collects every error of a configuration, one line each. */
export class ConfigErrors {
  readonly lines: string[] = [];
  readonly #keys = new Set<string>();

  /** Whether one of these settings is invalid already, so that errors which only follow from it are left out. */
  has(...keys: string[]): boolean {
    return keys.some((key) => this.#keys.has(key));
  }

  /** Adds a setting whose value is not allowed. */
  invalid(key: string, value: unknown, expected = SETTINGS.get(key)?.expected): void {
    const shown = SETTINGS.get(key)?.sensitive ? `"${MASK}"` : shownValue(value);
    this.add(key, `expected ${expected}, got ${shown}`);
  }

  /** Adds any other error. The text must not hold a secret. */
  add(key: string, text: string): void {
    const setting = SETTINGS.get(key);
    this.#keys.add(key);
    this.lines.push(`${key}${setting ? ` (${setting.env})` : ''}: ${text}`);
  }
}
