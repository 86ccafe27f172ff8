/** The JSON of a price curve in the form of api.energy-charts.info. */
export function curveText(points: readonly (readonly [unix: number, price: number | null])[]): string {
  return JSON.stringify({
    license_info: 'CC BY 4.0',
    unix_seconds: points.map(([unix]) => unix),
    price: points.map(([, price]) => price),
    unit: 'EUR / MWh',
    deprecated: false,
  });
}

/** A curve by quarter with one price in EUR/MWh. */
export function flatCurve(from: number, quarters: number, price: number): string {
  return curveText(Array.from({ length: quarters }, (_, place) => [from + place * 900, price]));
}
