// Checks the vectors of docs/ledger.md from the document alone: no package, no
// code of the ledger. Usage: node check.mjs vectors.json
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const hashName = { 'sha256-ed25519': 'sha256', 'sm3-sm2': 'sm3' }
const suiteByte = { 'sha256-ed25519': 1, 'sm3-sm2': 2 }
const utf8 = s => Buffer.from(s, 'utf8')
const u16 = n => { const b = Buffer.alloc(2); b.writeUInt16BE(n); return b }
const u32 = n => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b }
const i64 = n => { const b = Buffer.alloc(8); b.writeBigInt64BE(BigInt(n)); return b }
const short = s => Buffer.concat([u16(utf8(s).length), utf8(s)])
const same = (what, got, want) => { if (!got.equals(want)) throw new Error(`${what}: ${got.toString('hex')}, not ${want.toString('hex')}`) }

// §2 values
function value(v) {
  if (v === null) return Buffer.from([0])
  if (v === false) return Buffer.from([1])
  if (v === true) return Buffer.from([2])
  if (typeof v === 'number' || typeof v === 'bigint') return Buffer.concat([Buffer.from([3]), i64(v)])
  if (typeof v === 'string') return Buffer.concat([Buffer.from([4]), u32(utf8(v).length), utf8(v)])
  if (Array.isArray(v)) return Buffer.concat([Buffer.from([5]), u32(v.length), ...v.map(value)])
  const names = Object.keys(v).sort((a, b) => Buffer.compare(utf8(a), utf8(b)))
  return Buffer.concat([Buffer.from([6]), u32(names.length), ...names.flatMap(n => [u32(utf8(n).length), utf8(n), value(v[n])])])
}

// §5 tree and proofs
const tree = suite => {
  const h = (...parts) => createHash(hashName[suite]).update(Buffer.concat(parts)).digest()
  const leaf = b => h(Buffer.from([0]), b)
  const node = (l, r) => h(Buffer.from([1]), l, r)
  const root = ls => {
    if (ls.length === 0) return h()
    if (ls.length === 1) return ls[0]
    let k = 1
    while (k * 2 < ls.length) k *= 2
    return node(root(ls.slice(0, k)), root(ls.slice(k)))
  }
  const included = (hash, index, size, path) => {
    if (index < 0 || index >= size) throw new Error('no such leaf')
    let fn = index, sn = size - 1, r = hash
    for (const p of path) {
      if (sn === 0) throw new Error('path too long')
      if (fn % 2 === 1 || fn === sn) {
        r = node(p, r)
        while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2) }
      } else r = node(r, p)
      fn = Math.floor(fn / 2); sn = Math.floor(sn / 2)
    }
    if (sn !== 0) throw new Error('path too short')
    return r
  }
  const consistent = (m, n, old, now, path) => {
    let fn = m - 1, sn = n - 1
    if ((m & (m - 1)) === 0) path = [old, ...path]
    while (fn % 2 === 1) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2) }
    let fr = path[0], sr = path[0]
    for (const c of path.slice(1)) {
      if (sn === 0) throw new Error('path too long')
      if (fn % 2 === 1 || fn === sn) {
        fr = node(c, fr); sr = node(c, sr)
        while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2) }
      } else sr = node(sr, c)
      fn = Math.floor(fn / 2); sn = Math.floor(sn / 2)
    }
    if (sn !== 0) throw new Error('path too short')
    same('older root', fr, old)
    same('newer root', sr, now)
  }
  return { leaf, root, included, consistent }
}

// SM2 (GB/T 32918.2 §7) over the curve of GB/T 32918.5, which no runtime offers
// with the identity of GM/T 0009
const big = b => BigInt('0x' + (b.toString('hex') || '0'))
const bytes = n => Buffer.from(n.toString(16).padStart(64, '0'), 'hex')
const P = 2n ** 256n - 2n ** 224n - 2n ** 96n + 2n ** 64n - 1n, A = P - 3n
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n
const G = [0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n, 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n]
const mod = (a, m) => ((a % m) + m) % m
function inverse(a, m) {
  let [r, s, t, u] = [mod(a, m), m, 1n, 0n]
  while (r) { const q = s / r; [s, r] = [r, s - q * r]; [u, t] = [t, u - q * t] }
  return mod(u, m)
}
function add(p, q) {
  if (!p) return q
  if (!q) return p
  if (p[0] === q[0] && mod(p[1] + q[1], P) === 0n) return null
  const k = p[0] === q[0] ? (3n * p[0] * p[0] + A) * inverse(2n * p[1], P) : (q[1] - p[1]) * inverse(q[0] - p[0], P)
  const x = mod(k * k - p[0] - q[0], P)
  return [x, mod(k * (p[0] - x) - p[1], P)]
}
function times(k, p) {
  let r = null
  for (; k; k >>= 1n) { if (k & 1n) r = add(r, p); p = add(p, p) }
  return r
}
function sm2(point, msg, der) {
  const sm3 = (...parts) => createHash('sm3').update(Buffer.concat(parts)).digest()
  const r = big(der.subarray(4, 4 + der[3])), s = big(der.subarray(6 + der[3]))
  const key = [big(point.subarray(1, 33)), big(point.subarray(33))]
  const z = sm3(u16(128), utf8('1234567812345678'), bytes(A), bytes(B), bytes(G[0]), bytes(G[1]), point.subarray(1))
  const t = mod(r + s, N)
  if (r < 1n || r >= N || s < 1n || s >= N || t === 0n) return false
  return mod(big(sm3(z, msg)) + add(times(s, G), times(t, key))[0], N) === r
}

