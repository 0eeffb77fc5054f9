import type { ReactNode } from 'react'

const drawn = {
  search: <><circle cx="10.5" cy="10.5" r="6.5" /><path d="m15.500 15.500 5 5" /></>,
  building: <><path d="M4 21V6l9-3v18M13 9l7 2.500V21M2 21h20" /><path d="M7 9.500h2.500M7 13h2.500M7 16.500h2.500M16 14h1.500M16 17.500h1.500" /></>,
  message: <><path d="M3 4h18v13H9.500L5 20.500V17H3z" /><path d="M7 8.500h10M7 12.500h6" /></>,
  clock: <><circle cx="12" cy="12" r="9.500" /><path d="M12 6.500V12l4 2.500" /></>,
  paper: <><path d="M5 2.500h10l4.500 4.500v14.500H5zM14.500 2.500V7.500h5" /><path d="M8.500 12h7.500M8.500 15.500h7.500M8.500 19h4.500" /></>,
  phone: <path d="M7.500 3.500 10 8 7.800 10.200c1 2.400 3.600 5 6 6L16 14l4.500 2.500c.300 2-1 4-3.500 4C10.500 20.500 3.500 13.500 3.500 7c0-2.500 2-3.800 4-3.500z" />,
  shield: <><path d="m12 2.500 8 2.800v6.200c0 5-3.500 8.300-8 10-4.500-1.700-8-5-8-10V5.300z" /><path d="m8.500 12 2.500 2.500 4.500-5" /></>,
  copy: <><path d="M8.500 8.500h12v12h-12z" /><path d="M15.500 8.500v-5h-12v12h5" /></>,
  tick: <path d="m4.500 12.500 5 5 10-11" />,
  close: <path d="m5 5 14 14M19 5 5 19" />,
  back: <path d="m15 4.500-7.500 7.500 7.500 7.500" />,
  forward: <path d="m9 4.500 7.500 7.500-7.500 7.500" />,
  down: <path d="m4.500 9 7.500 7.500L19.500 9" />,
  place: <><path d="M12 21.500c-4.500-4.500-7-8-7-11.500a7 7 0 0 1 14 0c0 3.500-2.500 7-7 11.500z" /><circle cx="12" cy="10" r="2.500" /></>,
  download: <path d="M12 3v12.500M6.500 10.500 12 16l5.500-5.500M4 20.500h16" />,
  print: <path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z" />,
  person: <><circle cx="12" cy="8" r="4.500" /><path d="M3.500 21c.800-4.500 4-7 8.500-7s7.700 2.500 8.500 7" /></>,
  bell: <path d="M5 17.500c1.500-1.500 1.500-3.500 1.500-7a5.500 5.500 0 0 1 11 0c0 3.500 0 5.500 1.500 7zM10 20.500h4" />,
  offline: <path d="M3 3l18 18M8.500 15a5 5 0 0 1 7 0M5 11.500a10 10 0 0 1 4-2.300M19 11.500a10 10 0 0 0-6-2.900M12 19h.010" />,
  warn: <><circle cx="12" cy="12" r="9.500" /><path d="M12 7v6.500M12 16.500v.500" /></>,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawn

/** A line drawing of 24 units beside a word; alone it needs the label of its button. */
export const Icon = ({ name, size = 20 }: { name: IconName; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={size > 24 ? 1.6 : 1.8} strokeLinecap="round" strokeLinejoin="round" aria-hidden>
    {drawn[name]}
  </svg>
)

/** The sign of the product: a beam in balance. */
export const Mark = () => (
  <svg width="26" height="20" viewBox="0 0 26 20" fill="none" stroke="currentColor" strokeWidth="2.200" strokeLinecap="round" aria-hidden>
    <circle cx="13" cy="10" r="7.500" />
    <path d="M1.200 10h23.600M13 10v7" />
  </svg>
)
