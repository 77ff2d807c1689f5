export * from './guard'
export * from './preferences'
export * from './session'
export * from './setup'
