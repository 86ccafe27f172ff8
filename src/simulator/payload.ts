import type { House, Watched } from './house.ts';

/** What a LOWI publishes about a channel at this moment: a JSON object whose values are all strings. */
export function publishPayload(house: House, channel: number): string {
  const watched = house.watched[channel - 1];
  return JSON.stringify(watched ? channelFields(house, channel, watched) : meterFields(house));
}

/** CH0; without a gas or water meter in the house its field is left out. */
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
    CG: gas && `${gas.litres}`,
    CW: water && `${water.litres}`,
  };
}

/** CH1 and up. */
function channelFields(
  house: House,
  channel: number,
  { circuit, register }: Watched,
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

/** `I` as the device gives it: unsigned, also when exporting. */
function hundredthsOfAmpere(watts: number, volts: number): string {
  return `${Math.round((100 * Math.abs(watts)) / volts)}`;
}
