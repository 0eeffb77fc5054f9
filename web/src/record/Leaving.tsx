import { Button, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useBlocker } from 'react-router'

/** Asks before a page with unsent input is left; `lost` says what closing the tab would lose. */
export function Leaving({ dirty, lost, onDrop }: { dirty: () => boolean; lost: () => boolean; onDrop: () => void }) {
  const cache = useQueryClient()
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty() && !!cache.getQueryData(['me']) && currentLocation.pathname !== nextLocation.pathname)
  useEffect(() => {
    const on = (e: BeforeUnloadEvent) => { if (lost()) e.preventDefault() }
    window.addEventListener('beforeunload', on)
    return () => window.removeEventListener('beforeunload', on)
  })
  if (blocker.state !== 'blocked') return null
  return (
    <Modal
      open title="填写的内容还没有登记" width={480} onCancel={() => blocker.reset()} mask={{ closable: false }}
      footer={<>
        <Button onClick={() => { onDrop(); blocker.proceed() }}>不要了，离开</Button>
        <Button onClick={() => blocker.proceed()}>留作草稿，离开</Button>
        <Button type="primary" autoFocus onClick={() => blocker.reset()}>继续填写</Button>
      </>}
    >
      <div className="t13">草稿存在本机、只对您的账号可见，下次打开这张表接着填。{lost() && '其中的敏感字段只存在本标签页，关闭标签页或退出后不再保留。'}</div>
    </Modal>
  )
}
