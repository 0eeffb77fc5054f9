// The work for a slip: the first number that, after slip and colon, gives a SHA-256
// that begins with so many zero bits. Own arithmetic, for crypto.subtle is away over
// plain http and waits for every hash; of 32 bits, for the one in ../verify is slow.

const k = new Int32Array(64)
const first = new Int32Array(8)
for (let n = 2, at = 0; at < 64; n++) {
  let prime = true
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
  if (!prime) continue
  const part = (x: number) => Math.floor((x - Math.floor(x)) * 2 ** 32) | 0
  if (at < 8) first[at] = part(Math.sqrt(n))
  k[at++] = part(Math.cbrt(n))
}

const w = new Int32Array(64)

/** The first 32 bits of the SHA-256 of a short ASCII text. */
export function head(text: string): number {
  const blocks = Math.ceil((text.length + 9) / 64)
  const h = Int32Array.from(first)
  for (let b = 0; b < blocks; b++) {
    for (let i = 0; i < 16; i++) {
      let x = 0
      for (let j = 0; j < 4; j++) {
        const at = b * 64 + i * 4 + j
        x = (x << 8) | (at < text.length ? text.charCodeAt(at) : at === text.length ? 0x80 : 0)
      }
      w[i] = x
    }
    if (b === blocks - 1) w[15] = text.length * 8
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15]!
      const c = w[i - 2]!
      w[i] = (w[i - 16]! + w[i - 7]! + (((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)) + (((c >>> 17) | (c << 15)) ^ ((c >>> 19) | (c << 13)) ^ (c >>> 10))) | 0
    }
    let [a, c, d, e, f, g, i2, j] = h as unknown as [number, number, number, number, number, number, number, number]
    for (let r = 0; r < 64; r++) {
      const t1 = (j + (((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7))) + ((f & g) ^ (~f & i2)) + k[r]! + w[r]!) | 0
      const t2 = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & c) ^ (a & d) ^ (c & d))) | 0
      j = i2
      i2 = g
      g = f
      f = (e + t1) | 0
      e = d
      d = c
      c = a
      a = (t1 + t2) | 0
    }
    h[0]! += a
    h[1]! += c
    h[2]! += d
    h[3]! += e
    h[4]! += f
    h[5]! += g
    h[6]! += i2
    h[7]! += j
  }
  return h[0]! >>> 0
}

/** Does the work in pieces, so that the page answers meanwhile. */
export async function work(slip: string, bits: number): Promise<string> {
  const below = 2 ** (32 - bits)
  for (let n = 0; ; n++) {
    if (head(`${slip}:${n}`) < below) return String(n)
    if (n % 2000 === 1999) await new Promise((go) => setTimeout(go))
  }
}
