import type { Tone } from '../kit/Status'

const ended = /注销|撤销|迁出|终止|关闭|已归档|已失效|失效|撤回|结案|移出|死亡|解除/
const over = /吊销|责令|逾期|严重失信|不合格|禁止/
const soon = /异常|歇业|将到期|临期|公告中|待核|疑|另册/
const paused = /暂停|中止|冻结/

/** The shape for a status word that a register uses. */
export function statusTone(word: string): Tone {
  if (over.test(word)) return 'over'
  if (ended.test(word)) return 'ended'
  if (paused.test(word)) return 'paused'
  if (soon.test(word)) return 'soon'
  return 'ok'
}
