import type { CauseCode, Evidence } from '../../src/diagnosis/diagnosis.ts'
import type { Random } from './random.ts'
import { type Kind, sampleBody, signEvidence } from './samples.ts'

/** One way to break a delivery. */
export interface Damage {
  readonly name: string
  /** Causes that may be named: two mistakes can leave the same bytes. */
  readonly causes: readonly CauseCode[]
  /** Whether it has to be proven; otherwise it has to be likely. */
  readonly isReversible: boolean
  /** @returns undefined if this sample cannot be broken in this way */
  make(random: Random): Evidence | undefined
}

const kinds: readonly Kind[] = ['form', 'json']

/** Signs `signed` and lets `received` arrive. */
export function deliver(
  kind: Kind,
  signed: string,
  received: string | Uint8Array,
  random: Random,
  contentType?: string,
): Evidence | undefined {
  const body = Buffer.from(received)
  if (body.equals(Buffer.from(signed))) return undefined
  const evidence = signEvidence(kind, signed, random)
  return {
    ...evidence,
    body,
    headers:
      contentType === undefined
        ? evidence.headers
        : replaceHeader(evidence, 'Content-Type', () => contentType),
  }
}

export function replaceHeader(
  { headers }: Evidence,
  name: string,
  change: (value: string) => string,
): Evidence['headers'] {
  return headers.map(([other, value]) => (other === name ? [other, change(value)] : [other, value]))
}

/** A change of the body of a sample. */
export function damageBody(
  code: CauseCode | readonly CauseCode[],
  name: string,
  change: (body: string, random: Random, kind: Kind) => string | Uint8Array | undefined,
  {
    of = kinds,
    isReversible = true,
  }: { readonly of?: readonly Kind[]; readonly isReversible?: boolean } = {},
): Damage {
  return {
    name,
    causes: [code].flat(),
    isReversible,
    make(random) {
      const kind = random.pick(of)
      const signed = sampleBody(kind, random)
      const received = change(signed, random, kind)
      return received === undefined ? undefined : deliver(kind, signed, received, random)
    },
  }
}

/** A change of anything but the body. */
export function damageRequest(
  code: CauseCode | readonly CauseCode[],
  name: string,
  change: (evidence: Evidence, random: Random) => Partial<Evidence> | undefined,
  { isReversible = true }: { readonly isReversible?: boolean } = {},
): Damage {
  return {
    name,
    causes: [code].flat(),
    isReversible,
    make(random) {
      const kind = random.pick(kinds)
      const evidence = signEvidence(kind, sampleBody(kind, random), random)
      const changes = change(evidence, random)
      return changes && { ...evidence, ...changes }
    },
  }
}
