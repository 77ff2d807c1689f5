export interface DiffLine {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** Lines longer apart than this are shown as gone and new altogether: nobody reads such a difference. */
const MOST = 2_000

/** What differs line by line, by the longest common subsequence; equal beginnings and ends cost nothing. */
export function difference(before: string, after: string): DiffLine[] {
  const one = before.split('\n')
  const other = after.split('\n')
  let start = 0
  while (start < one.length && start < other.length && one[start] === other[start]) start++
  let end = 0
  while (
    end < one.length - start &&
    end < other.length - start &&
    one[one.length - 1 - end] === other[other.length - 1 - end]
  )
    end++
  const same = (lines: string[]): DiffLine[] => lines.map((text) => ({ kind: 'same', text }))
  return [
    ...same(one.slice(0, start)),
    ...middle(one.slice(start, one.length - end), other.slice(start, other.length - end)),
    ...same(one.slice(one.length - end)),
  ]
}

function middle(one: string[], other: string[]): DiffLine[] {
  const gone = (text: string): DiffLine => ({ kind: 'gone', text })
  const fresh = (text: string): DiffLine => ({ kind: 'new', text })
  if (one.length * other.length > MOST * MOST) return [...one.map(gone), ...other.map(fresh)]
  const width = other.length + 1
  const common = new Uint32Array((one.length + 1) * width)
  const at = (row: number, column: number) => common[row * width + column] ?? 0
  for (let row = one.length - 1; row >= 0; row--)
    for (let column = other.length - 1; column >= 0; column--)
      common[row * width + column] =
        one[row] === other[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  const lines: DiffLine[] = []
  let [row, column] = [0, 0]
  while (row < one.length || column < other.length) {
    const [left, right] = [one[row], other[column]]
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left })
      row++
      column++
    } else if (right === undefined || (left !== undefined && at(row + 1, column) >= at(row, column + 1))) {
      lines.push(gone(left ?? ''))
      row++
    } else {
      lines.push(fresh(right))
      column++
    }
  }
  return lines
}
