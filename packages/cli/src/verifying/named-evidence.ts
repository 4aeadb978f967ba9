import type { Evidence } from '../diagnosis/diagnosis.ts'

/** What a file says of one request: everything but the keys. */
export interface NamedEvidence extends Omit<Evidence, 'publicKeys' | 'otherPublicKeys' | 'otherDeliveries'> {
  /** Which request it is, such as the file's name. */
  readonly name: string
}
