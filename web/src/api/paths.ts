// The addresses of the desk's own pages; a page never spells another's by hand.
const e = encodeURIComponent
/** Where the desk stands on the server; the router adds it to every address below. */
export const root = '/desk'
/** An address as a browser outside the router needs it. */
export const toHref = (to: string) => root + to
export const toDossier = (area: string, id: string) => `/dossier/${e(area)}/${e(id)}`
export const toList = (matter: string, kind: string) => `/r/${e(matter)}/${e(kind)}`
export const toNew = (matter: string, kind: string) => `/r/${e(matter)}/${e(kind)}/new`
export const toRecord = (matter: string, kind: string, area: string, id: string) => `/r/${e(matter)}/${e(kind)}/${e(area)}/${e(id)}`
export const toPrint = (matter: string, kind: string, area: string, id: string) => toRecord(matter, kind, area, id) + '/print'
export const toKind = (kind: string) => `/kind/${e(kind)}`
export const toBatch = (id: string) => `/collect/${e(id)}`
export const toBatches = '/collect'
export const toNewBatch = '/collect/new'
export const toReviews = '/collect/reviews'
export const toSubjects = '/subjects'
export const toComplaints = '/complaint'
export const toExchanges = '/complaint/upstream'
export const toExchange = (id: string) => `/complaint/upstream/${e(id)}`
export const toMismatches = '/complaint/upstream/mismatches'
export const toReports = '/reports'
/** 登记来件, begun from a record where it goes on from one. */
export const toIntake = (o: { as?: string; from?: string; resort?: boolean }) => '/complaint/intake' + (o.as || o.from ? '?' + new URLSearchParams({ ...(o.as ? { as: o.as } : {}), ...(o.from ? { from: o.from } : {}), ...(o.resort ? { resort: '1' } : {}) }) : '')
export const toGive = (kind: string, area: string, id: string) => `/oversight/new?kind=${e(kind)}&area=${e(area)}&id=${e(id)}`
