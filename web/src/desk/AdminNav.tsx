import type { ReactNode } from 'react'
import { Outlet, useLocation } from 'react-router'
import { findKind, mayCollect, useMe, useMeta } from '../api/queries'
import type { Me, Meta } from '../api/types'
import { NoPermission, Skeleton } from '../kit/States'

type Entry = { to: string; title: string; who: string; note: string }

// who: letters of the duties a page serves; c is whoever may confirm grants.
const served = { s: '系统管理员', a: '安全管理员', u: '审计管理员', b: '业务人员', c: '有权复核授权的人员' }
const entries: Entry[] = [
  { to: '/admin/audit', title: '审计查询', who: 'u', note: '谁、何时、办理了什么，逐条可查' },
  { to: '/admin/sign-ins', title: '登录日志', who: 'u', note: '登录、失败、锁定与动态验证码' },
  { to: '/admin/people', title: '人员与账号', who: 'sau', note: '登记人员，开通、锁定账号' },
  { to: '/admin/units', title: '机构', who: 'sau', note: '机构的上下级与名义机关' },
  { to: '/admin/grants', title: '角色与授权', who: 'au', note: '谁有哪些权限，凭何依据' },
  { to: '/admin/pending', title: '待确认的授权', who: 'ac', note: '授权须另一人复核才生效' },
  { to: '/admin/rights', title: '权限查询', who: 'au', note: '某人能不能做某事，为什么' },
  { to: '/admin/sessions', title: '登录会话', who: 'su', note: '谁正在使用，可以结束' },
  { to: '/admin/keys', title: '接口密钥', who: 'sau', note: '程序使用的密钥及其权限' },
  { to: '/admin/jobs', title: '后台任务', who: 'su', note: '导入、整理等长任务的进度' },
  { to: '/admin/channels', title: '发送通道', who: 'su', note: '短信、邮件、邮寄是否可用，各有多少条' },
  { to: '/admin/declarations', title: '业务声明', who: 'sau', note: '各类记录的字段、动作与依据' },
  { to: '/admin/procedures', title: '程序', who: 'saub', note: '各业务的环节、动作、期限与依据' },
  { to: '/admin/ledger', title: '留痕账本', who: 'sau', note: '核验账本，下载检查点' },
  { to: '/admin/codes', title: '代码表', who: 'saub', note: '国家标准与本局的代码' },
  { to: '/admin/city', title: '城市配置', who: 'sau', note: '地域、机构底册与工作日历' },
]

/** The pages of the administration that serve this person. */
export function adminPages(me: Me, meta?: Meta): Entry[] {
  const letters = { system: 's', security: 'a', audit: 'u', business: 'b' }[me.duty] + (findKind(meta, 'role_grant')?.kind.may?.includes('confirm') ? 'c' : '')
  return entries.filter((e) => [...letters].some((l) => e.who.includes(l)))
}

/** A page of the administration, for those it serves; the server judges every call all the same. */
export function AdminGate() {
  const me = useMe().data
  const meta = useMeta().data
  const { pathname } = useLocation()
  if (!me || !meta) return <Skeleton rows={10} />
  const at = pathname.endsWith('/rights/mine') ? undefined : entries.find((e) => pathname === e.to || pathname.startsWith(e.to + '/'))
  if (!at || adminPages(me, meta).includes(at)) return <Outlet />
  return <NoPermission detail={`“${at.title}”由${[...at.who].map((l) => served[l as keyof typeof served]).join('、')}使用，您的职责不含此项。`} />
}

/** Collection, for whoever may import something. */
export function CollectGate() {
  const meta = useMeta().data
  if (!meta) return <Skeleton rows={10} />
  return mayCollect(meta) ? <Outlet /> : <NoPermission detail="您的岗位未授予导入权限，数据由数据管理员归集。可向本局安全管理员申请，经另一人复核后生效。" />
}

export const AdminNav = ({ me, meta, item }: { me: Me; meta?: Meta; item: (to: string, title: string) => ReactNode }) => <>{adminPages(me, meta).map((e) => item(e.to, e.title))}</>
