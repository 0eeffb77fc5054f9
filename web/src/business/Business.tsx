import { useEffect, useState } from 'react'
import { asProblem, type Problem } from '../api/client'
import { Boundary } from '../face/Boundary'
import { usePlace, useStartOfPage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { me, type Me } from './api'
import { Account } from './Account'
import { Contacts } from './Contacts'
import { Door } from './Door'
import { DuePage } from './Due'
import { Guidance, GuidancePage } from './Guidance'
import { kindOf } from './guiding'
import { Holdings, OneKind } from './Holdings'
import { HomePage } from './Home'
import { NoticePage, Notices } from './Notices'
import { Enter } from './Outside'
import { NewObjection } from './NewObjection'
import { ObjectionPage, Objections } from './Objections'
import { RecordPage } from './Record'
import { Shell } from './Shell'
import { TalkPage, Talks } from './Talks'

/** Back from a provider → the page that ends it; else the door or the desk. */
export function Business() {
  return usePlace().path === '/business/enter' ? <Enter /> : <Gate />
}

/** Signed out → the door; else the desk. */
function Gate() {
  const [who, setWho] = useState<Me | null | undefined>(undefined)
  const [problem, setProblem] = useState<Problem | null>(null)
  const read = () => {
    setProblem(null)
    me().then(setWho, (e) => {
      const p = asProblem(e)
      if (p.status === 401) setWho(null)
      else setProblem(p)
    })
  }
  useEffect(() => {
    read()
    const out = () => setWho(null)
    window.addEventListener('hj-signed-out', out)
    return () => window.removeEventListener('hj-signed-out', out)
  }, [])
  if (problem) return <Failed of={problem} retry={problem.status === 403 ? undefined : read} />
  if (who === undefined) return <Waiting rows={8} />
  if (who === null) return <Door enter={setWho} />
  if (who.must_change) return <Shell me={who}><Account me={who} changed={read} /></Shell>
  return <Desk me={who} />
}

function Desk({ me }: { me: Me }) {
  const { path } = usePlace()
  useStartOfPage(path)
  return <Shell me={me}><Boundary key={path}>{screen(path, me)}</Boundary></Shell>
}

function screen(path: string, who: Me) {
  const [, , section = '', a = '', b = '', c = ''] = path.split('/')
  switch (section) {
    case '':
    case 'bind':
      return <HomePage me={who} />
    case 'due':
      return <DuePage />
    case 'notices':
      return <Notices />
    case 'guidance':
      return <Guidance />
    case 'talks':
      return <Talks />
    case 'holdings':
      return a ? <OneKind kind={a} /> : <Holdings />
    case 'objections':
      return a === 'new' ? <NewObjection /> : <Objections me={who} />
    case 'contacts':
      return <Contacts me={who} />
    case 'account':
      return <Account me={who} />
    case 'records':
      if (a && b && c) {
        const of = { area: b, id: c }
        if (a === 'notice') return <NoticePage key={c} of={of} me={who} />
        if (a === 'objection') return <ObjectionPage key={c} of={of} me={who} />
        if (a === 'odr') return <TalkPage key={c} of={of} me={who} />
        if (a in kindOf) return <GuidancePage key={c} kind={a} of={of} me={who} />
        return <RecordPage key={c} kind={a} of={of} />
      }
  }
  return <Empty title="没有这个页面">地址可能抄错了，请从左边的栏目进入。</Empty>
}
