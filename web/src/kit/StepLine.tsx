export type StepItem = { key: string; title: string; small?: string; state: 'done' | 'now' | 'may' }

/** Where something stands: solid is past, the ring is now, dashed may come. */
export function StepLine({ label, items }: { label: string; items: StepItem[] }) {
  return (
    <ol className="steps" aria-label={label} data-testid="steps">
      {items.map((x, i) => (
        <li key={x.key} className={[x.state === 'done' ? '' : x.state, i === items.length - 1 ? 'end' : ''].filter(Boolean).join(' ')} aria-current={x.state === 'now' ? 'step' : undefined}>
          {x.title}
          <small>{x.small ?? '\u00a0'}</small>
        </li>
      ))}
    </ol>
  )
}
