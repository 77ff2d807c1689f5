export * from './bar-list'
export * from './sparkline'
export * from './volume-chart'
