const at = (day: string) => Date.parse(day + 'T00:00:00Z')

/** A period as two days and a bar with today on it; one without an end fades out. */
export function Period({ from, until, today, word = '' }: { from: string; until?: string; today: string; word?: string }) {
  const span = until ? at(until) - at(from) : 0
  const part = until ? (span > 0 ? (at(today) - at(from)) / span : 1) : Math.min(0.6, (at(today) - at(from)) / (5 * 365 * 864e5))
  const left = `${Math.max(0, Math.min(1, part)) * 100}%`
  return (
    <div className="period">
      <div className="days">
        <span>
          {word && <span className="quiet">{word} </span>}
          {from}
        </span>
        <span>
          {word && until && <span className="quiet">至 </span>}
          {until ?? '长期'}
        </span>
      </div>
      <span className={until ? 'bar' : 'bar open'} aria-hidden>
        <i style={{ width: left }} />
        <b style={{ left }} />
      </span>
    </div>
  )
}
