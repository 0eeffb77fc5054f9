import { Fragment, type ReactNode } from 'react'

export type Moment = { key: string; when: ReactNode; tone?: 'hot' | 'now'; body: ReactNode }

/** Date · rule · what happened. */
export const Timeline = ({ items, width }: { items: Moment[]; width?: number }) => (
  <div className="tl" style={width ? ({ '--tl': `${width}px` } as React.CSSProperties) : undefined}>
    {items.map((m) => (
      <Fragment key={m.key}>
        <time>{m.when}</time>
        <i className={m.tone} />
        <div>{m.body}</div>
      </Fragment>
    ))}
  </div>
)
