import type { Aedes, Client } from 'aedes';

/** How much a client may subscribe to. */
export interface SubscriptionQuota {
  subscriptionsPerClient: number;
  filterLength: number;
}

/** Refuses (SUBACK 0x80) the subscriptions of a client beyond its quota. */
export function limitSubscriptions(broker: Aedes, quota: SubscriptionQuota): void {
  const held = new WeakMap<Client, Set<string>>();
  broker.authorizeSubscribe = (client, subscription, done) => {
    const { topic } = subscription;
    const filters = held.get(client) ?? new Set();
    held.set(client, filters);
    const room = filters.has(topic) || filters.size < quota.subscriptionsPerClient;
    const granted = room && topic.length <= quota.filterLength;
    if (granted) filters.add(topic);
    done(null, granted ? subscription : null);
  };
  broker.on('unsubscribe', (filters, client) => {
    for (const filter of filters) held.get(client)?.delete(filter);
  });
}
