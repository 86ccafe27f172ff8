import type { Translations } from './translations.ts';

/** The frame of the page, numbers and times. */
export const PAGE_TEXTS = {
  Exporter: ['Exporter', 'Exportateur'],
  Language: ['Taal', 'Langue'],
  Metrics: ['Metrics', 'Métriques'],
  'Channels (JSON)': ['Kanalen (JSON)', 'Canaux (JSON)'],
  Ready: ['Gereed', 'État'],
  'shard {0} of {1}': ['shard {0} van {1}', 'shard {0} sur {1}'],
  'not connected': ['niet verbonden', 'non connecté'],
  'Exporter not responding since {0}. The values below are from that time.': [
    'De exporter antwoordt niet sinds {0}. De waarden hieronder zijn van dat moment.',
    'L’exportateur ne répond plus depuis {0}. Les valeurs ci-dessous datent de ce moment.',
  ],
  '{0} days': ['{0} dagen', '{0} jours'],
  '{0} h': ['{0} u', '{0} h'],
  '{0} min': ['{0} min', '{0} min'],
  '{0} s': ['{0} s', '{0} s'],
  '{0} ago': ['{0} geleden', 'il y a {0}'],
  never: ['nooit', 'jamais'],
  'never published': ['nooit gepubliceerd', 'jamais publié'],
  'publish interval unknown': ['publicatie-interval onbekend', 'intervalle de publication inconnu'],
  'every {0}': ['om de {0}', 'toutes les {0}'],
  'All fresh': ['Alles actueel', 'Tout est à jour'],
  '{0} stale since {1}: check power and Wi-Fi': [
    '{0} verouderd sinds {1}: controleer voeding en wifi',
    '{0} sans nouvelles depuis {1}\u00a0: vérifiez l’alimentation et le Wi-Fi',
  ],
  '{0} of {1} channels stale: check power and Wi-Fi': [
    '{0} van {1} kanalen verouderd: controleer voeding en wifi',
    '{0} canaux sur {1} sans nouvelles\u00a0: vérifiez l’alimentation et le Wi-Fi',
  ],
  '{0} of {1} devices with stale channels: check power and Wi-Fi': [
    '{0} van {1} toestellen met verouderde kanalen: controleer voeding en wifi',
    '{0} appareils sur {1} avec des canaux sans nouvelles\u00a0: vérifiez l’alimentation et le Wi-Fi',
  ],
  'Not connected to the broker': ['Niet verbonden met de broker', 'Non connecté au broker'],
  'Embedded broker not listening': [
    'De ingebouwde broker luistert niet',
    'Le broker intégré n’est pas à l’écoute',
  ],
  'No LOWI can reach the broker: it listens on this machine only': [
    'Geen LOWI kan de broker bereiken: hij luistert enkel op deze machine',
    'Aucun LOWI ne peut joindre le broker\u00a0: il n’écoute que sur cette machine',
  ],
  'No reading yet: no LOWI is connected to the broker': [
    'Nog geen meting: er is geen LOWI verbonden met de broker',
    'Pas encore de mesure\u00a0: aucun LOWI n’est connecté au broker',
  ],
  'No reading yet': ['Nog geen meting', 'Pas encore de mesure'],
} as const satisfies Translations;
