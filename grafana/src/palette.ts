/** One color for one thing on every dashboard; with a contrast of at least 3:1 on white and on Grafana's dark pages. */
export const COLOR = {
  import: '#3274D9',
  importHigh: '#2B66CC',
  importLow: '#5794F2',
  export: '#3D9A33',
  solar: '#AD8500',
  house: '#A16BC9',
  gas: '#D9692A',
  water: '#2398A8',
  past: '#85858F',
  neutral: '#7A8BA8',
  good: '#3D9A33',
  late: '#C77B0A',
  bad: '#E02F44',
} as const;
