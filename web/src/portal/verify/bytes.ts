// Bytes as docs/ledger.md §1 writes them: integers big-endian, hashes in base64.
export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()

export const utf8 = (s: string): Bytes => encoder.encode(s) as Bytes

export function concat(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

export function fromBase64(s: string): Bytes {
  const text = atob(s)
  if (btoa(text) !== s) throw new Error('base64 写法不规范')
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}

export const hex = (b: Uint8Array) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')

export const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i])

/** An unsigned integer of n bytes, or a negative one in two's complement. */
export function int(value: bigint | number, n: number): Bytes {
  const out = new Uint8Array(n)
  let v = BigInt.asUintN(n * 8, BigInt(value))
  for (let i = n - 1; i >= 0; i--) {
    out[i] = Number(v & 255n)
    v >>= 8n
  }
  return out
}

export const big = (b: Uint8Array) => (b.length ? BigInt('0x' + hex(b)) : 0n)

export const short = (s: string) => {
  const b = utf8(s)
  return concat(int(b.length, 2), b)
}

/** Reads canonical bytes from front to back; too few or too many is an error. */
export class Reader {
  private at = 0
  private readonly b: Bytes
  constructor(b: Bytes) {
    this.b = b
  }
  take(n: number): Bytes {
    if (this.at + n > this.b.length) throw new Error('字节不完整')
    this.at += n
    return this.b.slice(this.at - n, this.at)
  }
  int(n: number) {
    return Number(big(this.take(n)))
  }
  signed(n: number) {
    return BigInt.asIntN(n * 8, big(this.take(n)))
  }
  short() {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.take(this.int(2)))
  }
  magic(text: string, version: number) {
    if (!same(this.take(4), concat(utf8(text), new Uint8Array([version])))) throw new Error('不是账本的格式')
  }
  end() {
    if (this.at !== this.b.length) throw new Error('字节多余')
  }
}
