import { useEffect, useState } from 'react'
import { Icon } from './Icon'

/** Copies a text and says so, also to a screen reader. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState<'' | 'yes' | 'no'>('')
  useEffect(() => {
    if (!done) return
    const t = setTimeout(() => setDone(''), 2000)
    return () => clearTimeout(t)
  }, [done])
  const copy = () => {
    // Only a secure page may write the clipboard.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    written.then(
      () => setDone('yes'),
      () => setDone('no'),
    )
  }
  return (
    <>
      <button type="button" className="icon-btn" aria-label={label} title={label} onClick={copy}>
        <Icon name={done === 'yes' ? 'tick' : 'copy'} size={18} />
      </button>
      <span className="unseen" role="status">
        {done === 'yes' ? '已复制' : done === 'no' ? '未能复制，请选中后手动复制' : ''}
      </span>
    </>
  )
}
