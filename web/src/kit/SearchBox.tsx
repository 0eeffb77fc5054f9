import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useRef, useState } from 'react'

/** Searches as one types, 250 ms after the last stroke; an input method is left to finish. */
export function SearchBox({ value, onChange, placeholder, width = 240 }: { value: string; onChange: (v: string) => void; placeholder: string; width?: number }) {
  const [text, setText] = useState(value)
  const [composing, setComposing] = useState(false)
  const sent = useRef(value)
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => {
    if (text.trim() === sent.current || composing) return
    const t = setTimeout(() => {
      sent.current = text.trim()
      onChange(text.trim())
    }, 250)
    return () => clearTimeout(t)
  }, [text, composing]) // eslint-disable-line react-hooks/exhaustive-deps
  return (
    <Input
      allowClear data-testid="list-search" aria-label={placeholder} placeholder={placeholder} style={{ width, height: 28 }}
      prefix={<SearchOutlined style={{ color: 'var(--hint)' }} />} value={text}
      onChange={(e) => setText(e.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  )
}
