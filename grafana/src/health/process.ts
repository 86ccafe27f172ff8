import { lines } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { over } from '../query.ts';
import type { Section } from '../shell.ts';
import { JOB } from './selectors.ts';

const DOWN = 'A gap is a time in which the exporter was down.';

const memory = lines({
  title: 'Memory',
  description: `What the exporter holds of the machine, and what of it is Node's heap in use. ${DOWN}`,
  unit: 'bytes',
  size: [6, 8],
  queries: [
    over(`sum(process_resident_memory_bytes{${JOB}})`, 'Resident'),
    over(`sum(nodejs_heap_size_used_bytes{${JOB}})`, 'Heap'),
  ],
  color: { Resident: COLOR.import, Heap: COLOR.importLow },
}).axisSoftMin(0);

const processor = lines({
  title: 'Processor',
  description: `Share of one core. ${DOWN}`,
  unit: 'percentunit',
  size: [6, 8],
  queries: [over(`sum(rate(process_cpu_seconds_total{${JOB}}[5m]))`, 'Processor')],
  color: COLOR.house,
}).axisSoftMin(0);

const lag = lines({
  title: 'Event-loop lag',
  description: `How late Node's timers ran, 99 of 100 of them at most, beyond the 100 ms between two looks. ${DOWN}`,
  unit: 's',
  size: [6, 8],
  queries: [
    over(`max(nodejs_eventloop_lag_p99_seconds{${JOB}} - nodejs_eventloop_lag_min_seconds{${JOB}})`, '99 %'),
  ],
  color: COLOR.solar,
}).axisSoftMin(0);

const scrape = lines({
  title: 'Scrape duration',
  description:
    'How long Prometheus waited for the page, the slowest exporter counting. Prometheus writes it down itself, so it goes on while the exporter is down. Empty where it has no such job.',
  unit: 's',
  size: [6, 8],
  queries: [over(`max(scrape_duration_seconds{${JOB}})`, 'Scrape')],
  color: COLOR.water,
}).axisSoftMin(0);

/** How the exporter itself fares. */
export const PROCESS: Section = { title: 'Exporter', panels: [memory, processor, lag, scrape] };
