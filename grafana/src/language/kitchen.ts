/** Texts of the dashboard Kitchen, in Dutch and French. */
export const KITCHEN = {
  "Energy from the grid and to it since midnight, and what it cost with gas and water. No cost without prices in the exporter's configuration. Empty before the first reading of the day.":
    [
      'Energie van en naar het net sinds middernacht, en wat dat samen met gas en water kostte. Geen kosten zonder prijzen in de configuratie van de exporter. Leeg voor de eerste meting van de dag.',
      "Énergie depuis et vers le réseau depuis minuit, et ce que cela a coûté avec le gaz et l'eau. Pas de coût sans prix dans la configuration de l'exportateur. Vide avant la première mesure du jour.",
    ],
  'Price now': ['Prijs nu', 'Prix maintenant'],
  "What a kilowatt-hour from the grid costs now, and what one to the grid earns. Empty without prices in the exporter's configuration, and while the LOWI is stale.":
    [
      'Wat een kilowattuur van het net nu kost, en wat er een naar het net opbrengt. Leeg zonder prijzen in de configuratie van de exporter, en zolang de LOWI geen metingen stuurt.',
      "Ce que coûte maintenant un kilowattheure du réseau, et ce que rapporte un kilowattheure injecté. Vide sans prix dans la configuration de l'exportateur, et tant que le LOWI n'envoie pas de mesures.",
    ],
  "Energy from the grid and to it since the first of the month, and the bill so far with fixed fees and the capacity tariff. No cost without prices in the exporter's configuration. Unknown while the LOWI is stale.":
    [
      'Energie van en naar het net sinds de eerste van de maand, en de rekening tot nu toe met vaste kosten en capaciteitstarief. Geen kosten zonder prijzen in de configuratie van de exporter. Onbekend (leeg) zolang de LOWI geen metingen stuurt.',
      "Énergie depuis et vers le réseau depuis le premier du mois, et la facture jusqu'ici avec les frais fixes et le tarif capacitaire. Pas de coût sans prix dans la configuration de l'exportateur. Inconnue (vide) tant que le LOWI n'envoie pas de mesures.",
    ],
  Kitchen: ['Keuken', 'Cuisine'],
  'The essentials for a tablet in the kitchen or a phone: now, today, this quarter of an hour and the price.':
    [
      'Het belangrijkste voor een tablet in de keuken of een telefoon: nu, vandaag, dit kwartier en de prijs.',
      "L'essentiel pour une tablette dans la cuisine ou un téléphone : maintenant, aujourd'hui, ce quart d'heure et le prix.",
    ],
  'Last 24 hours': ['Laatste 24 uur', 'Dernières 24 heures'],
  'Energy per day, last 7 days': ['Energie per dag, laatste 7 dagen', 'Énergie par jour, 7 derniers jours'],
} as const;
