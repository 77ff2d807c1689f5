export * from './history'
export { remember } from './queries'
export * from './saved'
