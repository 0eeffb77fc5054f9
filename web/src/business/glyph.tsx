import type { ReactNode } from 'react'

const drawn = {
  home: <path d="M3.500 11.500 12 4l8.500 7.500M6 10v10h12V10M10 20v-5.500h4V20" />,
  list: <path d="M8.500 6.500H20M8.500 12H20M8.500 17.500H20M4 6.500h.010M4 12h.010M4 17.500h.010" />,
  bell: <path d="M5 17.500c1.500-1.500 1.500-3.500 1.500-7a5.500 5.500 0 0 1 11 0c0 3.500 0 5.500 1.500 7zM10 20.500h4" />,
  book: <><path d="M5 2.500h10l4.500 4.500v14.500H5zM14.500 2.500V7.500h5" /><path d="M8.500 12h7.500M8.500 15.500h7.500" /></>,
  flag: <path d="M5.500 21V3.500M5.500 4.500h13l-3 4 3 4h-13" />,
  talk: <><path d="M3.500 4.500h12v8.500H9L6 16v-3H3.500z" /><path d="M18 8h2.500v8.500H18v3l-3-3h-4.500" /></>,
  mend: <><path d="M6 3.500h9l3.500 3.500V12M6 3.500v17h6" /><path d="M9 9h6M9 12.500h3M14 18l2.500 2.500L21 15.500" /></>,
  people: <><circle cx="9" cy="8" r="3.500" /><path d="M2.500 20c.600-4 3-6 6.500-6s5.900 2 6.500 6M16 5a3.500 3.500 0 0 1 0 6.500M17.500 14.500c2.300.700 3.600 2.500 4 5.500" /></>,
  key: <><circle cx="8" cy="15" r="4.500" /><path d="m11.500 11.500 8-8M16 7l3 3" /></>,
} satisfies Record<string, ReactNode>

export type Glyph = keyof typeof drawn

/** A line drawing beside the word of a section. */
export const Glyph = ({ name, size = 18 }: { name: Glyph; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.700" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
    {drawn[name]}
  </svg>
)
