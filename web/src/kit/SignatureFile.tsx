import { useEffect, useState } from 'react'
import { signatureFile, type Signature } from './signature'

/** Saves a signature that lies beside the file; nothing for one that is in it. */
export function SignatureFile({ of: s, name }: { of: Signature; name: string }) {
  const [url, setURL] = useState('')
  useEffect(() => {
    if (!s.value || !s.serial) return
    const made = URL.createObjectURL(signatureFile(s))
    setURL(made)
    return () => URL.revokeObjectURL(made)
  }, [s])
  return url ? <a className="link" href={url} download={`${name}.p7s`} data-testid="signature-file">下载签名文件（.p7s）</a> : null
}
