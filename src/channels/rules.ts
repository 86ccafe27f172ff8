import type { DemandRules } from '../ledger/demand.ts';
import { localMonthIn } from '../ledger/month-peak.ts';
import { SLOTS } from '../lowi/fields.ts';
import { COUNTERS_NUMBERS, Counters } from './counters.ts';
import { PUBLISH_INTERVAL_NUMBERS, PublishIntervals } from './publish-interval.ts';
import { RESOLUTION_NUMBERS, ResolutionCheck } from './resolution-check.ts';
import { type Scale, scaleOf } from './scale.ts';
import type { ChannelSettings } from './settings.ts';

/** What holds for every channel; a channel itself has only what it remembers. */
export interface ChannelRules {
  scale: Scale;
  publishIntervals: PublishIntervals;
  counters: Counters;
  resolution: ResolutionCheck;
  demand: DemandRules;
}

/** A channel's row: its values by slot, its last moment, and what the rules remember of it. */
export const LAST_MOMENT = SLOTS.length;
const PUBLISH_INTERVALS = LAST_MOMENT + 2;
const RESOLUTION = PUBLISH_INTERVALS + PUBLISH_INTERVAL_NUMBERS;
const COUNTERS = RESOLUTION + RESOLUTION_NUMBERS;
/** How many numbers that is. */
export const CHANNEL_NUMBERS = COUNTERS + COUNTERS_NUMBERS;

/** The rules that the settings make. */
export function rulesOf(settings: ChannelSettings): ChannelRules {
  return {
    scale: scaleOf(settings),
    publishIntervals: new PublishIntervals(PUBLISH_INTERVALS),
    counters: new Counters(settings, COUNTERS),
    resolution: new ResolutionCheck(RESOLUTION),
    demand: { localMonth: localMonthIn(settings.timezone), maxPower: settings.maxPower },
  };
}
