// The words of the administration, the same on every page.
import type { Tone } from '../kit/Status'
import type { AccountRow, ApiKey, Duty, JobRow } from './types'

export const duties: Record<Duty, string> = { business: '业务人员', system: '系统管理员', security: '安全管理员', audit: '审计管理员' }

export const accountStates: Record<AccountRow['state'], { word: string; tone: Tone }> = {
  none: { word: '未开通', tone: 'ended' }, active: { word: '正常', tone: 'ok' }, locked: { word: '已锁定', tone: 'over' }, failing: { word: '输错暂锁', tone: 'soon' },
}
export const keyStates: Record<ApiKey['state'], { word: string; tone: Tone }> = {
  active: { word: '有效', tone: 'ok' }, expired: { word: '已到期', tone: 'ended' }, revoked: { word: '已停用', tone: 'ended' },
}
export const jobStates: Record<JobRow['state'], { word: string; tone: Tone }> = {
  waiting: { word: '等待', tone: 'soon' }, running: { word: '进行中', tone: 'paused' }, done: { word: '完成', tone: 'ok' }, failed: { word: '失败', tone: 'over' }, cancelled: { word: '已取消', tone: 'ended' },
}
export const unitSorts: Record<string, string> = { bureau: '局', division: '内设机构', station: '派出机构', team: '执法队伍', institution: '事业单位' }

export function browser(agent: string) {
  const name = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : agent ? '其他程序' : ''
  const os = /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Android/.test(agent) ? 'Android' : /Linux/.test(agent) ? 'Linux' : ''
  return os ? `${name} · ${os}` : name
}
