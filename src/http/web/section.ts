/** A group of a web configuration, read key by key; what is wrong with it is added to the faults. */
export class Section {
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly key: string;
  private readonly faults: string[];

  constructor(key: string, raw: unknown, faults: string[], known?: readonly string[]) {
    this.key = key;
    this.faults = faults;
    this.values = isGroup(raw) ? raw : {};
    if (!isGroup(raw) && !isAbsent(raw)) faults.push(`${key || 'the file'}: expected values by key`);
    if (known) this.refuseOthers(known);
  }

  private refuseOthers(known: readonly string[]): void {
    for (const name of this.names()) {
      if (!known.includes(name))
        this.faults.push(`${this.at(name)}: unknown or not supported; known here: ${known.join(', ')}`);
    }
  }

  names(): string[] {
    return Object.keys(this.values);
  }

  /** A group within this one; all names are allowed in it if none is said to be known. */
  section(name: string, known?: readonly string[]): Section {
    return new Section(this.at(name), this.own(name), this.faults, known);
  }

  /** A value; undefined if it is empty, missing, or no text. */
  text(name: string): string | undefined {
    const value = this.own(name);
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
    this.faults.push(`${this.at(name)}: expected ${expected}`);
  }

  private own(name: string): unknown {
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }

  private at(name: string): string {
    return this.key ? `${this.key}.${name}` : name;
  }
}

function isGroup(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isAbsent(raw: unknown): boolean {
  return raw === undefined || raw === null || raw === '';
}
