import { isIPv4 } from 'node:net';
import type { SourceStatus } from '../../mqtt/message-source.ts';
import type { Overview } from '../view/overview.ts';
import { isThisMachine } from './connection.ts';
import { plural } from './format.ts';
import { type Html, html } from './html.ts';
import type { RequestContext } from './request.ts';

/** The port that every LOWI connects to; its web page has no field for another. */
const LOWI_PORT = '1883';

const APPEARS_HERE = html`<p>The LOWI appears on this page with its first publish, within a minute.</p>`;

/** How to connect a LOWI, while no device has published. */
export function advice({ source, messages }: Overview, context: RequestContext): Html {
  return html`<section class="advice card" aria-labelledby="next">
<h2 id="next">Waiting for the first reading</h2>
${messages.received > 0 && messages.accepted === 0 && html`<p>${plural(messages.received, 'message')} received, but none accepted: see <a href="#rejected">Recently rejected</a>.</p>`}
${source.kind === 'mqtt' ? useExternalBroker(source) : useEmbeddedBroker(source, context)}
<p class="muted">No LOWI? <code>npm run demo</code> shows a simulated house.</p>
</section>`;
}

function useExternalBroker({ address, connected, topics }: SourceStatus): Html {
  const { host } = partsOf(address);
  const broker = isReachable(host) ? code(host) : html`the IP address of ${code(host)}`;
  return html`<p>This exporter reads from the broker at <code>${address}</code>. Point the LOWI at that broker: in the LOWI's web page, enter</p>
${lowiSettings(broker, html`a user of that broker`, html`that user's password`)}
${connected && APPEARS_HERE}
${connected && topics && subscribeCommand(address, topics)}`;
}

/** The topics that are read, and a command that shows all messages of the broker. */
function subscribeCommand(address: string, topics: readonly string[]): Html {
  const { host, port, protocol } = partsOf(address);
  const tls = protocol === 'mqtts:' ? ' --tls-use-os-certs' : '';
  const command = `mosquitto_sub -h ${host} -p ${port}${tls} -u USER -P PASSWORD -v -t '#'`;
  const filters = topics.map((filter, index) => html`${index > 0 && ', '}${code(filter)}`);
  return html`<p>The exporter subscribes to ${filters} (<code>mqtt.topics</code>). A LOWI publishes on <code>&lt;ident&gt;/PUB/CH&lt;n&gt;</code>.${protocol.startsWith('mqtt') && html` To see every message of the broker: ${code(command)}`}</p>`;
}

function useEmbeddedBroker({ address, needsPassword = false }: SourceStatus, context: RequestContext): Html {
  const { host, port } = partsOf(address);
  if (isThisMachine(host)) return thisMachineOnly(address, needsPassword);
  return html`<p>Point a LOWI at this exporter: in the LOWI's web page, enter</p>
${lowiSettings(
  brokerAddress(host, context),
  html`the value of <code>broker.username</code> (<code>LOWI_BROKER_USERNAME</code>)`,
  html`the value of <code>broker.password</code> (<code>LOWI_BROKER_PASSWORD</code>)`,
)}
${APPEARS_HERE}
${port !== LOWI_PORT && html`<p>A LOWI always connects to port ${LOWI_PORT}, but this broker listens on port ${port}. Unless port ${LOWI_PORT} is forwarded to it, set <code>LOWI_BROKER_PORT</code> to ${LOWI_PORT} and restart the exporter.</p>`}`;
}

/** Shown while the broker listens on loopback, for lack of credentials or because of `broker.host`. */
function thisMachineOnly(address: string, needsPassword: boolean): Html {
  const set = needsPassword
    ? html`<p><code>broker.host</code> (<code>LOWI_BROKER_HOST</code>) restricts it to this machine. Remove that setting and restart the exporter; this page then shows how to connect a LOWI.</p>`
    : html`<p>Without credentials it does not listen on the network. Set <code>LOWI_BROKER_USERNAME</code> and <code>LOWI_BROKER_PASSWORD</code>, leave <code>LOWI_BROKER_HOST</code> unset and restart the exporter; this page then shows how to connect a LOWI.</p>`;
  return html`<p>The embedded broker listens at <code>${address}</code>, for programs on this machine only.</p>
${set}`;
}

/** The fields of the LOWI's web page. */
function lowiSettings(broker: Html, token: Html, pass: Html): Html {
  return html`<dl class="form">
<div><dt>MQTT ENABLE</dt><dd>ticked</dd></div>
<div><dt>MQTT Broker</dt><dd>${broker}</dd></div>
<div><dt>MQTT token</dt><dd>${token}</dd></div>
<div><dt>MQTT Pass</dt><dd>${pass}</dd></div>
<div><dt>P1 FLASH PUBLISH</dt><dd>ticked for a reading every 10 s, else every 60 s</dd></div>
</dl>`;
}

/** Prefers the address that the browser uses: the machine's own list may be that of a container. */
function brokerAddress(host: string, { host: requestHost, addresses = [] }: RequestContext): Html {
  if (isReachable(host)) return code(host);
  if (isReachable(requestHost))
    return html`${code(requestHost)} <span class="muted">this machine's address</span>`;
  if (addresses.length === 0) return html`this machine's IP address`;
  const listed = addresses.map((address, index) => html`${index > 0 && ' or '}${code(address)}`);
  return html`${listed} <span class="muted">this machine's address</span>`;
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
