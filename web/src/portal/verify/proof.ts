// Checks a proof of docs/ledger.md §6 in the reader's own browser. Every step
// that fails throws and says which; what is returned was computed here.
import { concat, fromBase64, hex, int, Reader, same, short, utf8, type Bytes } from './bytes'
import { hmac, sha256, suite, type Suite } from './suite'

export type Proof = {
  leaf: string
  seq: number
  leaf_proof: string[]
  entry: { n: number; hash: string; bytes?: string }
  entry_proof: string[]
  disclosed?: Record<string, { value: unknown; salt: string }>
  checkpoint: string
}

export type Leaf = { area: string; act: string; name: string; record: string; revision: bigint; previous: string; at: number; entries: number; root: Bytes }
export type Checkpoint = { area: string; size: number; root: Bytes; time: string }

export type Checked = {
  fields: string[] // that were opened and found as the page shows them
  digest: string // of the entry, hex
  seq: number
  leaf: Leaf
  /** On which side each sibling stood on the way to the root. */
  path: ('left' | 'right')[]
  checkpoint: Checkpoint
  root: string // hex
  by: string
}

/** §2: the canonical bytes of a value. */
export function value(v: unknown): Bytes {
  if (v === null) return new Uint8Array([0])
  if (v === false) return new Uint8Array([1])
  if (v === true) return new Uint8Array([2])
  if (typeof v === 'number' || typeof v === 'bigint') {
    if (typeof v === 'number' && !Number.isSafeInteger(v)) throw new Error('数值超出可核对的范围')
    return concat(new Uint8Array([3]), int(BigInt(v), 8))
  }
  if (typeof v === 'string') return concat(new Uint8Array([4]), int(utf8(v).length, 4), utf8(v))
  if (Array.isArray(v)) return concat(new Uint8Array([5]), int(v.length, 4), ...v.map(value))
  const members = Object.entries(v as object)
    .map(([name, x]) => ({ name: utf8(name), x }))
    .sort((a, b) => compare(a.name, b.name))
  return concat(new Uint8Array([6]), int(members.length, 4), ...members.map((m) => concat(int(m.name.length, 4), m.name, value(m.x))))
}

function compare(a: Bytes, b: Bytes) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

