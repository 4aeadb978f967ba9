import { quoteAll } from './condition.ts'
import { writeLiterals, writeProperty } from './property-types.ts'
import type { Field, Specification } from './specification.ts'
import { SpecificationError } from './specification-error.ts'

/** Final statuses that carry the same fields, and those of the fields that not every call has. */
interface StatusGroup {
  readonly statuses: readonly string[]
  readonly ownFields: readonly Field[]
}

/** Writes the types of an ended call: a union on `CallStatus`. */
export function writeCallTypes({ fields }: Specification): string {
  const statusField = findStatusField(fields)
  const statuses = (statusField.constraint.enum ?? []).map(String)
  const { completed, unsuccessful } = splitGroups(groupStatuses(fields, statuses))
  const sharedFields = fields.filter((field) => field.condition?.statuses === undefined)
  return `
/** The final values of \`CallStatus\`. */
export type FinalCallStatus = ${writeLiterals(statuses)}

/** Fields that every call can have, however it ended. */
export interface CallBase {
${sharedFields.map((field) => writeProperty(field, field === statusField ? 'FinalCallStatus' : undefined)).join('\n\n')}
}

/** A call that ended ${quoteAll(completed.statuses, 'or')}, with the fields that only such calls have. */
export interface CompletedCall extends CallBase {
${writeGroupProperties(completed, statusField)}
}

/** A call that ended ${quoteAll(unsuccessful.statuses, 'or')}. */
export interface UnsuccessfulCall extends CallBase {
${writeGroupProperties(unsuccessful, statusField)}
}

/**
 * The validated body of the webhook, under the specification's own names. Check \`CallStatus\` to access the fields
 * that depend on it.
 */
export type TelnyxCall = CompletedCall | UnsuccessfulCall
`
}

function findStatusField(fields: readonly Field[]): Field {
  const field = fields.find(({ name }) => name === 'CallStatus')
  if (!field?.required) throw new SpecificationError('CallStatus', 'must be a required field')
  return field
}

function groupStatuses(fields: readonly Field[], statuses: readonly string[]): readonly StatusGroup[] {
  const groups = new Map<string, StatusGroup>()
  for (const status of statuses) {
    const ownFields = fields.filter((field) => field.condition?.statuses?.includes(status))
    const key = ownFields.map((field) => field.name).join()
    groups.set(key, { statuses: [...(groups.get(key)?.statuses ?? []), status], ownFields })
  }
  return [...groups.values()]
}

function splitGroups(groups: readonly StatusGroup[]): Record<'completed' | 'unsuccessful', StatusGroup> {
  const completed = groups.find(({ statuses }) => statuses.includes('completed'))
  const unsuccessful = groups.find((group) => group !== completed)
  if (groups.length !== 2 || completed === undefined || unsuccessful === undefined) {
    const found = groups.map(({ statuses }) => statuses.join(', ')).join(' | ')
    throw new SpecificationError(
      'x-present-when',
      `must divide the values of CallStatus into two groups, that of "completed" and the others; found: ${found}`,
    )
  }
  return { completed, unsuccessful }
}

function writeGroupProperties({ statuses, ownFields }: StatusGroup, statusField: Field): string {
  const status = writeProperty({ ...statusField, example: statuses[0] }, writeLiterals(statuses))
  return [status, ...ownFields.map((field) => writeProperty(field))].join('\n\n')
}
