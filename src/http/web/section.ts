/** A group of a web configuration, read key by key; what is wrong with it is added to the faults. */
export class Section {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #key: string;
  readonly #errors: string[];

  constructor(key: string, raw: unknown, errors: string[], known?: readonly string[]) {
    this.#key = key;
    this.#errors = errors;
    this.#values = isGroup(raw) ? raw : {};
    if (!isGroup(raw) && !isAbsent(raw)) errors.push(`${key || 'the file'}: expected values by key`);
    if (known) this.#refuseOthers(known);
  }

  #refuseOthers(known: readonly string[]): void {
    for (const name of this.names()) {
      if (!known.includes(name))
        this.#errors.push(`${this.#at(name)}: unknown or not supported; known here: ${known.join(', ')}`);
    }
  }

  names(): string[] {
    return Object.keys(this.#values);
  }

  /** A group within this one; all names are allowed in it if none is said to be known. */
  section(name: string, known?: readonly string[]): Section {
    return new Section(this.#at(name), this.#own(name), this.#errors, known);
  }

  /** A value; undefined if it is empty, missing, or no text. */
  text(name: string): string | undefined {
    const value = this.#own(name);
    if (typeof value === 'string' && value !== '') return value;
    if (!isAbsent(value)) this.fault(name, 'a single value');
    return undefined;
  }

  /** One of a few values; undefined for anything else. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = allowed.find((one) => one === value);
    if (value !== undefined && found === undefined)
      this.fault(name, `${allowed.join(', ')}, got ${JSON.stringify(value)}`);
    return found;
  }

  fault(name: string, expected: string): void {
    this.#errors.push(`${this.#at(name)}: expected ${expected}`);
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  #at(name: string): string {
    return this.#key ? `${this.#key}.${name}` : name;
  }
}

function isGroup(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isAbsent(raw: unknown): boolean {
  return raw === undefined || raw === null || raw === '';
}