/** RFC 9162 §2.1.3.2: the root to which a path leads, and the side of each step. */
export async function climb(s: Suite, start: Bytes, index: number, size: number, path: Bytes[]) {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new Error('编号不在账本之内')
  const node = (l: Bytes, r: Bytes) => s.hash(new Uint8Array([1]), l, r)
  const sides: ('left' | 'right')[] = []
  let [fn, sn, r] = [index, size - 1, start]
  for (const p of path) {
    if (sn === 0) throw new Error('路径过长')
    if (fn % 2 === 1 || fn === sn) {
      sides.push('left')
      r = await node(p, r)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else {
      sides.push('right')
      r = await node(r, p)
    }
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  if (sn !== 0) throw new Error('路径过短')
  return { root: r, sides }
}

const digest = (s: Suite, b: Bytes) => s.hash(new Uint8Array([0]), b)

/** §4: the fields of a leaf. */
export function readLeaf(s: Suite, b: Bytes): Leaf {
  const r = new Reader(b)
  r.magic('HJL', 1)
  if (r.int(1) !== s.byte) throw new Error('办理所用的算法与账本不同')
  const [area, act, name] = [r.short(), r.short(), r.short()]
  r.short() // kind of the primary record
  const record = r.short()
  const revision = r.signed(8)
  const previous = r.short()
  r.take(32) // digest of the declaration
  const at = Number(r.signed(8))
  for (let i = 0; i < 6; i++) r.short() // effective day, actor, on behalf of, organ, unit, source
  const entries = r.int(4)
  const root = r.take(32)
  r.take(16)
  r.end()
  return { area, act, name, record, revision, previous, at, entries, root }
}

/** §4: a checkpoint whose signature by the key holds. */
export async function readCheckpoint(s: Suite, note: string, publicKey: string): Promise<Checkpoint> {
  const cut = note.lastIndexOf('\n\n')
  if (cut < 0) throw new Error('存证点没有签名')
  const text = note.slice(0, cut + 1)
  const [name = '', id = '', ...rest] = publicKey.split('+') // base64 may hold a plus itself
  const key = fromBase64(rest.join('+'))
  if (hex((await sha256(utf8(name + '\n'), key)).slice(0, 4)) !== id) throw new Error('公钥的编号不对')
  const type = s.name === 'sm3-sm2' ? concat(new Uint8Array([0xff]), utf8('sm2-sm3')) : new Uint8Array([1])
  if (!same(key.slice(0, type.length), type)) throw new Error('公钥与账本的算法不同')
  const line = note
    .slice(cut + 2)
    .split('\n')
    .find((l) => l.startsWith(`— ${name} `))
  if (!line) throw new Error('存证点没有这个公钥的签名')
  const signature = fromBase64(line.slice(`— ${name} `.length))
  if (hex(signature.slice(0, 4)) !== id) throw new Error('签名不是这个公钥的')
  if (!(await s.verify(key.slice(type.length), utf8(text), signature.slice(4)))) throw new Error('存证点的签名不对')
  const [origin = '', size = '', root = '', suiteLine, timeLine = '', after] = text.split('\n')
  if (suiteLine !== 'suite ' + s.name || !origin.startsWith('hengjian/') || !/^(0|[1-9]\d{0,15})$/.test(size) || after !== '') throw new Error('存证点的格式不对')
  return { area: origin.slice('hengjian/'.length), size: Number(size), root: fromBase64(root), time: timeLine.replace(/^time /, '') }
}

/** §3 and §6.5, 6.6: the entry's fields, of which the disclosed ones open to their values. */
async function openEntry(s: Suite, p: Proof, record: string, leaf: Leaf) {
  const b = fromBase64(p.entry.bytes ?? '')
  if (!same(await digest(s, b), fromBase64(p.entry.hash))) throw new Error('内容的摘要与账本所记不同')
  const r = new Reader(b)
  r.magic('HJE', 1)
  if (r.int(1) !== s.byte) throw new Error('内容所用的算法与账本不同')
  r.short() // kind
  const of = r.short()
  const revision = r.signed(8)
  const previous = r.short()
  if (of !== record) throw new Error('证明的是另一条记录')
  if (p.entry.n === 0 && leaf.record && (leaf.record !== of || leaf.revision !== revision || leaf.previous !== previous)) throw new Error('办理的主记录与内容不符')
  const commitments = new Map<string, Bytes>()
  let last: Bytes | undefined
  for (let n = r.int(2); n > 0; n--) {
    const name = r.short()
    const key = utf8(name)
    if (last && compare(last, key) >= 0) throw new Error('字段的次序不对')
    last = key
    commitments.set(name, r.take(32))
  }
  r.end()
  for (const [name, d] of Object.entries(p.disclosed ?? {})) {
    const want = commitments.get(name)
    if (!want || !same(want, await hmac(s, fromBase64(d.salt), short(name), value(d.value)))) throw new Error(`字段 ${name} 的内容与账本所记不同`)
  }
}

/**
 * Checks one proof of a record against what the page shows. `shown` are the
 * values on the page; each field in `fields` must be disclosed and the same.
 */
export async function check(p: Proof, area: string, record: string, fields: string[], shown: Record<string, unknown>, algorithm: string, key: string, own = false): Promise<Checked> {
  const s = suite(algorithm, own)
  for (const f of fields) {
    const d = p.disclosed?.[f]
    if (!d || !same(value(d.value), value(shown[f] ?? null))) throw new Error(`此页所见的 ${f} 与证明中的不同`)
  }
  const checkpoint = await readCheckpoint(s, p.checkpoint, key)
  const leafBytes = fromBase64(p.leaf)
  const leaf = readLeaf(s, leafBytes)
  if (leaf.area !== checkpoint.area || leaf.area !== area) throw new Error('办理不在这个地区的账本里')
  const way = await climb(s, await digest(s, leafBytes), p.seq, checkpoint.size, p.leaf_proof.map(fromBase64))
  if (!same(way.root, checkpoint.root)) throw new Error('算出的根与存证点的根不同')
  const inner = await climb(s, fromBase64(p.entry.hash), p.entry.n, leaf.entries, p.entry_proof.map(fromBase64))
  if (!same(inner.root, leaf.root)) throw new Error('内容不在这次办理之中')
  await openEntry(s, p, record, leaf)
  return { fields, digest: hex(fromBase64(p.entry.hash)), seq: p.seq, leaf, path: [...inner.sides, ...way.sides], checkpoint, root: hex(way.root), by: s.by() }
}
