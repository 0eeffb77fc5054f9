// SHA-256 and SHA-512 (FIPS 180-4) where the browser keeps its own from the page:
// over plain http there is no crypto.subtle. The constants are the first bits of
// the roots of the primes, worked out as the standard defines them.
import { big, concat, int, type Bytes } from './bytes'

function primes(n: number) {
  const out: bigint[] = []
  for (let c = 2n; out.length < n; c++) if (out.every((p) => c % p !== 0n)) out.push(c)
  return out
}

/** The k-th root of n, cut off. */
function root(n: bigint, k: bigint) {
  let lo = 0n
  let hi = 1n << (BigInt(n.toString(2).length) / k + 1n)
  while (lo < hi) {
    const mid = (lo + hi + 1n) >> 1n
    if (mid ** k <= n) lo = mid
    else hi = mid - 1n
  }
  return lo
}

type Kind = { bits: bigint; rounds: number; block: number; start: bigint[]; k: bigint[]; big: bigint[]; small: bigint[] }

function make(bits: bigint, rounds: number, block: number, turns: { big: bigint[]; small: bigint[] }): Kind {
  const part = (n: bigint) => BigInt.asUintN(Number(bits), n)
  const ps = primes(rounds)
  return {
    bits, rounds, block, ...turns,
    start: ps.slice(0, 8).map((p) => part(root(p << (2n * bits), 2n))),
    k: ps.map((p) => part(root(p << (3n * bits), 3n))),
  }
}

let kinds: { 256: Kind; 512: Kind } | undefined
const kind = (n: 256 | 512) =>
  (kinds ??= {
    256: make(32n, 64, 64, { big: [2n, 13n, 22n, 6n, 11n, 25n], small: [7n, 18n, 3n, 17n, 19n, 10n] }),
    512: make(64n, 80, 128, { big: [28n, 34n, 39n, 14n, 18n, 41n], small: [1n, 8n, 7n, 19n, 61n, 6n] }),
  })[n]

export function sha2(n: 256 | 512, message: Bytes): Bytes {
  const c = kind(n)
  const word = Number(c.bits) / 8
  const cut = (x: bigint) => BigInt.asUintN(Number(c.bits), x)
  const turn = (x: bigint, by: bigint) => (x >> by) | cut(x << (c.bits - by))
  const length = c.block / 8
  const pad = (2 * c.block - ((message.length + 1 + length) % c.block)) % c.block
  const m = concat(message, new Uint8Array([0x80]), new Uint8Array(pad), int(BigInt(message.length) * 8n, length))
  let h = [...c.start]
  for (let at = 0; at < m.length; at += c.block) {
    const w: bigint[] = []
    for (let i = 0; i < 16; i++) w.push(big(m.slice(at + i * word, at + (i + 1) * word)))
    for (let i = 16; i < c.rounds; i++) {
      const a = w[i - 15]!
      const b = w[i - 2]!
      const s0 = turn(a, c.small[0]!) ^ turn(a, c.small[1]!) ^ (a >> c.small[2]!)
      const s1 = turn(b, c.small[3]!) ^ turn(b, c.small[4]!) ^ (b >> c.small[5]!)
      w.push(cut(w[i - 16]! + s0 + w[i - 7]! + s1))
    }
    let [a, b, d, e, f, g, i, j] = h as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let r = 0; r < c.rounds; r++) {
      const s1 = turn(f, c.big[3]!) ^ turn(f, c.big[4]!) ^ turn(f, c.big[5]!)
      const t1 = cut(j + s1 + ((f & g) ^ (~f & i)) + c.k[r]! + w[r]!)
      const s0 = turn(a, c.big[0]!) ^ turn(a, c.big[1]!) ^ turn(a, c.big[2]!)
      const t2 = cut(s0 + ((a & b) ^ (a & d) ^ (b & d)))
      j = i
      i = g
      g = f
      f = cut(e + t1)
      e = d
      d = b
      b = a
      a = cut(t1 + t2)
    }
    h = h.map((x, n) => cut(x + [a, b, d, e, f, g, i, j][n]!))
  }
  return concat(...h.map((x) => int(x, word)))
}
