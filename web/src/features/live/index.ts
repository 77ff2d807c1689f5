export { Live } from './live'
