import type { Aedes, Client } from 'aedes';
import type { Denial, ReportDenial } from './client-events.ts';
import { remoteAddress } from './guarded-connection.ts';
import type { BrokerLimits } from './limits.ts';
import { isValidFilter } from './packet-rules.ts';

type SubscriptionQuota = Pick<BrokerLimits, 'subscriptionsPerClient' | 'filterLength'>;

const INVALID_FILTER: Denial = { reason: 'invalid_topic', text: 'invalid topic filter' };
const TOO_LONG: Denial = { reason: 'subscription_limit', text: 'topic filter too long' };
const TOO_MANY: Denial = { reason: 'subscription_limit', text: 'too many subscriptions' };

/** Rejects (SUBACK 0x80) invalid filters, and the subscriptions of a client beyond its quota. */
export function limitSubscriptions(broker: Aedes, quota: SubscriptionQuota, report: ReportDenial): void {
  const byClient = new WeakMap<Client, Subscriptions>();
  broker.authorizeSubscribe = (client, subscription, done) => {
    const subscriptions = byClient.get(client) ?? new Subscriptions();
    byClient.set(client, subscriptions);
    const denial = subscriptions.denialOf(subscription.topic, quota);
    if (!denial) subscriptions.add(subscription.topic);
    else if (subscriptions.deny(denial)) report(remoteAddress(client.conn), denial);
    done(null, denial ? null : subscription);
  };
  broker.on('unsubscribe', (filters, client) => {
    for (const filter of filters) byClient.get(client)?.delete(filter);
  });
}

/** A client's topic filters, and its denials: each kind is reported once per connection. */
class Subscriptions {
  readonly #filters = new Set<string>();
  readonly #denied = new Set<Denial>();

  denialOf(filter: string, quota: SubscriptionQuota): Denial | undefined {
    if (!isValidFilter(filter)) return INVALID_FILTER;
    if (filter.length > quota.filterLength) return TOO_LONG;
    const hasRoom = this.#filters.has(filter) || this.#filters.size < quota.subscriptionsPerClient;
    return hasRoom ? undefined : TOO_MANY;
  }

  add(filter: string): void {
    this.#filters.add(filter);
  }

  delete(filter: string): void {
    this.#filters.delete(filter);
  }

  /** Returns true the first time. */
  deny(denial: Denial): boolean {
    const isNew = !this.#denied.has(denial);
    this.#denied.add(denial);
    return isNew;
  }
}
