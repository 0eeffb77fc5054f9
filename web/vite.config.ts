import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const compressible = /\.(js|mjs|css|html|svg|json)$/

/** Writes "x.gz" beside every "x" worth it, so that the server never compresses. */
function precompress(): Plugin {
  let out = 'dist'
  const walk = (dir: string) => {
    for (const name of readdirSync(dir)) {
      const path = join(dir, name)
      if (statSync(path).isDirectory()) walk(path)
      else if (compressible.test(name)) {
        const raw = readFileSync(path)
        if (raw.length > 1024) writeFileSync(path + '.gz', gzipSync(raw, { level: 9 }))
      }
    }
  }
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      out = config.build.outDir
    },
    closeBundle() {
      walk(out)
    },
  }
}

/** The font that documents are printed in, for the server to embed: no page loads it. */
function documentFont(): Plugin {
  return {
    name: 'document-font',
    apply: 'build',
    generateBundle() {
      const source = readFileSync('node_modules/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf')
      this.emitFile({ type: 'asset', fileName: 'fonts/serif.ttf', source })
    },
  }
}

export default defineConfig({
  plugins: [react(), documentFont(), precompress()],
  build: {
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: ['index.html', 'desk/index.html', 'business/index.html'], // one page for each face
      // React apart, else the chunk that the faces share carries the desk's router to every phone.
      output: { codeSplitting: { groups: [{ name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// }] } },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: process.env.HENGJIAN_API ?? 'http://127.0.0.1:8080' } },
  },
})
