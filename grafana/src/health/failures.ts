import { bars } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { steps } from '../panel.ts';
import { gained } from '../promql.ts';
import { now, over } from '../query.ts';
import type { Section } from '../shell.ts';
import { DAY_BY_HOUR } from '../span.ts';
import { stat } from '../stat.ts';
import { JOB, NOT_SCRAPED } from './selectors.ts';

const FORTNIGHT_SECONDS = 14 * 86_400;
const FINE_AT_0 = steps(COLOR.good, [1, COLOR.late]);

const state = stat({
  title: 'State saved',
  description:
    'Time since the state file was last saved, which happens every minute. "No state file" if the exporter has none.',
  unit: 's',
  size: [6, 3],
  queries: [now(`max(time() - lowi_state_last_save_timestamp_seconds{${JOB}})`, 'Age')],
  noValue: 'no state file',
  decimals: 0,
  color: steps(COLOR.good, [120, COLOR.late], [600, COLOR.bad]),
});

const webConfig = stat({
  title: 'Web configuration',
  description:
    'Whether the last reload of the web configuration file succeeded. If not, the previous one stays in force. "Not used" without http.webConfigFile.',
  unit: 'none',
  size: [6, 3],
  queries: [now(`min(lowi_web_config_last_reload_successful{${JOB}})`, 'Reload')],
  noValue: 'not used',
  states: { 0: ['Invalid', COLOR.bad], 1: ['Valid', COLOR.good] },
  color: COLOR.neutral,
});

const certificates = stat({
  title: 'Certificates expire in',
  description:
    'Time until each certificate in use expires: of HTTP, of the embedded broker, of the MQTT client, and of the MQTT server. "None in use" without TLS.',
  unit: 's',
  size: [6, 3],
  queries: [
    now(`min by (use) (lowi_tls_certificate_not_after_timestamp_seconds{${JOB}} - time())`, '{{use}}'),
  ],
  noValue: 'none in use',
  color: steps(COLOR.bad, [0, COLOR.late], [FORTNIGHT_SECONDS, COLOR.good]),
});

const market = stat({
  title: 'Market prices known for',
  description:
    'Time until the known market prices end; new ones come at about 13:00. "None yet" if the exporter has had none, and "not used" if no ' +
    'price of the configuration follows the market.',
  unit: 's',
  size: [6, 3],
  queries: [
    now(
      `min(lowi_market_price_valid_until_timestamp_seconds{${JOB}} - time()) or min(0 * lowi_market_price_fetches_total{${JOB}} - 1)`,
      'Known for',
    ),
  ],
  noValue: 'not used',
  states: { '-1': ['None yet', COLOR.bad] },
  color: steps(COLOR.bad, [0, COLOR.late], [2 * 3600, COLOR.good]),
});

const clients = stat({
  title: 'Clients of the embedded broker',
  description:
    'LOWIs and other programs connected to the embedded broker. "Another broker" if the exporter uses an external one.',
  unit: 'none',
  size: [8, 3],
  queries: [now(`sum(lowi_broker_clients{${JOB}})`, 'Clients')],
  noValue: 'another broker',
  color: COLOR.neutral,
});

const unmatched = stat({
  title: 'Outside the topics in 24 h',
  description:
    'Publishes to the embedded broker on topics that the exporter does not read (mqtt.topics). The status page names clients and topics. "Another broker" if the exporter uses an external one.',
  unit: 'none',
  size: [8, 3],
  queries: [now(`round(sum(increase(lowi_unmatched_publishes_total{${JOB}}[24h])))`, 'Publishes')],
  noValue: 'another broker',
  color: FINE_AT_0,
});

const failed = stat({
  title: 'Failed requests in 24 h',
  description:
    'HTTP requests that the exporter answered with a status of 500 or above in the last 24 hours. Unknown if it did not run.',
  unit: 'none',
  size: [8, 3],
  queries: [now(`round(sum(increase(lowi_http_failed_requests_total{${JOB}}[24h])))`, 'Requests')],
  noValue: 'unknown: not scraped',
  color: FINE_AT_0,
});

const denied = bars({
  title: 'Denied clients by reason',
  description:
    'In each hour of the last 24: clients that the embedded broker denied, and connections that the HTTP server denied. The status page names their addresses. No bars when none was denied, as expected.',
  unit: 'none',
  size: [12, 7],
  queries: [
    over(
      `sum by (reason) (${gained(`lowi_broker_denied_clients_total{${JOB}}`, '1h')})`,
      'Broker: {{reason}}',
    ),
    over(
      `sum by (reason) (${gained(`lowi_http_denied_connections_total{${JOB}}`, '1h')})`,
      'HTTP: {{reason}}',
    ),
  ],
  decimals: 0,
  stacked: true,
  span: DAY_BY_HOUR,
  noValue: NOT_SCRAPED,
}).axisSoftMax(5);

const log = bars({
  title: 'Warnings and errors in the log',
  description: 'Log lines at level warn and error in each hour of the last 24. No bars when there were none.',
  unit: 'none',
  size: [12, 7],
  queries: [over(`sum by (level) (${gained(`lowi_log_messages_total{${JOB}}`, '1h')})`, '{{level}}')],
  decimals: 0,
  stacked: true,
  span: DAY_BY_HOUR,
  noValue: NOT_SCRAPED,
  color: { warn: COLOR.late, error: COLOR.bad },
}).axisSoftMax(5);

/** Failures that do not show as missing readings. */
export const FAILURES: Section = {
  title: 'Failures',
  panels: [state, webConfig, certificates, market, clients, unmatched, failed, denied, log],
};
