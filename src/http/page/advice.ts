import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Request } from 'express';
import type { SourceStatus } from '../../mqtt/message-source.ts';
import type { DeviceQuery, Overview } from '../view/overview.ts';
import { isThisMachine } from './connection.ts';
import { MOST_ROWS } from './fleet.ts';
import { plural } from './format.ts';
import { type Html, html } from './html.ts';

/** The one that a LOWI connects to; its web page has no field for another. */
const LOWI_PORT = '1883';

const BY_ITSELF = html`<p>It appears here by itself with its first publish, within a minute.</p>`;

/** What to do next, while no device has been heard. */
export function advice({ source, messages }: Overview, context: RequestContext): Html {
  return html`<section class="advice card" aria-labelledby="next">
<h2 id="next">Waiting for the first reading</h2>
${messages.received > 0 && messages.accepted === 0 && html`<p>${plural(messages.received, 'message')} came, but none was a reading: see <a href="#refused">what was refused</a>.</p>`}
${source.kind === 'mqtt' ? pointAtBroker(source) : pointHere(source, context)}
<p class="quiet">No LOWI at hand? <code>npm run demo</code> shows a simulated house.</p>
</section>`;
}

function pointAtBroker({ address, connected, topics }: SourceStatus): Html {
  const { host } = partsOf(address);
  const broker = isReachable(host)
    ? code(host)
    : html`the IP address of the broker's machine, called ${code(host)} here`;
  return html`<p>This exporter reads from the broker at <code>${address}</code>. Point the LOWI at that broker, in the LOWI's own web page:</p>
${form(broker, html`a user of that broker`, html`that user's password`)}
${connected && BY_ITSELF}
${connected && topics && lookAtBroker(address, topics)}`;
}

/** How to see what the broker has, where it is something else than what is read. */
function lookAtBroker(address: string, topics: readonly string[]): Html {
  const { host, port, protocol } = partsOf(address);
  const tls = protocol === 'mqtts:' ? ' --tls-use-os-certs' : '';
  const command = `mosquitto_sub -h ${host} -p ${port}${tls} -u USER -P PASSWORD -v -t '#'`;
  const filters = topics.map((filter, index) => html`${index > 0 && ', '}${code(filter)}`);
  return html`<p>The exporter subscribes to ${filters} (<code>mqtt.topics</code>). A LOWI publishes on <code>&lt;ident&gt;/PUB/CH&lt;n&gt;</code>.${protocol.startsWith('mqtt') && html` To see everything that the broker has: ${code(command)}`}</p>`;
}

function pointHere({ address, needsPassword = false }: SourceStatus, context: RequestContext): Html {
  const { host, port } = partsOf(address);
  if (isThisMachine(host)) return thisMachineOnly(address, needsPassword);
  return html`<p>Point a LOWI at this exporter. In the LOWI's own web page, fill in:</p>
${form(
  brokerAddress(host, context),
  html`what <code>broker.username</code> (<code>LOWI_BROKER_USERNAME</code>) says`,
  html`what <code>broker.password</code> (<code>LOWI_BROKER_PASSWORD</code>) says`,
)}
${BY_ITSELF}
${port !== LOWI_PORT && html`<p>A LOWI connects to port ${LOWI_PORT}, and this broker listens on port ${port}. Unless something forwards the one to the other, set <code>LOWI_BROKER_PORT</code> to ${LOWI_PORT} and start the exporter again.</p>`}`;
}

/** The broker listens on loopback: because it has no credentials, or because the settings say so. */
function thisMachineOnly(address: string, needsPassword: boolean): Html {
  const set = needsPassword
    ? html`<p><code>broker.host</code> (<code>LOWI_BROKER_HOST</code>) restricts it to this machine. Remove that setting, and start the exporter again; then this page says how to point a LOWI here.</p>`
    : html`<p>Without credentials it does not open itself to the network. Set <code>LOWI_BROKER_USERNAME</code> and <code>LOWI_BROKER_PASSWORD</code>, leave <code>LOWI_BROKER_HOST</code> alone, and start the exporter again; then this page says how to point a LOWI here.</p>`;
  return html`<p>The embedded broker listens at <code>${address}</code>, for programs on this machine only.</p>
${set}`;
}

function form(broker: Html, token: Html, pass: Html): Html {
  return html`<dl class="form">
<div><dt>MQTT ENABLE</dt><dd>ticked</dd></div>
<div><dt>MQTT Broker</dt><dd>${broker}</dd></div>
<div><dt>MQTT token</dt><dd>${token}</dd></div>
<div><dt>MQTT Pass</dt><dd>${pass}</dd></div>
<div><dt>P1 FLASH PUBLISH</dt><dd>ticked for a reading every 10 s, else every 60 s</dd></div>
</dl>`;
}

/** The address by which the browser came is surely this machine's; its own list may be a container's. */
function brokerAddress(host: string, { host: reached, addresses = [] }: RequestContext): Html {
  if (isReachable(host)) return code(host);
  if (isReachable(reached)) return html`${code(reached)} <span class="quiet">this machine's address</span>`;
  if (addresses.length === 0) return html`this machine's IP address`;
  const listed = addresses.map((address, index) => html`${index > 0 && ' or '}${code(address)}`);
  return html`${listed} <span class="quiet">this machine's address</span>`;
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** An address of a network, as a LOWI can use it. */
function isReachable(host: string): boolean {
  return isIPv4(host) && host !== '0.0.0.0' && !isThisMachine(host);
}

function partsOf(address: string): { host: string; port: string; protocol: string } {
  if (!URL.canParse(address)) return { host: address, port: LOWI_PORT, protocol: '' };
  const { hostname, port, protocol } = new URL(address);
  return { host: hostname, port: port || LOWI_PORT, protocol };
}

/** Who looks, from where, at what. */
export interface RequestContext {
  /** Host by which the browser reached us, without the port. */
  host: string;
  /** The one device that was asked for, `/?ident=…`. */
  ident?: string | undefined;
  /** IPv4 addresses of this machine, for the advice on pointing a LOWI here. */
  addresses?: readonly string[];
}

/** The visit that a request is. */
export function requestContextOf({
  hostname,
  query: { ident },
}: Pick<Request, 'hostname' | 'query'>): RequestContext {
  return {
    host: hostname,
    ident: typeof ident === 'string' && ident !== '' ? ident : undefined,
    addresses: lanAddresses(),
  };
}

/** The devices that the page of a visit can show. */
export function deviceQueryOf({ ident }: RequestContext): DeviceQuery {
  return { ident, atMost: MOST_ROWS };
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
