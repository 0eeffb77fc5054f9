// Where unsent forms are kept in this browser; the form itself stands in src/record.
const prefix = 'hj-draft:'

export const draftName = (account: string, key: string) => `${prefix}${account}:${key}`

/** At the sign-out the private part of every draft goes. */
export function forgetPrivateDrafts() {
  for (const k of Object.keys(sessionStorage)) if (k.startsWith(prefix)) sessionStorage.removeItem(k)
}
