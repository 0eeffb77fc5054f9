import type { ReactNode } from 'react'
import { findKind } from '../api/queries'
import type { Me, Meta } from '../api/types'

type Entry = { to: string; title: string; who: string }

// who: letters of the duties a page serves. s 系统, a 安全, u 审计, b 业务, c whoever may confirm grants.
const entries: Entry[] = [
  { to: '/admin/audit', title: '审计查询', who: 'u' },
  { to: '/admin/sign-ins', title: '登录日志', who: 'u' },
  { to: '/admin/people', title: '人员与账号', who: 'sau' },
  { to: '/admin/units', title: '机构', who: 'sau' },
  { to: '/admin/grants', title: '角色与授权', who: 'au' },
  { to: '/admin/pending', title: '待确认的授权', who: 'ac' },
  { to: '/admin/rights', title: '权限查询', who: 'au' },
  { to: '/admin/sessions', title: '登录会话', who: 'su' },
  { to: '/admin/keys', title: '接口密钥', who: 'sau' },
  { to: '/admin/jobs', title: '后台任务', who: 'su' },
  { to: '/admin/declarations', title: '业务声明', who: 'sau' },
  { to: '/admin/ledger', title: '留痕账本', who: 'sau' },
  { to: '/admin/codes', title: '代码表', who: 'saub' },
  { to: '/admin/city', title: '城市配置', who: 'sau' },
]

/** The pages of the administration that serve this person. */
export function adminPages(me: Me, meta?: Meta): { to: string; title: string }[] {
  const letters = { system: 's', security: 'a', audit: 'u', business: 'b' }[me.duty] + (findKind(meta, 'role_grant')?.kind.may?.includes('confirm') ? 'c' : '')
  return entries.filter((e) => [...letters].some((l) => e.who.includes(l)))
}

export const AdminNav = ({ me, meta, item }: { me: Me; meta?: Meta; item: (to: string, title: string) => ReactNode }) => <>{adminPages(me, meta).map((e) => item(e.to, e.title))}</>
