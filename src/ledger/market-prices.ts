/** A market price: that of one quarter. */
export interface MarketPrice {
  /** The number of the clock quarter. */
  quarter: number;
  /** Euro per kWh. */
  price: number;
}

/** The known market prices by clock quarter; one object serves all meters. */
export class MarketPrices {
  /** Increases when prices become known. */
  version = 0;
  readonly #prices = new Map<number, number>();

  /** Euro per kWh in a quarter; NaN while unknown. */
  at(quarter: number): number {
    return this.#prices.get(quarter) ?? Number.NaN;
  }
}
