import { isUtf8 } from 'node:buffer'

/** Whether bytes survive being decoded and encoded again, and can be in an argument of a command. */
export function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0)
}
