// SM3 (GB/T 32905-2016), which no browser offers to a page.
import { concat, int, type Bytes } from './bytes'

const turn = (x: number, n: number) => ((x << n) | (x >>> (32 - n))) >>> 0
const p0 = (x: number) => x ^ turn(x, 9) ^ turn(x, 17)
const p1 = (x: number) => x ^ turn(x, 15) ^ turn(x, 23)

export function sm3(message: Bytes): Bytes {
  const pad = (64 + 56 - ((message.length + 1) % 64)) % 64
  const m = concat(message, new Uint8Array([0x80]), new Uint8Array(pad), int(BigInt(message.length) * 8n, 8))
  const view = new DataView(m.buffer)
  let v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]
  for (let at = 0; at < m.length; at += 64) {
    const w: number[] = []
    for (let i = 0; i < 16; i++) w.push(view.getUint32(at + i * 4))
    for (let i = 16; i < 68; i++) w.push((p1(w[i - 16]! ^ w[i - 9]! ^ turn(w[i - 3]!, 15)) ^ turn(w[i - 13]!, 7) ^ w[i - 6]!) >>> 0)
    let [a, b, c, d, e, f, g, h] = v as [number, number, number, number, number, number, number, number]
    for (let j = 0; j < 64; j++) {
      const t = j < 16 ? 0x79cc4519 : 0x7a879d8a
      const ss1 = turn((turn(a, 12) + e + turn(t, j % 32)) >>> 0, 7)
      const ss2 = ss1 ^ turn(a, 12)
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g)
      const tt1 = (ff + d + ss2 + (w[j]! ^ w[j + 4]!)) >>> 0
      const tt2 = (gg + h + ss1 + w[j]!) >>> 0
      d = c
      c = turn(b, 9)
      b = a
      a = tt1
      h = g
      g = turn(f, 19)
      f = e
      e = p0(tt2) >>> 0
    }
    v = v.map((x, i) => (x ^ [a, b, c, d, e, f, g, h][i]!) >>> 0)
  }
  return concat(...v.map((x) => int(x, 4)))
}
