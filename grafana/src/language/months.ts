/** Texts of the dashboard Months, in Dutch and French. */
export const MONTHS = {
  Months: ['Maanden', 'Mois par mois'],
  'Energy, gas, water, costs and peaks by month over two years, and this year against last.': [
    'Energie, gas, water, kosten en pieken per maand over twee jaar, en dit jaar tegenover vorig jaar.',
    "Énergie, gaz, eau, coûts et pointes par mois sur deux ans, et cette année face à l'an dernier.",
  ],
  'Months in figures': ['Maanden in cijfers', 'Les mois en chiffres'],
  "All of the above in figures. A cell is empty where the meter or the exporter's configuration has no such thing: gas, water, prices, a capacity tariff.":
    [
      'Alles hierboven in cijfers. Een cel is leeg waar de meter of de configuratie van de exporter dat niet heeft: gas, water, prijzen, een capaciteitstarief.',
      "Tout ce qui précède en chiffres. Une cellule est vide si le compteur ou la configuration de l'exportateur ne l'a pas : gaz, eau, prix, tarif capacitaire.",
    ],
  'Each month of this year and the same of last year. Months before the exporter counted them are missing.': [
    'Elke maand van dit jaar en dezelfde van vorig jaar. Maanden voor de exporter ze telde ontbreken (leeg).',
    "Chaque mois de cette année et le même de l'an dernier. Les mois d'avant le comptage de l'exportateur manquent (vide).",
  ],
  'Import: this year against last': [
    'Afname: dit jaar tegenover vorig jaar',
    "Prélèvement : cette année face à l'an dernier",
  ],
  'Export: this year against last': [
    'Injectie: dit jaar tegenover vorig jaar',
    "Injection : cette année face à l'an dernier",
  ],
  'Electricity by month': ['Elektriciteit per maand', 'Électricité par mois'],
  'Import at the high and the low rate, stacked, and export. Months before the exporter counted them are missing.':
    [
      'Afname aan dag- en nachttarief, gestapeld, en injectie. Maanden voor de exporter ze telde ontbreken (leeg).',
      "Prélèvement en heures pleines et creuses, empilé, et injection. Les mois d'avant le comptage de l'exportateur manquent (vide).",
    ],
  'Gas and water by month': ['Gas en water per maand', 'Gaz et eau par mois'],
  'Gas and water of each month. Empty if the meter sends neither. Months before the exporter counted them are missing.':
    [
      'Gas en water van elke maand. Leeg als de meter geen van beide stuurt. Maanden voor de exporter ze telde ontbreken.',
      "Gaz et eau de chaque mois. Vide si le compteur n'envoie ni l'un ni l'autre. Les mois d'avant le comptage de l'exportateur manquent.",
    ],
  'no gas or water counted': ['geen gas of water geteld', "pas de gaz ni d'eau comptés"],
  'In detail': ['In detail', 'En détail'],
  'Cost by month and item': ['Kosten per maand en post', 'Coût par mois et poste'],
  "The bill of each month, with fixed fees and the capacity tariff, minus earnings. Empty without prices in the exporter's configuration.":
    [
      'De rekening van elke maand, met vaste kosten en capaciteitstarief, min opbrengst. Leeg zonder prijzen in de configuratie van de exporter.',
      "La facture de chaque mois, avec les frais fixes et le tarif capacitaire, moins les revenus. Vide sans prix dans la configuration de l'exportateur.",
    ],
  'Cost by month': ['Kosten per maand', 'Coût par mois'],
  "The bill of each month by item, with fixed fees and the capacity tariff; earnings are below zero. Empty without prices in the exporter's configuration.":
    [
      'De rekening van elke maand per post, met vaste kosten en capaciteitstarief; opbrengst staat onder nul. Leeg zonder prijzen in de configuratie van de exporter.',
      "La facture de chaque mois par poste, avec les frais fixes et le tarif capacitaire ; les revenus sont sous zéro. Vide sans prix dans la configuration de l'exportateur.",
    ],
  'Peak by month': ['Piek per maand', 'Pointe par mois'],
  "Each month's highest quarter of an hour, and the mean of twelve months that is billed. Billed is not there without a capacity tariff (capacity: none). Months before the exporter counted them are missing.":
    [
      'De kwartierpiek van elke maand, en het gemiddelde van twaalf maanden dat wordt aangerekend. Dat is er niet zonder capaciteitstarief (capacity: none). Maanden voor de exporter ze telde ontbreken (leeg).',
      "La pointe quart-horaire de chaque mois, et la moyenne de douze mois qui est facturée. Celle-ci n'existe pas sans tarif capacitaire (capacity: none). Les mois d'avant le comptage de l'exportateur manquent (vide).",
    ],
  "Totals since the first of January, up to this day of the year, and the net cost of all items. No cost without prices in the exporter's configuration. Totals of this year are unknown while the LOWI is stale.":
    [
      'Totalen sinds 1 januari, tot deze dag van het jaar, en de nettokosten van alle posten. Geen kosten zonder prijzen in de configuratie van de exporter. De totalen van dit jaar zijn onbekend (leeg) zolang de LOWI geen metingen stuurt.',
      "Totaux depuis le 1er janvier, jusqu'à ce jour de l'année, et le coût net de tous les postes. Pas de coût sans prix dans la configuration de l'exportateur. Les totaux de cette année sont inconnus (vide) tant que le LOWI n'envoie pas de mesures.",
    ],
  'This year so far': ['Dit jaar tot nu toe', "Cette année jusqu'ici"],
  'Last year to this date': ['Vorig jaar tot deze dag', "L'an dernier jusqu'à ce jour"],
  'no data a year ago': ['geen gegevens van een jaar geleden', "pas de données d'il y a un an"],
  Jan: ['jan', 'janv.'],
  Feb: ['feb', 'févr.'],
  Mar: ['mrt', 'mars'],
  Apr: ['apr', 'avr.'],
  May: ['mei', 'mai'],
  Jun: ['jun', 'juin'],
  Jul: ['jul', 'juil.'],
  Aug: ['aug', 'août'],
  Sep: ['sep', 'sept.'],
  Oct: ['okt', 'oct.'],
  Nov: ['nov', 'nov.'],
  Dec: ['dec', 'déc.'],
} as const;
