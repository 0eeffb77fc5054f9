import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Icon } from '../face/Icon'
import { go, usePlace } from '../face/route'
import { isCode } from './progress/data'
import { useWide } from './useWide'

/** The one field of the portal: a name, a code, a document number. */
export function SearchField({ small, large, at }: { small?: boolean; large?: boolean; at?: string }) {
  const { path, query } = usePlace()
  const wide = useWide()
  const [text, setText] = useState(path === '/search' ? (query.get('q') ?? '') : '')
  const [why, setWhy] = useState('')
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (at !== undefined) setText(at)
  }, [at])
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const q = text.trim()
    if (Array.from(q).length < 2) {
      setWhy('请至少输入两个字')
      input.current?.focus()
      return
    }
    setWhy('')
    if (isCode(q)) return go('/progress#' + q.replace(/[\s-]/g, ''))
    go('/search?q=' + encodeURIComponent(q))
  }
  return (
    <form className={small ? 'find' : 'find-page'} role="search" onSubmit={submit}>
      <div className="field">
        <Icon name="search" size={small ? 18 : 22} />
        <input
          ref={input}
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          maxLength={100}
          aria-label="企业名称、统一社会信用代码、文号或查询码"
          aria-describedby={why ? 'find-why' : undefined}
          placeholder={small ? '企业名称、代码、文号' : wide ? '企业名称、统一社会信用代码、文号或查询码' : '企业名称、代码、文号或查询码'}
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
        {large && (
          <button type="submit" className="btn btn-primary">
            查询
          </button>
        )}
      </div>
      <p id="find-why" role="status" className={why ? 'why' : 'unseen'}>
        {why}
      </p>
    </form>
  )
}
