// The two suites of docs/ledger.md §1: hash, keyed hash, signature. The browser's
// own functions are used where it has them; which ones did the work is told.
import { concat, type Bytes } from './bytes'
import { ed25519, sm2 } from './curve'
import { sha2 } from './sha2'
import { sm3 } from './sm3'

export type SuiteName = 'sha256-ed25519' | 'sm3-sm2'

export type Suite = {
  name: SuiteName
  byte: number
  hash: (...parts: Uint8Array[]) => Promise<Bytes>
  verify: (key: Bytes, message: Bytes, signature: Bytes) => Promise<boolean>
  /** Which functions were the browser's own, in words. */
  by: () => string
}

const native = async (b: Bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', b))

async function nativeEd25519(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean | null> {
  try {
    const k = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', k, signature, message)
  } catch {
    return null // not this browser, or not over plain http
  }
}

export async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  const b = concat(...parts)
  return globalThis.crypto?.subtle ? native(b) : sha2(256, b)
}

/** own: use no function of the browser, for the test that both agree. */
export function suite(name: string, own = false): Suite {
  if (name === 'sha256-ed25519') {
    let signed = '本页程序'
    const subtle = !own && !!globalThis.crypto?.subtle
    return {
      name,
      byte: 1,
      hash: async (...parts) => (subtle ? native(concat(...parts)) : sha2(256, concat(...parts))),
      verify: async (key, message, signature) => {
        const said = subtle ? await nativeEd25519(key, message, signature) : null
        if (said !== null) signed = '浏览器'
        return said ?? ed25519(key, message, signature, (b) => sha2(512, b))
      },
      by: () => `摘要 SHA-256 由${subtle ? '浏览器' : '本页程序'}计算，签名 Ed25519 由${signed}核对`,
    }
  }
  if (name === 'sm3-sm2') {
    return {
      name,
      byte: 2,
      hash: async (...parts) => sm3(concat(...parts)),
      verify: async (key, message, signature) => sm2(key, message, signature, sm3),
      by: () => '浏览器没有国密算法，摘要 SM3 和签名 SM2 均由本页程序计算',
    }
  }
  throw new Error(`不认识的账本算法 ${name}`)
}

/** HMAC (RFC 2104) with a block of 64 bytes. */
export async function hmac(s: Suite, key: Bytes, ...parts: Uint8Array[]): Promise<Bytes> {
  const k = new Uint8Array(64)
  k.set(key.length > 64 ? await s.hash(key) : key)
  return s.hash(
    k.map((x) => x ^ 0x5c),
    await s.hash(k.map((x) => x ^ 0x36), ...parts),
  )
}
