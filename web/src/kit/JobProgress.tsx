import { int, percent, remaining } from './format'

/** Long work: a bar with count, rate and remaining time. */
export function JobProgress({ done, total, rate, remaining_s, unit = '行', text }: {
  done: number; total: number; rate?: number; remaining_s?: number | null; unit?: string; text?: string
}) {
  const pc = percent(done, total)
  return (
    <div>
      <div className="row t12 t2" style={{ marginBottom: 4, gap: 0 }}>
        <span>{text ? `${text} ` : ''}{int(done)} / {int(total)} {unit}</span>
        <span className="sep">{pc.toFixed(1)}%</span>
        {!!rate && <span className="sep">{int(Math.round(rate))} {unit}/秒</span>}
        {remaining_s !== null && remaining_s !== undefined && <span className="sep">{remaining(remaining_s)}</span>}
      </div>
      <div className="pbar" role="progressbar" aria-valuenow={Math.round(pc)} aria-valuemin={0} aria-valuemax={100} aria-label={text ?? '进度'}>
        <i style={{ width: `${pc}%` }} />
      </div>
    </div>
  )
}
