/** The alerts of the rule files. Each has a runbook whose anchor is its name in lower case; a test compares. */
export const ALERT_NAMES = [
  'LowiCertificateExpiring',
  'LowiChannelLimitReached',
  'LowiClientsDenied',
  'LowiCounterAnomaly',
  'LowiCounterLevelChanged',
  'LowiCurrentResolutionSuspect',
  'LowiExporterAbsent',
  'LowiExporterDown',
  'LowiExporterRestarting',
  'LowiFlashLost',
  'LowiFlashStale',
  'LowiFleetRejecting',
  'LowiFleetShardMissing',
  'LowiFleetStale',
  'LowiGasNeverStill',
  'LowiMarketPricesMissing',
  'LowiMessagesRejected',
  'LowiMonthPeakRaised',
  'LowiMqttDisconnected',
  'LowiProductionMissing',
  'LowiQuarterPeakImminent',
  'LowiStale',
  'LowiStateNotSaved',
  'LowiVoltageHigh',
  'LowiVoltageLow',
  'LowiWaterNeverStill',
  'LowiWebConfigReloadFailed',
];

const RUNBOOKS = 'https://github.com/lowi-exporter/lowi-exporter/blob/main/docs/runbooks.md';

/** Shows an alert's name as the anchor of its runbook, and links to it: Grafana cannot change the case of a text. */
export const RUNBOOK_LINK = [
  {
    id: 'mappings',
    value: [
      {
        type: 'value',
        options: Object.fromEntries(
          ALERT_NAMES.map((name, index) => [name, { text: name.toLowerCase(), index }]),
        ),
      },
    ],
  },
  { id: 'links', value: [{ title: 'What to do', url: `${RUNBOOKS}#\${__value.text}`, targetBlank: true }] },
];
