import { isIPv4 } from 'node:net';
import type { SourceStatus } from '../../mqtt/message-source.ts';
import type { Overview } from '../view/overview.ts';
import { isThisMachine } from './connection.ts';
import { type Html, html } from './html.ts';
import type { Reader } from './reader.ts';
import type { RequestContext } from './request.ts';

/** The port that every LOWI connects to; its web page has no field for another. */
const LOWI_PORT = '1883';

/** How to connect a LOWI, while no device has published. */
export function advice({ source, messages }: Overview, context: RequestContext, reader: Reader): Html {
  return html`<section class="advice card" aria-labelledby="next">
<h2 id="next">${reader.text('Waiting for the first reading')}</h2>
${messages.received > 0 && messages.accepted === 0 && noneAccepted(messages.received, reader)}
${source.kind === 'mqtt' ? useExternalBroker(source, reader) : useEmbeddedBroker(source, context, reader)}
<p class="muted">${reader.html('No LOWI? `npm run demo` shows a simulated house.')}</p>
</section>`;
}

function noneAccepted(received: number, reader: Reader): Html {
  const text = reader.isOne(received)
    ? '{0} message received, but none accepted: see {1}.'
    : '{0} messages received, but none accepted: see {1}.';
  const link = html`<a href="#rejected">${reader.text('Recently rejected')}</a>`;
  return html`<p>${reader.html(text, reader.number(received), link)}</p>`;
}

function appearsHere(reader: Reader): Html {
  return html`<p>${reader.text('The LOWI appears on this page with its first publish, within a minute.')}</p>`;
}

function useExternalBroker({ address, connected, topics }: SourceStatus, reader: Reader): Html {
  const { host } = partsOf(address);
  const broker = isReachable(host) ? code(host) : reader.html('the IP address of {0}', code(host));
  return html`<p>${reader.html('This exporter reads from the broker at {0}. Point the LOWI at that broker: in the LOWI’s web page, enter', code(address))}</p>
${lowiSettings([broker, reader.html('a user of that broker'), reader.html('that user’s password')], reader)}
${connected && appearsHere(reader)}
${connected && topics && subscribeCommand(address, topics, reader)}`;
}

/** The topics that are read, and a command that shows all messages of the broker. */
function subscribeCommand(address: string, topics: readonly string[], reader: Reader): Html {
  const { host, port, protocol } = partsOf(address);
  const tls = protocol === 'mqtts:' ? ' --tls-use-os-certs' : '';
  const command = `mosquitto_sub -h ${host} -p ${port}${tls} -u USER -P PASSWORD -v -t '#'`;
  const filters = topics.map((filter, index) => html`${index > 0 && ', '}${code(filter)}`);
  const text = reader.html(
    'The exporter subscribes to {0} (`mqtt.topics`). A LOWI publishes on `<ident>/PUB/CH<n>`.',
    filters,
  );
  return html`<p>${text}${protocol.startsWith('mqtt') && html` ${reader.html('To see every message of the broker: {0}', code(command))}`}</p>`;
}

function useEmbeddedBroker(
  { address, needsPassword = false }: SourceStatus,
  context: RequestContext,
  reader: Reader,
): Html {
  const { host, port } = partsOf(address);
  if (isThisMachine(host)) return thisMachineOnly(address, needsPassword, reader);
  const settings = [
    brokerAddress(host, context, reader),
    reader.html('the value of `broker.username` (`LOWI_BROKER_USERNAME`)'),
    reader.html('the value of `broker.password` (`LOWI_BROKER_PASSWORD`)'),
  ] as const;
  return html`<p>${reader.text('Point a LOWI at this exporter: in the LOWI’s web page, enter')}</p>
${lowiSettings(settings, reader)}
${appearsHere(reader)}
${port !== LOWI_PORT && html`<p>${reader.html('A LOWI always connects to port {0}, but this broker listens on port {1}. Unless port {0} is forwarded to it, set `LOWI_BROKER_PORT` to {0} and restart the exporter.', LOWI_PORT, port)}</p>`}`;
}

/** Shown while the broker listens on loopback, for lack of credentials or because of `broker.host`. */
function thisMachineOnly(address: string, needsPassword: boolean, reader: Reader): Html {
  const set = needsPassword
    ? '`broker.host` (`LOWI_BROKER_HOST`) restricts it to this machine. Remove that setting and restart the exporter; this page then shows how to connect a LOWI.'
    : 'Without credentials it does not listen on the network. Set `LOWI_BROKER_USERNAME` and `LOWI_BROKER_PASSWORD`, leave `LOWI_BROKER_HOST` unset and restart the exporter; this page then shows how to connect a LOWI.';
  return html`<p>${reader.html('The embedded broker listens at {0}, for programs on this machine only.', code(address))}</p>
<p>${reader.html(set)}</p>`;
}

/** The fields of the LOWI's web page, with the broker, its user and that user's password. */
function lowiSettings([broker, token, pass]: readonly [Html, Html, Html], reader: Reader): Html {
  return html`<dl class="form">
<div><dt>MQTT ENABLE</dt><dd>${reader.text('ticked')}</dd></div>
<div><dt>MQTT Broker</dt><dd>${broker}</dd></div>
<div><dt>MQTT token</dt><dd>${token}</dd></div>
<div><dt>MQTT Pass</dt><dd>${pass}</dd></div>
<div><dt>P1 FLASH PUBLISH</dt><dd>${reader.text('ticked for a reading every 10 s, else every 60 s')}</dd></div>
</dl>`;
}

/** Prefers the address that the browser uses: the machine's own list may be that of a container. */
function brokerAddress(
  host: string,
  { host: requestHost, addresses = [] }: RequestContext,
  reader: Reader,
): Html {
  const ofThisMachine = html`<span class="muted">${reader.text('this machine’s address')}</span>`;
  if (isReachable(host)) return code(host);
  if (isReachable(requestHost)) return html`${code(requestHost)} ${ofThisMachine}`;
  if (addresses.length === 0) return reader.html('this machine’s IP address');
  const or = ` ${reader.text('or')} `;
  const listed = addresses.map((address, index) => html`${index > 0 && or}${code(address)}`);
  return html`${listed} ${ofThisMachine}`;
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** Whether a LOWI can use this host as its broker: an IPv4 address other than loopback. */
function isReachable(host: string): boolean {
  return isIPv4(host) && host !== '0.0.0.0' && !isThisMachine(host);
}

function partsOf(address: string): { host: string; port: string; protocol: string } {
  if (!URL.canParse(address)) return { host: address, port: LOWI_PORT, protocol: '' };
  const { hostname, port, protocol } = new URL(address);
  return { host: hostname, port: port || LOWI_PORT, protocol };
}
