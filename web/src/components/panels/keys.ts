/** A key for each thing by its name, which stays the same when the order changes; the same name again gets a number. */
export function keysOf(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = seen.get(name) ?? 0
    seen.set(name, times + 1)
    return times ? `${name}\n#${times}` : name
  })
}
