/** One page at a time may ask before it is left: what is not saved would be lost. */
type Guard = (go: () => void) => void

let guard: Guard | null = null

/** Goes, or asks first when somebody has to be asked. */
export const leave = (go: () => void) => (guard ? guard(go) : go())

/** From now on `asks` decides whether one goes; until the returned function is called. */
export function guardLeaving(asks: Guard): () => void {
  guard = asks
  return () => {
    if (guard === asks) guard = null
  }
}
