import type { CauseCode } from '../diagnosis.ts'
import type { BodyVariant } from './body-variant.ts'
import { decodeUtf8 } from './body-variant.ts'
import { repairAdditions, repairEdges } from './edge-variants.ts'
import { restoreEmptyFields } from './empty-field-variants.ts'
import { repairForm } from './form-variants.ts'
import { repairJson, turnJsonIntoForm } from './json-variants.ts'
import { unwrapBody } from './wrapping-variants.ts'

/** What may have been signed, and all that was done to it since. */
export interface RepairedBody {
  readonly bytes: Uint8Array
  readonly repairs: readonly CauseCode[]
}

/** What else is known of the request. */
export interface BodyContext {
  /** The query of the URL, without `?`. */
  readonly query: string
  /** Content-Length, if it was sent. */
  readonly announcedBytes: number | undefined
  /** The field names of other forms, in their order. */
  readonly otherOrders: readonly (readonly string[])[]
}

/** All bodies that can have become the one that was received, the likeliest first. */
export function* listRepairedBodies(body: Uint8Array, context: BodyContext): Generator<RepairedBody> {
  if (body.length === 0) return yield* readQuery(context)
  for (const { bytes, code } of repairEdges(body)) yield { bytes, repairs: [code] }
  for (const { bytes, code } of unwrapBody(body)) yield { bytes, repairs: [code] }
  yield* repairContent(body, [], context)
  const unwrapped = [...repairAdditions(body), ...unwrapBody(body)]
  for (const { bytes, code } of unwrapped) {
    for (const second of repairAdditions(bytes)) yield { bytes: second.bytes, repairs: [code, second.code] }
    yield* repairContent(bytes, [code], context)
  }
}

/** Takes back what parsing and encoding again does to a form or to JSON. */
function* repairContent(
  body: Uint8Array,
  repairs: readonly CauseCode[],
  context: BodyContext,
): Generator<RepairedBody> {
  const text = decodeUtf8(body)
  if (text === undefined) return
  const variants: readonly Iterable<BodyVariant>[] = [
    repairForm(text, context.otherOrders),
    repairJson(text),
    turnJsonIntoForm(text),
    restoreEmptyFields(text, context.announcedBytes),
  ]
  for (const group of variants) {
    for (const { bytes, code } of group) yield { bytes, repairs: [...repairs, code] }
  }
}

/** A callback set to GET has its fields in the query, and no body. */
function* readQuery({ query, otherOrders }: BodyContext): Generator<RepairedBody> {
  if (query === '') return
  yield { bytes: Buffer.from(query), repairs: ['fields_in_query'] }
  for (const { bytes } of repairForm(query, otherOrders)) yield { bytes, repairs: ['fields_in_query'] }
}
