import type { Translations } from './translations.ts';

/** Where messages come from, and how to connect a LOWI. */
export const CONNECTION_TEXTS = {
  Connection: ['Verbinding', 'Connexion'],
  Clients: ['Clients', 'Clients'],
  Devices: ['Toestellen', 'Appareils'],
  Channels: ['Kanalen', 'Canaux'],
  Received: ['Ontvangen', 'Reçus'],
  Accepted: ['Aanvaard', 'Acceptés'],
  Rejected: ['Verworpen', 'Rejetés'],
  'As of': ['Stand', 'État à'],
  '{0} stale': ['{0} verouderd', '{0} sans nouvelles'],
  '(connected {0} times so far)': ['({0} keer verbonden)', '(connecté {0} fois)'],
  '*Connected* to the broker at {0}': ['*Verbonden* met de broker op {0}', '*Connecté* au broker à {0}'],
  '*Not connected* to the broker at {0}': [
    '*Niet verbonden* met de broker op {0}',
    '*Non connecté* au broker à {0}',
  ],
  '*Embedded broker listening* at {0}': [
    '*Ingebouwde broker luistert* op {0}',
    '*Broker intégré à l’écoute* à {0}',
  ],
  '*Embedded broker not listening* at {0}': [
    '*Ingebouwde broker luistert niet* op {0}',
    '*Broker intégré pas à l’écoute* à {0}',
  ],
  ', on this machine only: no LOWI can reach it': [
    ', enkel op deze machine: geen LOWI kan hem bereiken',
    ', sur cette machine uniquement\u00a0: aucun LOWI ne peut le joindre',
  ],
  'Rejected messages by reason': ['Verworpen berichten per reden', 'Messages rejetés par raison'],
  'Waiting for the first reading': ['Wachten op de eerste meting', 'En attente de la première mesure'],
  'The LOWI appears on this page with its first publish, within a minute.': [
    'De LOWI verschijnt op deze pagina bij zijn eerste publicatie, binnen een minuut.',
    'Le LOWI apparaît sur cette page dès sa première publication, en moins d’une minute.',
  ],
  '{0} message received, but none accepted: see {1}.': [
    '{0} bericht ontvangen, maar geen aanvaard: zie {1}.',
    '{0} message reçu, mais aucun accepté\u00a0: voir {1}.',
  ],
  '{0} messages received, but none accepted: see {1}.': [
    '{0} berichten ontvangen, maar geen aanvaard: zie {1}.',
    '{0} messages reçus, mais aucun accepté\u00a0: voir {1}.',
  ],
  'No LOWI? `npm run demo` shows a simulated house.': [
    'Geen LOWI? `npm run demo` toont een gesimuleerd huis.',
    'Pas de LOWI\u00a0? `npm run demo` montre une maison simulée.',
  ],
  'the IP address of {0}': ['het IP-adres van {0}', 'l’adresse IP de {0}'],
  'This exporter reads from the broker at {0}. Point the LOWI at that broker: in the LOWI’s web page, enter':
    [
      'Deze exporter leest van de broker op {0}. Verbind de LOWI met die broker: vul in de webpagina van de LOWI in',
      'Cet exportateur lit du broker à {0}. Connectez le LOWI à ce broker\u00a0: dans la page web du LOWI, indiquez',
    ],
  'a user of that broker': ['een gebruiker van die broker', 'un utilisateur de ce broker'],
  'that user’s password': ['het wachtwoord van die gebruiker', 'le mot de passe de cet utilisateur'],
  'The exporter subscribes to {0} (`mqtt.topics`). A LOWI publishes on `<ident>/PUB/CH<n>`.': [
    'De exporter is geabonneerd op {0} (`mqtt.topics`). Een LOWI publiceert op `<ident>/PUB/CH<n>`.',
    'L’exportateur est abonné à {0} (`mqtt.topics`). Un LOWI publie sur `<ident>/PUB/CH<n>`.',
  ],
  'To see every message of the broker: {0}': [
    'Om alle berichten van de broker te zien: {0}',
    'Pour voir tous les messages du broker\u00a0: {0}',
  ],
  'Point a LOWI at this exporter: in the LOWI’s web page, enter': [
    'Verbind een LOWI met deze exporter: vul in de webpagina van de LOWI in',
    'Connectez un LOWI à cet exportateur\u00a0: dans la page web du LOWI, indiquez',
  ],
  'the value of `broker.username` (`LOWI_BROKER_USERNAME`)': [
    'de waarde van `broker.username` (`LOWI_BROKER_USERNAME`)',
    'la valeur de `broker.username` (`LOWI_BROKER_USERNAME`)',
  ],
  'the value of `broker.password` (`LOWI_BROKER_PASSWORD`)': [
    'de waarde van `broker.password` (`LOWI_BROKER_PASSWORD`)',
    'la valeur de `broker.password` (`LOWI_BROKER_PASSWORD`)',
  ],
  'A LOWI always connects to port {0}, but this broker listens on port {1}. Unless port {0} is forwarded to it, set `LOWI_BROKER_PORT` to {0} and restart the exporter.':
    [
      'Een LOWI verbindt altijd met poort {0}, maar deze broker luistert op poort {1}. Zet `LOWI_BROKER_PORT` op {0} en herstart de exporter, tenzij poort {0} wordt doorgestuurd.',
      'Un LOWI se connecte toujours au port {0}, mais ce broker écoute sur le port {1}. À moins que le port {0} n’y soit redirigé, mettez `LOWI_BROKER_PORT` à {0} et redémarrez l’exportateur.',
    ],
  '`broker.host` (`LOWI_BROKER_HOST`) restricts it to this machine. Remove that setting and restart the exporter; this page then shows how to connect a LOWI.':
    [
      '`broker.host` (`LOWI_BROKER_HOST`) beperkt hem tot deze machine. Verwijder die instelling en herstart de exporter; deze pagina toont dan hoe u een LOWI verbindt.',
      '`broker.host` (`LOWI_BROKER_HOST`) le limite à cette machine. Retirez ce paramètre et redémarrez l’exportateur\u00a0; cette page montre alors comment connecter un LOWI.',
    ],
  'Without credentials it does not listen on the network. Set `LOWI_BROKER_USERNAME` and `LOWI_BROKER_PASSWORD`, leave `LOWI_BROKER_HOST` unset and restart the exporter; this page then shows how to connect a LOWI.':
    [
      'Zonder gebruikersnaam en wachtwoord luistert hij niet op het netwerk. Stel `LOWI_BROKER_USERNAME` en `LOWI_BROKER_PASSWORD` in, laat `LOWI_BROKER_HOST` leeg en herstart de exporter; deze pagina toont dan hoe u een LOWI verbindt.',
      'Sans identifiants, il n’écoute pas sur le réseau. Indiquez `LOWI_BROKER_USERNAME` et `LOWI_BROKER_PASSWORD`, laissez `LOWI_BROKER_HOST` vide et redémarrez l’exportateur\u00a0; cette page montre alors comment connecter un LOWI.',
    ],
  'The embedded broker listens at {0}, for programs on this machine only.': [
    'De ingebouwde broker luistert op {0}, enkel voor programma’s op deze machine.',
    'Le broker intégré écoute à {0}, uniquement pour les programmes de cette machine.',
  ],
  ticked: ['aangevinkt', 'coché'],
  'ticked for a reading every 10 s, else every 60 s': [
    'aangevinkt voor een meting om de 10 s, anders om de 60 s',
    'coché pour une mesure toutes les 10 s, sinon toutes les 60 s',
  ],
  'this machine’s address': ['het adres van deze machine', 'l’adresse de cette machine'],
  'this machine’s IP address': ['het IP-adres van deze machine', 'l’adresse IP de cette machine'],
  or: ['of', 'ou'],
} as const satisfies Translations;
