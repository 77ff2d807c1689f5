export * from './frame'
export * from './skeleton'
