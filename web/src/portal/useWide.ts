import { useSyncExternalStore } from 'react'

const query = typeof matchMedia === 'undefined' ? null : matchMedia('(min-width: 900px)')

/** Whether there is room for two columns. */
export const useWide = () =>
  useSyncExternalStore(
    (f) => {
      query?.addEventListener('change', f)
      return () => query?.removeEventListener('change', f)
    },
    () => query?.matches ?? true,
  )
