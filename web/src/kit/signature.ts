// Electronic signatures of documents as the server checked them: what the desk and the public pages say of one.
import { dayTime } from './format'
import type { Tone } from './Status'

export type Signature = {
  title: string; by: string; issuer: string; serial: string; from: string; until: string; algorithm: string
  at: string; stamped?: string; inside: boolean; value?: string; demo: boolean; state: string; why?: string
}

export const signatureTone = (s: Signature): Tone => (s.state === 'valid' ? 'ok' : s.state === 'broken' ? 'over' : 'paused')

export const signatureState = (s: Signature) =>
  s.state === 'valid' ? '验证通过' : s.state === 'unread' ? '现在不能验证' : s.state === 'broken' ? '验证不通过' : '文件未改动，签名人未获信任'

/** When it was signed, and on whose word. */
export const signedWhen = (s: Signature) => (s.stamped ? `${dayTime(s.stamped)}（时间戳服务）` : `${dayTime(s.at)}（签发系统）`)

/** The certificate in a line; nothing for a signature that has none or could not be read. */
export const certificateLine = (s: Signature) =>
  s.serial ? [s.issuer === s.by ? '自签' : `${s.issuer} 签发`, `序列号 ${s.serial}`, `${s.from} 至 ${s.until}`, s.algorithm].join('；') : ''

/** A signature beside the file, as a file of its own (SignedData, DER). */
export function signatureFile(s: Signature) {
  const raw = atob(s.value ?? '')
  return new Blob([Uint8Array.from(raw, (c) => c.charCodeAt(0))], { type: 'application/pkcs7-signature' })
}
