/** How many a second, over the last seconds. */
export class Rate {
  private marks: { at: number; count: number }[] = []

  constructor(private readonly windowMs = 3_000) {}

  add(count: number, now: number): void {
    this.marks.push({ at: now, count })
    this.forget(now)
  }

  perSecond(now: number): number {
    this.forget(now)
    return (this.marks.reduce((sum, { count }) => sum + count, 0) * 1000) / this.windowMs
  }

  private forget(now: number): void {
    while (this.marks.length && now - (this.marks[0]?.at ?? now) > this.windowMs) this.marks.shift()
  }
}