// §4 checkpoints
function checkpoint(note, publicKey, suite) {
  const cut = note.lastIndexOf('\n\n')
  const text = note.slice(0, cut + 1)
  const [name, given, ...rest] = publicKey.split('+') // base64 may hold a plus itself
  const key = Buffer.from(rest.join('+'), 'base64')
  const id = createHash('sha256').update(Buffer.concat([utf8(name + '\n'), key])).digest().subarray(0, 4)
  if (id.toString('hex') !== given) throw new Error('key id')
  const line = note.slice(cut + 2).split('\n').find(l => l.startsWith(`— ${name} `))
  const sig = Buffer.from(line.slice(`— ${name} `.length), 'base64')
  same('key id of the signature', sig.subarray(0, 4), id)
  const signed = suite === 'sha256-ed25519'
    ? verify(null, utf8(text), createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(1)]), format: 'der', type: 'spki' }), sig.subarray(4))
    : sm2(key.subarray(1 + 'sm2-sm3'.length), utf8(text), sig.subarray(4))
  if (!signed) throw new Error('signature')
  const [origin, size, root, suiteLine] = text.split('\n')
  if (suiteLine !== 'suite ' + suite) throw new Error('suite')
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') }
}

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8').replace(/9223372036854775807/g, '"9223372036854775807n"'))
for (const v of vectors.values) {
  same('value', value(v.json === '9223372036854775807n' ? 9223372036854775807n : v.json), Buffer.from(v.hex, 'hex'))
}
for (const s of vectors.suites) {
  const mac = (key, ...parts) => createHmac(hashName[s.suite], key).update(Buffer.concat(parts)).digest()
  const hex = x => Buffer.from(x, 'hex'), base64 = x => Buffer.from(x, 'base64')
  const t = tree(s.suite)
  // §3 an entry from its values
  const names = Object.keys(s.values).sort()
  const fields = names.map(f => {
    const salt = mac(hex(s.record_key), utf8(s.act), utf8(f))
    same('salt', salt, hex(s.salts[f]))
    const c = mac(salt, short(f), value(s.values[f]))
    same('commitment', c, hex(s.commitments[f]))
    return Buffer.concat([short(f), c])
  })
  const h = s.proof.header
  const entry = Buffer.concat([utf8('HJE\x01'), Buffer.from([suiteByte[s.suite]]), short(h.kind), short(h.record), i64(h.revision), short(h.previous), u16(names.length), ...fields])
  same('entry', entry, hex(s.entry))
  same('entry hash', t.leaf(entry), hex(s.entry_hash))
  // §4 the leaf from its header
  const leaf = Buffer.concat([utf8('HJL\x01'), Buffer.from([suiteByte[s.suite]]), short(h.area), short(h.act), short(h.name), short(h.kind), short(h.record), i64(h.revision),
    short(h.previous), base64(h.declaration), i64(h.at), short(h.effective), short(h.actor), short(h.on_behalf), short(h.organ), short(h.unit), short(h.source ?? ''),
    u32(h.entries), base64(h.root), Buffer.alloc(16, 0x42)])
  same('leaf', leaf, hex(s.leaf))
  same('leaf hash', t.leaf(leaf), hex(s.leaf_hash))
  const ones = [...Array(9).keys()].map(i => t.leaf(Buffer.from([i])))
  s.roots.forEach((r, n) => same(`root of ${n}`, t.root(ones.slice(0, n)), hex(r)))
  // §6 the proof
  const p = s.proof, cp = checkpoint(p.checkpoint, s.public_key, s.suite), older = checkpoint(s.older_checkpoint, s.public_key, s.suite)
  if (cp.origin !== 'hengjian/' + h.area) throw new Error('origin')
  same('root from the leaf', t.included(t.leaf(base64(p.leaf)), p.seq, cp.size, p.leaf_proof.map(base64)), cp.root)
  same('root from the entry', t.included(t.leaf(base64(p.entry.bytes)), p.entry.n, h.entries, p.entry_proof.map(base64)), base64(h.root))
  for (const [f, d] of Object.entries(p.disclosed)) {
    const c = mac(base64(d.salt), short(f), value(d.value))
    if (!base64(p.entry.bytes).includes(Buffer.concat([short(f), c]))) throw new Error('field ' + f)
  }
  t.consistent(older.size, cp.size, older.root, cp.root, s.consistency.map(base64))
  console.log(`${s.suite}: values, entry, leaf, trees, signatures and proof agree`)
}
