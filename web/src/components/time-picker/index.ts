export * from './time-picker'
export { parsePasted } from './parse'
