/** One color for one thing on every dashboard; each is readable on dark and light pages. */
export const COLOR = {
  import: '#5794F2',
  importHigh: '#3274D9',
  importLow: '#8AB8FF',
  export: '#56A64B',
  solar: '#E0B400',
  house: '#A16BC9',
  gas: '#E0752D',
  water: '#2CA6B8',
  past: '#8E8E99',
  neutral: '#7A8BA8',
  good: '#56A64B',
  late: '#F2A93B',
  bad: '#E02F44',
} as const;
