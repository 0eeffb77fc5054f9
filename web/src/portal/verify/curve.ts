// Signatures where the browser has none: Ed25519 (RFC 8032 §5.1.7, not all have
// it yet) and SM2 (GB/T 32918.2 §7, none has it). Only checking, so nothing here
// is secret and no time needs to be hidden.
import { big, concat, int, utf8, type Bytes } from './bytes'

const mod = (a: bigint, m: bigint) => ((a % m) + m) % m

function inverse(a: bigint, m: bigint) {
  let [r, s, t, u] = [mod(a, m), m, 1n, 0n]
  while (r) {
    const q = s / r
    ;[s, r] = [r, s - q * r]
    ;[u, t] = [t, u - q * t]
  }
  return mod(u, m)
}

function power(a: bigint, e: bigint, m: bigint) {
  let out = 1n
  for (let b = mod(a, m); e; e >>= 1n, b = (b * b) % m) if (e & 1n) out = (out * b) % m
  return out
}

type Point = [bigint, bigint]

function times<T>(k: bigint, p: T, zero: T, add: (a: T, b: T) => T) {
  let out = zero
  for (; k; k >>= 1n, p = add(p, p)) if (k & 1n) out = add(out, p)
  return out
}

// ── Ed25519, in coordinates (X, Y, Z, T) that need no division ──
const p = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n
const d = mod(-121665n * inverse(121666n, p), p)
type Extended = [bigint, bigint, bigint, bigint]

function sum([x1, y1, z1, t1]: Extended, [x2, y2, z2, t2]: Extended): Extended {
  const a = mod((y1 - x1) * (y2 - x2), p)
  const b = mod((y1 + x1) * (y2 + x2), p)
  const c = mod(2n * t1 * t2 * d, p)
  const e = mod(2n * z1 * z2, p)
  const [h, f, g, i] = [b - a, e - c, e + c, b + a]
  return [mod(h * f, p), mod(g * i, p), mod(f * g, p), mod(h * i, p)]
}

const little = (b: Bytes) => big(b.slice().reverse() as Bytes)

function unpack(b: Bytes): Extended | null {
  const all = little(b)
  const y = all & (2n ** 255n - 1n)
  if (y >= p) return null
  const u = mod(y * y - 1n, p)
  const v = mod(d * y * y + 1n, p)
  let x = mod(u * power(v, 3n, p) * power(u * power(v, 7n, p), (p - 5n) / 8n, p), p)
  if (mod(v * x * x, p) !== u) x = mod(x * power(2n, (p - 1n) / 4n, p), p)
  if (mod(v * x * x, p) !== u) return null
  const sign = all >> 255n
  if (x === 0n && sign) return null
  if ((x & 1n) !== sign) x = p - x
  return [x, y, 1n, mod(x * y, p)]
}

export function ed25519(key: Bytes, message: Bytes, signature: Bytes, sha512: (b: Bytes) => Bytes): boolean {
  const a = unpack(key)
  const r = unpack(signature.slice(0, 32))
  const s = little(signature.slice(32))
  if (signature.length !== 64 || !a || !r || s >= order) return false
  const k = mod(little(sha512(concat(signature.slice(0, 32), key, message))), order)
  const by = mod(4n * inverse(5n, p), p)
  const base = unpack(int(by, 32).reverse() as Bytes)!
  const zero: Extended = [0n, 1n, 1n, 0n]
  const left = times(s, base, zero, sum)
  const right = sum(r, times(k, a, zero, sum))
  return mod(left[0] * right[2] - right[0] * left[2], p) === 0n && mod(left[1] * right[2] - right[1] * left[2], p) === 0n
}

// ── SM2, over the curve of GB/T 32918.5 ──
const P = 2n ** 256n - 2n ** 224n - 2n ** 96n + 2n ** 64n - 1n
const A = P - 3n
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n
const G: Point = [0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n, 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n]

function add(a: Point | null, b: Point | null): Point | null {
  if (!a || !b) return a ?? b
  if (a[0] === b[0] && mod(a[1] + b[1], P) === 0n) return null
  const k = a[0] === b[0] ? (3n * a[0] * a[0] + A) * inverse(2n * a[1], P) : (b[1] - a[1]) * inverse(b[0] - a[0], P)
  const x = mod(k * k - a[0] - b[0], P)
  return [x, mod(k * (a[0] - x) - a[1], P)]
}

/** The two integers of an ASN.1 SEQUENCE. */
function integers(der: Bytes): Point | null {
  const one = (at: number): [bigint, number] | null => {
    const n = der[at + 1]
    return der[at] === 2 && n !== undefined && n > 0 && n <= 33 && at + 2 + n <= der.length ? [big(der.slice(at + 2, at + 2 + n)), at + 2 + n] : null
  }
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null
  const r = one(2)
  const s = r && one(r[1])
  return r && s && s[1] === der.length ? [r[0], s[0]] : null
}

export function sm2(point: Bytes, message: Bytes, der: Bytes, sm3: (b: Bytes) => Bytes): boolean {
  const rs = integers(der)
  if (!rs || point.length !== 65 || point[0] !== 4) return false
  const [r, s] = rs
  const key: Point = [big(point.slice(1, 33)), big(point.slice(33))]
  const t = mod(r + s, N)
  if (r < 1n || r >= N || s < 1n || s >= N || t === 0n || mod(key[1] ** 2n - key[0] ** 3n - A * key[0] - B, P) !== 0n) return false
  const z = sm3(concat(int(128, 2), utf8('1234567812345678'), int(A, 32), int(B, 32), int(G[0], 32), int(G[1], 32), point.slice(1)))
  const at = add(times<Point | null>(s, G, null, add), times<Point | null>(t, key, null, add))
  return !!at && mod(big(sm3(concat(z, message))) + at[0], N) === r
}
