import { z } from 'zod'

export const username = z
  .string()
  .min(2, 'At least two characters.')
  .max(64, 'At most 64 characters.')
  .regex(/^[\w.-]+$/, 'Letters, digits and . - _ only.')
export const email = z.string().email('That is no e-mail address.')
export const password = z.string().min(10, 'At least 10 characters.')
export const present = (what: string) => z.string().min(1, what)

/** A new account. */
export const account = z.object({ username, email, password })
