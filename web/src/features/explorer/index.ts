export { Explorer } from './explorer'
