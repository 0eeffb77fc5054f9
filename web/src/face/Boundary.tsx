import { Component, type ReactNode } from 'react'
import { Problem } from '../api/client'
import { Failed } from './States'

const unloadable = /dynamically imported|module script|Failed to fetch/

/** What a page that cannot be shown says: a new build took its files away, the network is gone, or it broke. */
export class Boundary extends Component<{ children: ReactNode }, { broke?: Error }> {
  override state: { broke?: Error } = {}
  static getDerivedStateFromError(broke: Error) {
    return { broke }
  }
  override render() {
    const { broke } = this.state
    if (!broke) return this.props.children
    const of = !unloadable.test(broke.message) ? new Problem({ status: -1, title: '本页显示出错', detail: '请重新载入；若仍出错，请把本页网址告诉本局。' })
      : navigator.onLine ? new Problem({ status: -1, title: '本站已更新', detail: '请重新载入本页。' })
      : new Problem({ status: 0, detail: '请检查网络，恢复后重试。' })
    return <Failed of={of} retry={() => location.reload()} />
  }
}
