import type { ReactNode } from 'react'

export type Tone = 'ok' | 'soon' | 'over' | 'paused' | 'ended'

const shapes: Record<Tone, ReactNode> = {
  ok: <circle cx="5" cy="5" r="4.5" fill="currentColor" />,
  soon: <path d="M5 .7 10 9.500H0z" fill="currentColor" />,
  over: <rect x=".5" y=".5" width="9" height="9" fill="currentColor" />,
  paused: <path d="M5 .9 9.100 5 5 9.100.900 5z" fill="none" stroke="currentColor" strokeWidth="1.3" />,
  ended: <circle cx="5" cy="5" r="3.900" fill="none" stroke="currentColor" strokeWidth="1.3" />,
}

/** The shape alone; the word stands beside it somewhere. */
export const Shape = ({ tone }: { tone: Tone }) => (
  <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden>
    {shapes[tone]}
  </svg>
)

/** A status: shape and word, never colour alone. */
export const Status = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <span className={`st st-${tone}`}>
    <Shape tone={tone} />
    {children}
  </span>
)
