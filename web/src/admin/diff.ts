// What changed between two versions of a text, line by line.

export type DiffLine = { sign: ' ' | '+' | '-'; text: string; old?: number; now?: number }

/** The longest common run of lines stays; what is only old goes, what is only new comes. */
export function diff(before: string, after: string): DiffLine[] {
  const a = before.replace(/\n$/, '').split('\n')
  const b = after.replace(/\n$/, '').split('\n')
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) best[i][j] = a[i] === b[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1])
  const out: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) out.push({ sign: ' ', text: a[i], old: ++i, now: ++j })
    else if (j < b.length && (i === a.length || best[i][j + 1] > best[i + 1][j])) out.push({ sign: '+', text: b[j], now: ++j })
    else out.push({ sign: '-', text: a[i], old: ++i })
  }
  return out
}
