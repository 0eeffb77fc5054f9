import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { EmptyState } from '../kit/States'

export default function NotFound() {
  const go = useNavigate()
  return <EmptyState title="没有这一页" act={<Button onClick={() => go('/')}>回工作台</Button>}>地址可能已变。可用上方搜索查找监管对象或功能。</EmptyState>
}
