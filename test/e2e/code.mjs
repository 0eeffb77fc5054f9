// Invented credit codes with right check characters (GB 32100, GB 11714); those
// of nobody begin with MADEM.
const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** The code of an invented business of an area, told apart by three signs. */
export function uscc(area, three) {
  const body = 'MADEM' + three
  const value = (c) => (/\d/.test(c) ? Number(c) : c.charCodeAt(0) - 55)
  const sum = [3, 7, 9, 10, 5, 8, 4, 2].reduce((n, w, i) => n + w * value(body[i]), 0)
  const org = body + '0123456789X0'[11 - (sum % 11)]
  const all = '91' + area + org
  let total = 0
  for (let i = 0, w = 1; i < 17; i++, w = (w * 3) % 31) total += w * signs.indexOf(all[i])
  return all + signs[(31 - (total % 31)) % 31]
}
