import { Copy } from './Bits'

/** A secret that is shown only now. */
export const Once = ({ label, secret, children }: { label: string; secret: string; children?: React.ReactNode }) => (
  <div className="once" data-testid="once">
    <div className="t12 t2">{label}</div>
    <div className="row" style={{ gap: 4 }}><span className="mono" style={{ fontSize: 15, overflowWrap: 'anywhere' }} data-testid="secret">{secret}</span><Copy text={secret} label={`复制${label}`} /></div>
    <div className="t12 ochre">只显示这一次，关闭后无法再看。</div>
    {children}
  </div>
)
