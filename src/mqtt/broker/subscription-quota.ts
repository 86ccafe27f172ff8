import type { Aedes, Client } from 'aedes';
import type { Denial, ReportDenial } from './denial.ts';
import { remoteAddress } from './guarded-connection.ts';
import { isValidFilter } from './packet-rules.ts';

/** How much a client may subscribe to. */
export interface SubscriptionQuota {
  subscriptionsPerClient: number;
  filterLength: number;
}

const INVALID_FILTER: Denial = { reason: 'invalid_topic', text: 'invalid topic filter' };
const TOO_LONG: Denial = { reason: 'subscription_limit', text: 'topic filter too long' };
const TOO_MANY: Denial = { reason: 'subscription_limit', text: 'too many subscriptions' };

/** What a client subscribed to, and what it was denied: each kind is reported once per connection. */
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

  /** True the first time. */
  deny(denial: Denial): boolean {
    const isNew = !this.#denied.has(denial);
    this.#denied.add(denial);
    return isNew;
  }
}

/** Rejects (SUBACK 0x80) invalid filters, and the subscriptions of a client beyond its quota. */
export function limitSubscriptions(broker: Aedes, quota: SubscriptionQuota, report: ReportDenial): void {
  const held = new WeakMap<Client, Subscriptions>();
  broker.authorizeSubscribe = (client, subscription, done) => {
    const subscriptions = held.get(client) ?? new Subscriptions();
    held.set(client, subscriptions);
    const denial = subscriptions.denialOf(subscription.topic, quota);
    if (!denial) subscriptions.add(subscription.topic);
    else if (subscriptions.deny(denial)) report(remoteAddress(client.conn), denial);
    done(null, denial ? null : subscription);
  };
  broker.on('unsubscribe', (filters, client) => {
    for (const filter of filters) held.get(client)?.delete(filter);
  });
}
