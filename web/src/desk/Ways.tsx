import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, type Problem } from '../api/client'
import { leave, ways } from '../api/outside'
import { ProblemBox } from '../kit/States'

/** The buttons below the password, where the installation has providers. */
export function Ways() {
  const q = useQuery({ queryKey: ['ways'], queryFn: () => ways('session'), retry: false, staleTime: Infinity })
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  if (!q.data?.items.length) return null
  const go = async (name: string) => {
    setBusy(name)
    setProblem(null)
    try {
      await leave('session', name)
    } catch (e) {
      setProblem(asProblem(e))
      setBusy('')
    }
  }
  return (
    <div className="ways">
      <div className="or"><span>或</span></div>
      {q.data.items.map((w) => (
        <Button key={w.name} size="large" block loading={busy === w.name} disabled={!!busy && busy !== w.name} onClick={() => go(w.name)} data-testid={`way-${w.name}`}>用{w.title}登录</Button>
      ))}
      {problem && <ProblemBox of={problem} />}
    </div>
  )
}
