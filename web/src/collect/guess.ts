// A first proposal for a column without a saved mapping; the officer sees and changes it.
import type { Field } from '../api/types'

const same: string[][] = [
  ['名称', '企业名称', '主体名称', '字号名称', '企业名称（字号名称）', 'name', 'entname', 'comp_nm', 'companyname'],
  ['统一社会信用代码', '信用代码', '社会信用代码', 'uscc', 'creditcode', 'uniscid', 'uni_social_crd_cd'],
  ['注册号', '营业执照注册号', '工商注册号', 'regno', 'reg_no', 'no'],
  ['成立日期', '注册日期', '成立时间', 'estdate', 'est_dt', 'startdate', 'est_date'],
  ['核准日期', '发照日期', 'apprdate', 'appr_dt', 'checkdate', 'appr_date'],
  ['主体类型', '企业类型', '类型', '企业（机构）类型', 'enttype', 'econkind', 'ent_type', 'comp_type'],
  ['注册资本', '注册资金', '资金数额', '注册资本（万元）', 'regcap', 'registcapi', 'reg_capt', 'capital'],
  ['经营范围', '业务范围', 'opscope', 'scope', 'opt_scop'],
  ['住所', '注册地址', '地址', '经营场所', '住所（经营场所）', 'dom', 'address', 'addr'],
  ['法定代表人', '法人', '经营者', '负责人', '法定代表人(经营者姓名)', 'lerep', 'opername', 'legal_repre', 'legal_rep'],
  ['登记状态', '状态', '企业状态', '经营状态', 'regstate', 'shortstatus', 'status', 'reg_state'],
  ['登记机关', 'regorg', 'belongorg', 'reg_org'],
  ['行业', '行业代码', 'industryco', 'industry', 'indv_code'],
  ['联系电话', '电话', 'tel', 'phone', 'contactno'],
  ['营业期限自', '经营(营业)起始日期', 'opfrom', 'opt_from', 'termstart'],
  ['营业期限至', '经营(营业)截止日期', 'opto', 'opt_to', 'teamend'],
]

const plain = (s: string) => s.normalize('NFKC').replace(/[\s_]/g, '').toLowerCase()

/** The field a column's head means, by its own name or by what other registers call it. */
export function guess(column: string, fields: Field[]): string {
  const c = plain(column)
  const own = fields.find((f) => plain(f.title) === c || plain(f.name) === c)
  if (own) return own.name
  const row = same.find((words) => words.some((w) => plain(w) === c))
  if (!row) return ''
  return fields.find((f) => row.some((w) => plain(w) === plain(f.title) || plain(w) === plain(f.name)))?.name ?? ''
}
