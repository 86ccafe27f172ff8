import { lines } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { over } from '../query.ts';
import type { Section } from '../shell.ts';
import { JOB, NOT_SCRAPED } from './selectors.ts';

const DOWN = 'A gap means that the exporter was down.';

const memory = lines({
  title: 'Memory',
  description: `Resident memory of the exporter, and the used part of Node's heap. ${DOWN}`,
  unit: 'bytes',
  size: [6, 8],
  noValue: NOT_SCRAPED,
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
  noValue: NOT_SCRAPED,
  queries: [over(`sum(rate(process_cpu_seconds_total{${JOB}}[5m]))`, 'Processor')],
  color: COLOR.house,
}).axisSoftMin(0);

const lag = lines({
  title: 'Event-loop lag',
  description: `Delay of Node's timers, 99th percentile, beyond the 100 ms between two measurements. ${DOWN}`,
  unit: 's',
  size: [6, 8],
  noValue: NOT_SCRAPED,
  queries: [
    over(`max(nodejs_eventloop_lag_p99_seconds{${JOB}} - nodejs_eventloop_lag_min_seconds{${JOB}})`, '99 %'),
  ],
  color: COLOR.solar,
}).axisSoftMin(0);

const scrape = lines({
  title: 'Scrape duration',
  description:
    'Time that Prometheus waited for /metrics, of the slowest exporter. Prometheus records it itself, also while the exporter is down. Empty if it has no such job.',
  unit: 's',
  size: [6, 8],
  noValue: NOT_SCRAPED,
  queries: [over(`max(scrape_duration_seconds{${JOB}})`, 'Scrape')],
  color: COLOR.water,
}).axisSoftMin(0);

/** Resources of the exporter's process. */
export const PROCESS: Section = { title: 'Exporter', panels: [memory, processor, lag, scrape] };
