// Signing in by providers outside, the same at both desks: the browser leaves for
// the provider, comes back to the page `enter`, and that page asks how it ended.
import { get, post } from './client'

export type Desk = 'session' | 'business'
export type Way = { name: string; title: string }
export type Binding = Way & { bound: boolean; open: boolean; label: string; since: string; used: string }

export const ways = (desk: Desk) => get<{ items: Way[] }>(`/api/${desk}/enter`)
export const bindings = (desk: Desk) => get<{ items: Binding[] }>(`/api/${desk}/bindings`)

const at = (desk: Desk, part: string, name: string) => `/api/${desk}/${part}/${encodeURIComponent(name)}`

/** Leaves for a provider; the person goes on where he stands afterwards. */
export const leave = async (desk: Desk, name: string) => {
  const to = location.pathname.replace(/^\/[^/]+$/, '$&/') + location.search // the start of a desk ends with a slash
  location.assign((await post<{ address: string }>(at(desk, 'enter', name), { return: to })).address)
}

/** Leaves for a provider to bind who one is there to the account. */
export const leaveToBind = async (desk: Desk, name: string, password: string) =>
  location.assign((await post<{ address: string }>(at(desk, 'bindings', name), { password })).address)

export const unbind = (desk: Desk, name: string, password: string) => post(`${at(desk, 'bindings', name)}/drop`, { password })

/** How the way back ended; a session or a binding is there after it. */
export const complete = (desk: Desk, code = '') => post<{ return: string; bound: boolean }>(`/api/${desk}/enter`, code ? { code } : {})
