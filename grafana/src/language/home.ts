/** Texts of the dashboard Home energy, in Dutch and French. */
export const HOME = {
  'Home energy': ['Energie thuis', 'Énergie à la maison'],
  'Power and energy from and to the grid: now, this quarter of an hour, today and by day, and the costs.': [
    'Vermogen en energie van en naar het net: nu, dit kwartier, vandaag en per dag, en de kosten.',
    "Puissance et énergie depuis et vers le réseau : maintenant, ce quart d'heure, aujourd'hui et par jour, et les coûts.",
  ],
  'LOWI stale': ['LOWI zonder metingen', 'LOWI sans mesures'],
  'No readings from the meter.': ['Geen metingen van de meter.', 'Aucune mesure du compteur.'],
  Costs: ['Kosten', 'Coûts'],
  'Costs so far': ['Kosten tot nu toe', "Coûts jusqu'ici"],
  "Net cost of electricity, gas and water today, this month and this year, and the price of a kilowatt-hour now. Month and year include fixed fees and the capacity tariff. Empty without prices in the exporter's configuration, and while the LOWI is stale.":
    [
      'Nettokosten van elektriciteit, gas en water vandaag, deze maand en dit jaar, en de prijs van een kilowattuur nu. Maand en jaar bevatten de vaste kosten en het capaciteitstarief. Leeg zonder prijzen in de configuratie van de exporter, en zolang de LOWI geen metingen stuurt.',
      "Coût net de l'électricité, du gaz et de l'eau aujourd'hui, ce mois-ci et cette année, et le prix d'un kilowattheure maintenant. Le mois et l'année comprennent les frais fixes et le tarif capacitaire. Vide sans prix dans la configuration de l'exportateur, et tant que le LOWI n'envoie pas de mesures.",
    ],
  "Parts of the bill so far; earnings from export are below zero. Fixed fees and capacity are parts of a month only. Empty without prices in the exporter's configuration, and while the LOWI is stale.":
    [
      'Delen van de rekening tot nu toe; opbrengst van injectie staat onder nul. Vaste kosten en capaciteit zijn er alleen per maand. Leeg zonder prijzen in de configuratie van de exporter, en zolang de LOWI geen metingen stuurt.',
      "Parts de la facture jusqu'ici ; le revenu de l'injection est sous zéro. Les frais fixes et la capacité n'existent que par mois. Vide sans prix dans la configuration de l'exportateur, et tant que le LOWI n'envoie pas de mesures.",
    ],
  'no prices are set, or the LOWI is stale': [
    'geen prijzen ingesteld, of de LOWI stuurt geen metingen',
    "aucun prix indiqué, ou le LOWI n'envoie pas de mesures",
  ],
  'Import price': ['Prijs van afname', 'Prix du prélèvement'],
  'Export price': ['Prijs van injectie', "Prix de l'injection"],
  'Price of electricity': ['Prijs van elektriciteit', "Prix de l'électricité"],
  "Price of a kilowatt-hour at each moment. Empty without prices in the exporter's configuration; a gap means that no market price was known.":
    [
      'Prijs van een kilowattuur op elk moment. Leeg zonder prijzen in de configuratie van de exporter; bij een onderbreking was geen marktprijs bekend.',
      "Prix d'un kilowattheure à chaque moment. Vide sans prix dans la configuration de l'exportateur ; une interruption signifie qu'aucun prix du marché n'était connu.",
    ],
  'Cost per day, last 30 days': ['Kosten per dag, laatste 30 dagen', 'Coût par jour, 30 derniers jours'],
  "Parts of each day's cost, without fixed fees and capacity; earnings are below zero. Days without prices are empty.":
    [
      'Delen van de kosten van elke dag, zonder vaste kosten en capaciteit; opbrengst staat onder nul. Dagen zonder prijzen zijn leeg.',
      'Parts du coût de chaque jour, sans frais fixes ni capacité ; les revenus sont sous zéro. Les jours sans prix sont vides.',
    ],
  'Cost today': ['Kosten vandaag', "Coût aujourd'hui"],
  'Cost this month': ['Kosten deze maand', 'Coût de ce mois-ci'],
  'Costs in detail': ['Kosten in detail', 'Coûts en détail'],
  Power: ['Vermogen', 'Puissance'],
  'Power over time': ['Vermogen in de tijd', 'Puissance au fil du temps'],
  'Import above zero, export below. Solar power and house use are lines, if a channel has the role production. A gap means that the LOWI was stale or the exporter was down.':
    [
      'Afname boven nul, injectie eronder. Zonne-energie en verbruik zijn lijnen, als een kanaal de rol production heeft. Bij een onderbreking stuurde de LOWI geen metingen of werkte de exporter niet.',
      "Prélèvement au-dessus de zéro, injection en dessous. Le solaire et la consommation sont des lignes, si un canal a le rôle production. Une interruption signifie que le LOWI n'envoyait pas de mesures ou que l'exportateur était arrêté.",
    ],
  Energy: ['Energie', 'Énergie'],
  'Energy per day, last 30 days': [
    'Energie per dag, laatste 30 dagen',
    'Énergie par jour, 30 derniers jours',
  ],
  'Import today and yesterday': ['Afname vandaag en gisteren', "Prélèvement aujourd'hui et hier"],
  'Energy from the grid since midnight, and the same for the day before. On the day after a clock change yesterday is shifted by an hour. Yesterday is missing until Prometheus has data for it.':
    [
      'Energie van het net sinds middernacht, en hetzelfde voor de dag ervoor. Op de dag na een klokwissel is gisteren een uur verschoven. Gisteren ontbreekt tot Prometheus er gegevens van heeft.',
      "Énergie du réseau depuis minuit, et la même pour la veille. Le lendemain d'un changement d'heure, hier est décalé d'une heure. Hier manque tant que Prometheus n'a pas ses données.",
    ],
  'Import at the high and the low rate, stacked, and export below zero. Days before Prometheus ran are empty.':
    [
      'Afname aan dag- en nachttarief, gestapeld, en injectie onder nul. Dagen voor de start van Prometheus zijn leeg.',
      "Prélèvement en heures pleines et creuses, empilé, et injection sous zéro. Les jours d'avant Prometheus sont vides.",
    ],
  Tariff: ['Tarief', 'Tarif'],
  'When the high and the low rate applied. Empty while the LOWI was stale.': [
    'Wanneer het dag- en het nachttarief gold. Leeg zolang de LOWI geen metingen stuurde.',
    "Quand les heures pleines et creuses s'appliquaient. Vide tant que le LOWI n'envoyait pas de mesures.",
  ],
  Voltage: ['Spanning', 'Tension'],
  'the meter publishes none': ['de meter stuurt er geen', "le compteur n'en envoie pas"],
  'Voltage at the meter. It should stay between 207 and 253 V (230 V ± 10 %, EN 50160); a solar inverter must switch itself off above 253 V. Empty if the meter publishes none.':
    [
      'Spanning aan de meter. Ze hoort tussen 207 en 253 V te blijven (230 V ± 10 %, EN 50160); een omvormer moet zich boven 253 V uitschakelen. Leeg als de meter er geen stuurt.',
      "Tension au compteur. Elle doit rester entre 207 et 253 V (230 V ± 10 %, EN 50160) ; un onduleur doit s'arrêter au-dessus de 253 V. Vide si le compteur n'en envoie pas.",
    ],
  'Last reading': ['Laatste meting', 'Dernière mesure'],
  'Time since the last publish of the LOWI: at most 10 s in flash mode, otherwise a minute. Empty if it never published.':
    [
      'Tijd sinds de LOWI het laatst iets stuurde: hoogstens 10 s in flash mode, anders een minuut. Leeg als hij nog nooit iets stuurde.',
      "Temps depuis le dernier envoi du LOWI : au plus 10 s en mode flash, sinon une minute. Vide s'il n'a jamais rien envoyé.",
    ],
  Age: ['Ouderdom', 'Âge'],
  'no reading ever': ['nog nooit', 'jamais encore'],
  Current: ['Stroom', 'Courant'],
  'Current at the meter, without direction. Empty if the meter publishes none, or while the LOWI is stale.': [
    'Stroom aan de meter, zonder richting. Leeg als de meter er geen stuurt, of zolang de LOWI geen metingen stuurt.',
    "Courant au compteur, sans direction. Vide si le compteur n'en envoie pas, ou tant que le LOWI n'envoie pas de mesures.",
  ],
  'not published': ['wordt niet gestuurd', "n'est pas envoyé"],
  Grid: ['Net', 'Réseau'],
  'Import by hour and day, last 30 days': [
    'Afname per uur en dag, laatste 30 dagen',
    'Prélèvement par heure et jour, 30 derniers jours',
  ],
  'the first column comes after midnight': [
    'de eerste kolom komt na middernacht',
    'la première colonne vient après minuit',
  ],
  'Energy from the grid in each hour of each complete day, from midnight at the bottom to 23 h at the top. Today and days before Prometheus ran are missing. Days before a clock change are shifted by an hour.':
    [
      'Energie van het net in elk uur van elke volledige dag, van middernacht onderaan tot 23 u bovenaan. Vandaag en dagen voor de start van Prometheus ontbreken. Dagen voor een klokwissel zijn een uur verschoven.',
      "Énergie du réseau à chaque heure de chaque jour complet, de minuit en bas à 23 h en haut. Aujourd'hui et les jours d'avant Prometheus manquent. Les jours d'avant un changement d'heure sont décalés d'une heure.",
    ],
  'Grid now': ['Net nu', 'Réseau maintenant'],
  'Power that the house takes from the grid, or gives to it. Unknown while the LOWI is stale.': [
    'Vermogen dat het huis van het net neemt, of eraan geeft. Onbekend (leeg) zolang de LOWI geen metingen stuurt.',
    "Puissance que la maison prend au réseau, ou lui donne. Inconnue (vide) tant que le LOWI n'envoie pas de mesures.",
  ],
  'from the grid': ['van het net', 'du réseau'],
  'to the grid': ['naar het net', 'vers le réseau'],
  'House and sun now': ['Huis en zon nu', 'Maison et soleil maintenant'],
  "House use is import minus export, plus the power of the channels with the role production. A house that exports needs such a channel: give your solar channel the role production in the exporter's configuration. Unknown while the LOWI is stale.":
    [
      "Verbruik is afname min injectie, plus het vermogen van de kanalen met de rol production. Een huis dat injecteert heeft zo'n kanaal nodig: geef het kanaal van de zonnepanelen de rol production in de configuratie van de exporter. Onbekend (leeg) zolang de LOWI geen metingen stuurt.",
      "La consommation est le prélèvement moins l'injection, plus la puissance des canaux de rôle production. Une maison qui injecte a besoin d'un tel canal : donnez au canal solaire le rôle production dans la configuration de l'exportateur. Inconnue (vide) tant que le LOWI n'envoie pas de mesures.",
    ],
  'House use?': ['Verbruik?', 'Consommation ?'],
  'set a role': ['stel een rol in', 'indiquez un rôle'],
  Quarter: ['Kwartier', "Quart d'heure"],
  "Month's peak": ['Maandpiek', 'Pointe mensuelle'],
  Threshold: ['Drempel', 'Seuil'],
  'Quarters of an hour': ['Kwartieren', "Quarts d'heure"],
  "Average import in each quarter of an hour of the clock; the month's highest is billed. A quarter above the threshold raises the bill. Without a capacity tariff (capacity: none) there is no threshold. A gap is a quarter with missing readings.":
    [
      'Gemiddelde afname in elk kwartier van de klok; de hoogste van de maand, de maandpiek, wordt aangerekend. Een kwartier boven de drempel verhoogt de rekening. Zonder capaciteitstarief (capacity: none) is er geen drempel. Een onderbreking is een kwartier waarvan metingen ontbreken.',
      "Prélèvement moyen de chaque quart d'heure de l'horloge ; le plus haut du mois, la pointe mensuelle, est facturé. Un quart d'heure au-dessus du seuil augmente la facture. Sans tarif capacitaire (capacity: none) il n'y a pas de seuil. Une interruption est un quart d'heure dont des mesures manquent.",
    ],
  'This quarter of an hour': ['Dit kwartier', "Ce quart d'heure"],
  "Average power of the running quarter of an hour if the present power holds, as a share of the threshold: the month's peak, or the lowest peak that is billed. Amber from 80 %. Above 100 % it raises the bill: switch something off until the quarter ends. Empty while the LOWI is stale, until the first full quarter has begun, and without a capacity tariff (capacity: none).":
    [
      'Gemiddeld vermogen van het lopende kwartier als het huidige vermogen aanhoudt, als deel van de drempel: de maandpiek, of de laagste piek die wordt aangerekend. Oranje vanaf 80 %. Boven 100 % verhoogt het de rekening: schakel iets uit tot het kwartier om is. Leeg zolang de LOWI geen metingen stuurt, tot het eerste volledige kwartier begint, en zonder capaciteitstarief (capacity: none).',
      "Puissance moyenne du quart d'heure en cours si la puissance actuelle se maintient, en part du seuil : la pointe mensuelle, ou la pointe la plus basse qui est facturée. Orange à partir de 80 %. Au-dessus de 100 % la facture augmente : éteignez quelque chose jusqu'à la fin du quart d'heure. Vide tant que le LOWI n'envoie pas de mesures, jusqu'au premier quart d'heure complet, et sans tarif capacitaire (capacity: none).",
    ],
  Share: ['Deel', 'Part'],
  'no quarter running, or no capacity tariff': [
    'geen lopend kwartier, of geen capaciteitstarief',
    "pas de quart d'heure en cours, ou pas de tarif capacitaire",
  ],
  'Room in this quarter': ['Ruimte in dit kwartier', "Marge de ce quart d'heure"],
  'Average power that the house may take until the quarter of an hour ends without raising the bill, and the minutes left; red while it takes more. 0 means that this quarter raises it already. Not there without a capacity tariff (capacity: none); unknown while the LOWI is stale.':
    [
      'Gemiddeld vermogen dat het huis tot het einde van het kwartier mag nemen zonder de rekening te verhogen, en de minuten die resten; rood zolang het meer neemt. Bij 0 verhoogt dit kwartier ze al. Niet aanwezig zonder capaciteitstarief (capacity: none); leeg zolang de LOWI geen metingen stuurt.',
      "Puissance moyenne que la maison peut prendre jusqu'à la fin du quart d'heure sans augmenter la facture, et les minutes restantes ; rouge tant qu'elle prend plus. À 0, ce quart d'heure l'augmente déjà. Absente sans tarif capacitaire (capacity: none) ; vide tant que le LOWI n'envoie pas de mesures.",
    ],
  'may be used': ['mag gebruikt worden', 'utilisables'],
  'use less than': ['gebruik minder dan', 'restez sous'],
  for: ['gedurende', 'pendant'],
  Room: ['Ruimte', 'Marge'],
  'no capacity tariff': ['geen capaciteitstarief', 'pas de tarif capacitaire'],
  'at the next quarter': ['vanaf het volgende kwartier', "au prochain quart d'heure"],
  'The highest average of a quarter of an hour this month, and when it ended. Billed is the mean of the last twelve months, as far as the exporter knows them. Empty until the first full quarter of the month.':
    [
      'De kwartierpiek van deze maand: het hoogste gemiddelde van een kwartier, en wanneer dat eindigde. Aangerekend is het gemiddelde van de laatste twaalf maanden, voor zover de exporter ze kent. Leeg tot het eerste volledige kwartier van de maand.',
      "La pointe quart-horaire de ce mois : la plus haute moyenne d'un quart d'heure, et quand il s'est terminé. Facturée est la moyenne des douze derniers mois, pour autant que l'exportateur les connaisse. Vide jusqu'au premier quart d'heure complet du mois.",
    ],
  'Last full quarter': ['Laatste volledige kwartier', "Dernier quart d'heure complet"],
  'Average import of the last complete quarter of an hour. Empty until there is one, and while the LOWI is stale.':
    [
      'Gemiddelde afname van het laatste volledige kwartier. Leeg tot er een is, en zolang de LOWI geen metingen stuurt.',
      "Prélèvement moyen du dernier quart d'heure complet. Vide jusqu'à ce qu'il y en ait un, et tant que le LOWI n'envoie pas de mesures.",
    ],
  'Energy from the grid and to it. With a channel of the role production also solar energy, the use of the house, the share of the solar energy that the house used itself (self-consumption), and the share of its use that came from the sun (self-sufficiency). Empty before the first reading of that day.':
    [
      'Energie van en naar het net. Met een kanaal met de rol production ook zonne-energie, het verbruik van het huis, het deel van de zonne-energie dat het huis zelf verbruikte (eigen verbruik), en het deel van het verbruik dat van de zon kwam (zelfvoorziening). Leeg voor de eerste meting van die dag.',
      "Énergie depuis et vers le réseau. Avec un canal de rôle production aussi l'énergie solaire, la consommation de la maison, la part de l'énergie solaire que la maison a consommée elle-même (autoconsommation), et la part de sa consommation venue du soleil (autosuffisance). Vide avant la première mesure du jour.",
    ],
  'Self-consumption': ['Eigen verbruik', 'Autoconsommation'],
  'Self-sufficiency': ['Zelfvoorziening', 'Autosuffisance'],
  'no readings on that day': ['geen metingen op die dag', 'aucune mesure ce jour-là'],
} as const;
