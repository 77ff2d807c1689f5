/** JSON whose whole numbers are exact: those that a double would round become a `bigint`, and are written back as they came. */

/** A whole number of 16 digits or more that stands where a value does. */
const LONG = /[[:,\s]-?\d{16,}\s*[\]},]|^\s*-?\d{16,}\s*$/
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const WHOLE = /^-?\d{16,}$/

/** Nobody's text can begin with this: it is another one in each page. */
const MARK = `\u0000whole ${Math.random().toString(36).slice(2)} `
const WRITTEN = new RegExp(`"${JSON.stringify(MARK).slice(1, -1).replaceAll('\\', '\\\\')}(-?\\d+)"`, 'g')

/** Reads JSON. Throws SyntaxError as `JSON.parse` does. */
export function parseJson(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text)
  const marked = text.replace(TOKEN, (token) =>
    WHOLE.test(token) && !Number.isSafeInteger(Number(token)) ? JSON.stringify(MARK + token) : token,
  )
  return unmarked(JSON.parse(marked))
}

function unmarked(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value
  if (typeof value !== 'object' || value === null) return value
  const record = value as Record<string, unknown>
  for (const key of Object.keys(record)) {
    const inner = record[key]
    if (typeof inner === 'string' || typeof inner === 'object') set(record, key, unmarked(inner))
  }
  return value
}

/** Also for a key that is called `__proto__`. */
const set = (record: Record<string, unknown>, key: string, value: unknown) =>
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })

/** Writes JSON; a `bigint` is a number like any other. */
export function writeJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === 'bigint' ? `${MARK}${inner}` : inner),
    indent,
  ).replace(WRITTEN, '$1')
}
