// The address of a face, in the few lines a face needs: the desk's router would
// cost a phone a third of its first page.
import { useEffect, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react'

const heard = new Set<() => void>()
const tell = () => heard.forEach((f) => f())

function listen(f: () => void) {
  heard.add(f)
  window.addEventListener('popstate', f)
  return () => {
    heard.delete(f)
    window.removeEventListener('popstate', f)
  }
}

export type Place = { path: string; query: URLSearchParams }

/** Where we are; a path never ends with a slash but the root. */
export function usePlace(): Place {
  const href = useSyncExternalStore(listen, () => location.pathname + location.search)
  const [path = '/', query] = href.split('?')
  return { path: path.replace(/(.)\/+$/, '$1'), query: new URLSearchParams(query) }
}

/** Goes to an address of the same face; `replace` leaves no step to come back to. */
export function go(to: string, replace = false) {
  if (replace) history.replaceState(null, '', to)
  else {
    history.pushState(null, '', to)
    window.scrollTo(0, 0)
  }
  tell()
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string }

/** A link within the face; opened elsewhere (new tab, other key) it is an ordinary one. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const click = (e: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(e)
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || rest.target) return
    e.preventDefault()
    go(to)
  }
  return <a {...rest} href={to} onClick={click} />
}

/** The title of the page, and the reader's place at the beginning of a new one. */
export function usePage(title: string, office = '') {
  useEffect(() => {
    document.title = [title, office, '衡鉴'].filter(Boolean).join(' · ')
  }, [title, office])
}

/** After going to another page a screen reader begins there, not where the link was. */
export function useStartOfPage(path: string) {
  useEffect(() => {
    if (first) first = false
    else document.getElementById('main')?.focus({ preventScroll: true })
  }, [path])
}
let first = true
