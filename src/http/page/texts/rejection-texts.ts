import type { Translations } from './translations.ts';

/** Why messages, fields and clients were rejected. */
export const REJECTION_TEXTS = {
  'The topic does not end in <ident>/PUB/CH<digits>.': [
    'Het topic eindigt niet op <ident>/PUB/CH<cijfers>.',
    'Le topic ne se termine pas par <ident>/PUB/CH<chiffres>.',
  ],
  'Longer than 64 KiB; a LOWI sends about 250 bytes.': [
    'Langer dan 64 KiB; een LOWI stuurt ongeveer 250 bytes.',
    'Plus de 64 Kio\u00a0; un LOWI envoie environ 250 octets.',
  ],
  'The payload is not JSON.': ['De payload is geen JSON.', 'Le contenu n’est pas du JSON.'],
  'The payload is JSON, but not an object.': [
    'De payload is JSON, maar geen object.',
    'Le contenu est du JSON, mais pas un objet.',
  ],
  'The payload contains no number.': ['De payload bevat geen getal.', 'Le contenu n’a aucun nombre.'],
  'Retained by the broker from an earlier publish, so not current.': [
    'Door de broker bewaard van een eerdere publicatie, dus niet actueel.',
    'Conservé par le broker d’une publication antérieure, donc pas actuel.',
  ],
  'Too many channels: lowi.maxChannels is reached.': [
    'Te veel kanalen: lowi.maxChannels is bereikt.',
    'Trop de canaux\u00a0: lowi.maxChannels est atteint.',
  ],
  'This field must hold a number. The rest of the message was accepted.': [
    'Dit veld moet een getal bevatten. De rest van het bericht werd aanvaard.',
    'Ce champ doit contenir un nombre. Le reste du message a été accepté.',
  ],
  'Withheld: this counter decreased. Its last value is shown until five publishes over five minutes agree on a new one; 0 takes an hour.':
    [
      'Achtergehouden: deze teller daalde. De laatste waarde blijft tot vijf publicaties over vijf minuten overeenstemmen over een nieuwe; voor 0 duurt dat een uur.',
      'Retenu\u00a0: ce compteur a baissé. Sa dernière valeur reste affichée jusqu’à ce que cinq publications sur cinq minutes s’accordent sur une nouvelle\u00a0; pour 0, une heure.',
    ],
  'Withheld: this counter increased faster than possible. Its last value is shown until five publishes over five minutes agree on a new one.':
    [
      'Achtergehouden: deze teller steeg sneller dan mogelijk. De laatste waarde blijft tot vijf publicaties over vijf minuten overeenstemmen over een nieuwe.',
      'Retenu\u00a0: ce compteur a augmenté plus vite que possible. Sa dernière valeur reste affichée jusqu’à ce que cinq publications sur cinq minutes s’accordent sur une nouvelle.',
    ],
  'Impossible value: below 0, far too large, or a switch that is neither 0 nor 1.': [
    'Onmogelijke waarde: onder 0, veel te groot, of een schakelaar die 0 noch 1 is.',
    'Valeur impossible\u00a0: sous 0, beaucoup trop grande, ou un interrupteur qui n’est ni 0 ni 1.',
  ],
  'Recently rejected': ['Onlangs verworpen', 'Rejetés récemment'],
  'None: all recent messages were accepted.': [
    'Geen: alle recente berichten werden aanvaard.',
    'Aucun\u00a0: tous les messages récents ont été acceptés.',
  ],
  'No message on the topics of mqtt.topics yet; see above.': [
    'Nog geen bericht op de topics van mqtt.topics; zie hierboven.',
    'Pas encore de message sur les topics de mqtt.topics\u00a0; voir ci-dessus.',
  ],
  'No message received yet.': ['Nog geen bericht ontvangen.', 'Aucun message reçu pour l’instant.'],
  '{0} on {1}': ['{0} op {1}', '{0} sur {1}'],
  '{0} in field {1} on {2}': ['{0} in veld {1} op {2}', '{0} dans le champ {1} sur {2}'],
  '(empty)': ['(leeg)', '(vide)'],
  'Clients denied by the broker in the last hour': [
    'Clients die de broker het laatste uur weigerde',
    'Clients refusés par le broker dans la dernière heure',
  ],
  'Client {0} publishes on {1}': ['Client {0} publiceert op {1}', 'Le client {0} publie sur {1}'],
  'Publishes outside mqtt.topics': ['Publicaties buiten mqtt.topics', 'Publications hors de mqtt.topics'],
  'The exporter ignores these topics. A LOWI publishes on `<ident>/PUB/CH<n>`.': [
    'De exporter negeert deze topics. Een LOWI publiceert op `<ident>/PUB/CH<n>`.',
    'L’exportateur ignore ces topics. Un LOWI publie sur `<ident>/PUB/CH<n>`.',
  ],
  'no TLS, which this port expects': ['geen TLS, die deze poort verwacht', 'pas de TLS, que ce port attend'],
  'wrong user name or password': [
    'verkeerde gebruikersnaam of verkeerd wachtwoord',
    'nom d’utilisateur ou mot de passe incorrect',
  ],
  'unsupported MQTT version; use 3.1.1': [
    'niet-ondersteunde MQTT-versie; gebruik 3.1.1',
    'version MQTT non prise en charge\u00a0; utilisez 3.1.1',
  ],
  'too many connections': ['te veel verbindingen', 'trop de connexions'],
  'too many connections without credentials': [
    'te veel verbindingen zonder aanmelding',
    'trop de connexions sans identification',
  ],
  'not MQTT': ['geen MQTT', 'pas du MQTT'],
  'packet too large': ['pakket te groot', 'paquet trop grand'],
  'keep alive timeout': ['keep-alive verstreken', 'délai de keep alive dépassé'],
  '{0} times in total': ['{0} keer in totaal', '{0} fois au total'],
  'not a number': ['geen getal', 'pas un nombre'],
  'out of range': ['buiten bereik', 'hors limites'],
} as const satisfies Translations;
