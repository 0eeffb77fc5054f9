// The portal's own verifier against the vectors of the ledger: what a citizen's
// browser computes is what docs/ledger.md says, with the browser's functions and
// without them, and whatever is changed in a proof is noticed.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const require = createRequire(path.join(root, 'web/package.json'))
const { build } = await import(pathToFileURL(require.resolve('vite')))

/** A module of the portal, as the build makes it. */
async function load(name) {
  const out = await build({ configFile: false, logLevel: 'error', build: { write: false, minify: false, lib: { entry: path.join(root, 'web/src/portal/verify', name), formats: ['es'] } } })
  return import('data:text/javascript;base64,' + Buffer.from(out[0].output[0].code).toString('base64'))
}

const { check, climb, value, readCheckpoint } = await load('proof.ts')
const { sha2 } = await load('sha2.ts')
const { sm3 } = await load('sm3.ts')
const { suite } = await load('suite.ts')
const vectors = JSON.parse(readFileSync(path.join(root, 'kernel/ledger/testdata/vectors.json'), 'utf8').replace(/9223372036854775807/g, '"9223372036854775807n"'))
const hex = (b) => Buffer.from(b).toString('hex')

test('hashes agree with those of the machine', () => {
  for (const n of [0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000]) {
    const b = Uint8Array.from({ length: n }, (_, i) => (i * 7 + n) % 256)
    const of = (name) => createHash(name).update(b).digest('hex')
    assert.equal(hex(sha2(256, b)), of('sha256'))
    assert.equal(hex(sha2(512, b)), of('sha512'))
    assert.equal(hex(sm3(b)), of('sm3'))
  }
})

test('values have the bytes of the vectors', () => {
  for (const v of vectors.values) assert.equal(hex(value(v.json === '9223372036854775807n' ? 9223372036854775807n : v.json)), v.hex)
})

for (const s of vectors.suites) {
  for (const own of [false, true]) {
    const how = `${s.suite}, ${own ? 'without' : 'with'} the functions of the browser`
    const h = s.proof.header
    const shown = Object.fromEntries(Object.entries(s.proof.disclosed).map(([f, d]) => [f, d.value]))
    const run = (p, o = {}) => check(p, o.area ?? h.area, o.record ?? h.record, o.fields ?? Object.keys(shown), o.shown ?? shown, s.suite, o.key ?? s.public_key, own)

    test(how + ': the proof holds', async () => {
      const c = await run(s.proof)
      assert.equal(c.seq, s.proof.seq)
      assert.equal(c.checkpoint.size, 7)
      assert.equal(c.digest, s.entry_hash)
      assert.equal(c.path.length, s.proof.leaf_proof.length + s.proof.entry_proof.length)
      await readCheckpoint(suite(s.suite, own), s.older_checkpoint, s.public_key)
    })

    test(how + ': whatever is changed is noticed', async () => {
      const flip = (b64) => {
        const b = Buffer.from(b64, 'base64')
        b[b.length >> 1] ^= 1
        return b.toString('base64')
      }
      const [field, d] = Object.entries(s.proof.disclosed)[0]
      const change = (x) => ({ ...structuredClone(s.proof), ...x })
      const wrong = {
        leaf: change({ leaf: flip(s.proof.leaf) }),
        seq: change({ seq: s.proof.seq ^ 1 }),
        'seq outside': change({ seq: 7 }),
        'leaf path': change({ leaf_proof: s.proof.leaf_proof.map(flip) }),
        'shorter path': change({ leaf_proof: s.proof.leaf_proof.slice(1) }),
        'longer path': change({ leaf_proof: [...s.proof.leaf_proof, s.proof.leaf_proof[0]] }),
        'entry path': change({ entry_proof: s.proof.entry_proof.map(flip) }),
        'entry hash': change({ entry: { ...s.proof.entry, hash: flip(s.proof.entry.hash) } }),
        'entry bytes': change({ entry: { ...s.proof.entry, bytes: flip(s.proof.entry.bytes) } }),
        'no entry bytes': change({ entry: { ...s.proof.entry, bytes: undefined } }),
        'another entry': change({ entry: { ...s.proof.entry, n: s.proof.entry.n + 1 } }),
        salt: change({ disclosed: { ...s.proof.disclosed, [field]: { ...d, salt: flip(d.salt) } } }),
        'field not written': change({ disclosed: { ...s.proof.disclosed, never: d } }),
        'size of the log': change({ checkpoint: s.proof.checkpoint.replace('\n7\n', '\n8\n') }),
        'no signature': change({ checkpoint: s.proof.checkpoint.slice(0, s.proof.checkpoint.indexOf('\n\n') + 2) }),
        'signature of another text': change({ checkpoint: s.older_checkpoint.slice(0, s.older_checkpoint.indexOf('\n\n')) + s.proof.checkpoint.slice(s.proof.checkpoint.indexOf('\n\n')) }),
      }
      for (const [what, p] of Object.entries(wrong)) await assert.rejects(run(p), what)
      await assert.rejects(run(s.proof, { record: h.act }), 'another record')
      await assert.rejects(run(s.proof, { area: '3702' }), 'another area')
      await assert.rejects(run(s.proof, { shown: { ...shown, [field]: 'x' } }), 'another value on the page')
      await assert.rejects(run(s.proof, { fields: [field, 'never'] }), 'a field that is not disclosed')
      const other = vectors.suites.find((x) => x.suite !== s.suite)
      await assert.rejects(run(s.proof, { key: other.public_key }), 'another key')
    })

    test(how + ': roots of trees of every size', async () => {
      const x = suite(s.suite, own)
      const ones = await Promise.all([...Array(8).keys()].map((i) => x.hash(new Uint8Array([0]), new Uint8Array([i]))))
      assert.equal(hex((await climb(x, ones[0], 0, 1, [])).root), s.roots[1])
      assert.equal(hex((await climb(x, ones[0], 0, 2, [ones[1]])).root), s.roots[2])
      assert.equal(hex((await climb(x, ones[2], 2, 3, [Buffer.from(s.roots[2], 'hex')])).root), s.roots[3])
    })
  }
}
