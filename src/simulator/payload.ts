import type { House, MeteredCircuit } from './house.ts';

/** The payload that a LOWI publishes for a channel at this moment: a JSON object with string values. */
export function publishPayload(house: House, channel: number): string {
  const metered = house.metered[channel - 1];
  return JSON.stringify(metered ? channelFields(house, channel, metered) : meterFields(house));
}

/** CH0. Without a gas or water meter, its field is absent. */
function meterFields(house: House): Record<string, string | undefined> {
  const { ident, volts, moment, nowMilliseconds, imported, exported, gas, water } = house;
  const importWatts = imported.publishMeanWatts(nowMilliseconds);
  const exportWatts = exported.publishMeanWatts(nowMilliseconds);
  return {
    ident,
    device_CH: 'CH0',
    Name: 'GRID',
    Type: 'P1',
    Units: 'kWh',
    U: `${volts}`,
    I: hundredthsOfAmpere(importWatts - exportWatts, volts),
    PI: `${importWatts}`,
    PE: `${exportWatts}`,
    T: moment.highTariff ? '1' : '0',
    CIH: `${imported.high}`,
    CIL: `${imported.low}`,
    CEH: `${exported.high}`,
    CEL: `${exported.low}`,
    CG: gas && `${gas.liters}`,
    CW: water && `${water.liters}`,
  };
}

/** CH1 and up. */
function channelFields(
  house: House,
  channel: number,
  { circuit, register }: MeteredCircuit,
): Record<string, string> {
  const { ident, volts, moment, nowMilliseconds } = house;
  const watts = register.publishMeanWatts(nowMilliseconds);
  return {
    ident,
    device_CH: `CH${channel}`,
    Name: circuit.name,
    Type: circuit.type,
    Units: 'kWh',
    U: `${volts}`,
    I: hundredthsOfAmpere(watts, volts),
    T: moment.highTariff ? '1' : '0',
    P: `${watts}`,
    HC: `${register.hour}`,
    DC: `${register.day}`,
    MC: `${register.month}`,
    CH: `${register.high}`,
    CL: `${register.low}`,
  };
}

/** `I` as the device publishes it: unsigned, also when exporting. */
function hundredthsOfAmpere(watts: number, volts: number): string {
  return `${Math.round((100 * Math.abs(watts)) / volts)}`;
}
