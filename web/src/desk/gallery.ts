// What the gallery shows the components with: invented, and recognisably so.
import { createElement } from 'react'
import type { Column } from '../kit/DataTable'
import type { Origin } from '../kit/Facts'
import type { FieldSpec } from '../kit/field/spec'
import { MidCut } from '../kit/MidCut'
import type { Signature } from '../kit/signature'

export const longName = '样例市样例区样例食品经营管理有限责任公司竹岛路第三分店'

export const tones = [['ok', '期限内'], ['soon', '将到期'], ['over', '逾期 3 天'], ['paused', '暂停'], ['ended', '已办结']]

export const failure = (status: number) => ({
  status, id: status ? `01sample${status}` : '', fields: [],
  title: { 500: '服务器内部错误', 404: '没有找到', 403: '没有权限', 422: '内容有误', 0: '连不上服务器' }[status] ?? '',
  detail: { 500: '请稍后重试；已填写的内容保留在本页。', 404: '没有找到这条记录，或您无权查看。', 403: '您没有查看此项的权限；请联系安全管理员授权。', 422: '', 0: '请检查网络；已填写的内容保留在本页。' }[status] ?? '',
})

export type Line = { key: string; name: string; n: number }
export const lines: Line[] = [{ key: '1', name: longName, n: 1204 }, { key: '2', name: '样例试验印刷厂', n: 0 }, { key: '3', name: '样例便民商店', n: 37 }, { key: '4', name: '样例水产有限公司', n: 1000000 }]
export const columns: Column<Line>[] = [
  { key: 'name', title: '名称', sortable: true, render: (r) => createElement(MidCut, { text: r.name }) },
  { key: 'n', title: '数量 件', width: 110, align: 'right', sortable: true, render: (r) => (r.n ? r.n.toLocaleString('zh-CN') : createElement('span', { className: 'zero' }, '0')) },
]

export const fields: FieldSpec[] = [
  { name: 'name', title: '文字', type: 'text', required: true, help: '字段的说明写在下面', max: 60 },
  { name: 'kind', title: '选项', type: 'enum', options: [{ value: 'a', title: '甲类' }, { value: 'b', title: '乙类' }, { value: 'c', title: '丙类' }] },
  { name: 'since', title: '日期', type: 'date' },
  { name: 'n', title: '数', type: 'number', unit: '人' },
  { name: 'sum', title: '金额', type: 'money' },
  { name: 'yes', title: '是否', type: 'bool' },
  { name: 'area', title: '区县', type: 'area' },
  { name: 'who', title: '人员', type: 'person', personal: true },
  { name: 'many', title: '多项', type: 'list', of: 'text' },
  { name: 'long', title: '长文字', type: 'text', multiline: true, max: 2000 },
]
export const facts: FieldSpec[] = [
  { name: 'name', title: '名称', type: 'text', owner: 'province' },
  { name: 'place', title: '住所', type: 'text', owner: 'province' },
  { name: 'phone', title: '联系电话', type: 'text', personal: true },
  { name: 'staff', title: '从业人数', type: 'number', unit: '人' },
  { name: 'empty', title: '未填', type: 'text' },
  { name: 'long', title: '经营范围', type: 'text', multiline: true },
]
export const sample: Record<string, unknown> = {
  name: longName, kind: 'b', since: '2026-11-20', n: 86, sum: 80000000, yes: true, who: { name: '样例人', id: '' }, many: ['一', '二', '三'], place: '样例路 128 号', staff: 86,
  long: '许可项目：样例食品销售。一般项目：样例水产品批发；样例日用品零售；样例包装服务。（样例文字，只为看折行与收起。）',
}
export const origins: Record<string, Origin> = {
  name: { at: '2026-10-12T09:00:00+08:00', source: { source: 'province-register', owner: 'province', batch: 'x', file: '样例登记库.csv', line: 4417 } },
  place: {
    at: '2026-10-12T09:00:00+08:00', source: { source: 'province-register', owner: 'province', batch: 'x', file: '样例登记库.csv', line: 4417 }, former: { value: '样例路 218 号', until: '2026-10-12' },
    annotation: { area: '0000', id: 'x', value: '样例路 218 号', found_on: '2026-10-15', by: '样例人', objected_on: '2026-10-18' },
  },
  long: { at: '2026-06-18T09:00:00+08:00', actor: { name: '样例人', unit: '样例科' } },
}

export const tree: FieldSpec['tree'] = {
  below: async (code) => (code ? [{ value: code + '1', title: '下一级', leaf: true }] : [{ value: '1', title: '第一类', leaf: false }, { value: '2', title: '第二类', leaf: true }]),
  bounds: (code) => [code, code + ':'],
}

const signed: Signature = { title: '样例机关签章', by: '样例局', issuer: '样例认证机构', serial: '7A01', from: '2026-01-01', until: '2028-12-31', algorithm: 'SM2、SM3', at: '2026-11-20T09:30:00+08:00', inside: false, value: 'c2FtcGxl', demo: false, state: 'valid' }
export const signatures: Signature[] = [
  signed,
  { ...signed, title: '样例演示签名', issuer: '样例局', algorithm: 'ECDSA、SHA-256', inside: true, value: '', demo: true, state: 'untrusted', why: '演示证书，不具法律效力' },
  { ...signed, title: '样例被改文件', stamped: '2026-11-20T09:30:05+08:00', state: 'broken', why: '文件在签名后被改动' },
]
