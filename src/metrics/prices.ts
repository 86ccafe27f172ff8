import { Gauge, type Registry } from 'prom-client';
import type { Prices } from '../channels/settings.ts';

const DIRECTIONS = ['import', 'export'] as const;
const TARIFFS = ['high', 'low'] as const;

/** Adds the prices that the owner gave; one that was not given makes no series. */
export function addPrices(register: Registry, prices: Prices): void {
  const energy = new Gauge({
    name: 'lowi_price_euros_per_kilowatthour',
    help: 'Price of energy from the grid (import) and paid for energy to it (export), as configured.',
    labelNames: ['direction', 'tariff'],
    registers: [register],
  });
  for (const direction of DIRECTIONS) {
    for (const tariff of TARIFFS) {
      const price = prices[direction]?.[tariff];
      if (price !== undefined) energy.set({ direction, tariff }, price);
    }
  }
  addPrice(register, 'lowi_gas_price_euros_per_cubic_meter', 'Price of gas, as configured.', prices.gas);
  addPrice(
    register,
    'lowi_water_price_euros_per_cubic_meter',
    'Price of water, as configured.',
    prices.water,
  );
}

function addPrice(register: Registry, name: string, help: string, price: number | undefined): void {
  if (price !== undefined) new Gauge({ name, help, registers: [register] }).set(price);
}
