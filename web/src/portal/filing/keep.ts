// The draft is kept on this device until it is sent: words in the browser's storage,
// photographs beside them. Nothing of it reaches the server before.
import type { Receipt } from '../progress/data'
import { empty, type Draft } from './form'

export const place = 'hj-filing'

export function read(): Draft {
  try {
    const had = JSON.parse(localStorage.getItem(place) ?? 'null') as Partial<Draft> | null
    return had ? { ...empty, ...had } : empty
  } catch {
    return empty
  }
}

/** Keeps the draft; false where the browser keeps nothing (private window, full). */
export function write(d: Draft): boolean {
  try {
    localStorage.setItem(place, JSON.stringify(d))
    return true
  } catch {
    return false
  }
}

export async function forget() {
  try {
    localStorage.removeItem(place)
  } catch {
    /* nothing was kept */
  }
  await files('readwrite', (s) => s.clear()).catch(() => undefined)
}

const given = 'hj-receipt'

/** The receipt of what was filed in this tab, until its holder is done with it: its code is told only once, and a phone reloads or goes back without being asked. */
export const receipts = {
  keep: (r: Receipt) => {
    last = r
    try {
      sessionStorage.setItem(given, JSON.stringify(r))
    } catch {
      /* kept as long as the page lives */
    }
  },
  read: (): Receipt | null => {
    try {
      return last ?? (JSON.parse(sessionStorage.getItem(given) ?? 'null') as Receipt | null)
    } catch {
      return null
    }
  },
  drop: () => {
    last = null
    try {
      sessionStorage.removeItem(given)
    } catch {
      /* nothing was kept */
    }
  },
}
let last: Receipt | null = null

// Where the browser has no store for files they are kept as long as the page lives.
const here = new Map<string, Blob>()

function files<T>(mode: IDBTransactionMode, use: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    const open = indexedDB.open(place, 1)
    open.onupgradeneeded = () => open.result.createObjectStore('files')
    open.onerror = () => fail(open.error)
    open.onsuccess = () => {
      const db = open.result
      const ask = use(db.transaction('files', mode).objectStore('files'))
      ask.onsuccess = () => done(ask.result)
      ask.onerror = () => fail(ask.error)
      ask.transaction?.addEventListener('complete', () => db.close())
    }
  })
}

export async function putFile(key: string, f: Blob) {
  here.set(key, f)
  await files('readwrite', (s) => s.put(f, key)).catch(() => undefined)
}

export async function getFile(key: string): Promise<Blob | undefined> {
  return here.get(key) ?? ((await files<Blob | undefined>('readonly', (s) => s.get(key) as IDBRequest<Blob | undefined>).catch(() => undefined)) || undefined)
}

export async function dropFile(key: string) {
  here.delete(key)
  await files('readwrite', (s) => s.delete(key)).catch(() => undefined)
}
