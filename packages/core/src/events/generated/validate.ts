// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

// @ts-nocheck
import { isDateTime } from '../date-time.ts'
import type { SchemaValidator } from './schema-validator.ts'
export type { SchemaError, SchemaValidator } from './schema-validator.ts'

const formats = { 'date-time': isDateTime }

/* c8 ignore start -- Ajv wrote it: the generator's tests hold it to the schema */

export const validateCallSchema: SchemaValidator = validate10
const schema11 = {
  properties: {
    CallStatus: { enum: ['completed', 'busy', 'no-answer', 'canceled', 'failed'] },
    CallbackSource: { enum: ['call-progress-events'] },
    DialCallStatus: { enum: ['completed', 'busy', 'no-answer', 'canceled', 'failed'] },
  },
}
const formats0 = formats['date-time']

function validate10(data, { instancePath = '', parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null
  let errors = 0
  if (data && typeof data == 'object' && !Array.isArray(data)) {
    if (data.AccountSid === undefined) {
      const err0 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'AccountSid' },
        message: "must have required property '" + 'AccountSid' + "'",
      }
      if (vErrors === null) {
        vErrors = [err0]
      } else {
        vErrors.push(err0)
      }
      errors++
    }
    if (data.CallInitiatedAt === undefined) {
      const err1 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'CallInitiatedAt' },
        message: "must have required property '" + 'CallInitiatedAt' + "'",
      }
      if (vErrors === null) {
        vErrors = [err1]
      } else {
        vErrors.push(err1)
      }
      errors++
    }
    if (data.CallSid === undefined) {
      const err2 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'CallSid' },
        message: "must have required property '" + 'CallSid' + "'",
      }
      if (vErrors === null) {
        vErrors = [err2]
      } else {
        vErrors.push(err2)
      }
      errors++
    }
    if (data.CallSidLegacy === undefined) {
      const err3 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'CallSidLegacy' },
        message: "must have required property '" + 'CallSidLegacy' + "'",
      }
      if (vErrors === null) {
        vErrors = [err3]
      } else {
        vErrors.push(err3)
      }
      errors++
    }
    if (data.CallStatus === undefined) {
      const err4 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'CallStatus' },
        message: "must have required property '" + 'CallStatus' + "'",
      }
      if (vErrors === null) {
        vErrors = [err4]
      } else {
        vErrors.push(err4)
      }
      errors++
    }
    if (data.CallbackSource === undefined) {
      const err5 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'CallbackSource' },
        message: "must have required property '" + 'CallbackSource' + "'",
      }
      if (vErrors === null) {
        vErrors = [err5]
      } else {
        vErrors.push(err5)
      }
      errors++
    }
    if (data.ConnectionId === undefined) {
      const err6 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'ConnectionId' },
        message: "must have required property '" + 'ConnectionId' + "'",
      }
      if (vErrors === null) {
        vErrors = [err6]
      } else {
        vErrors.push(err6)
      }
      errors++
    }
    if (data.From === undefined) {
      const err7 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'From' },
        message: "must have required property '" + 'From' + "'",
      }
      if (vErrors === null) {
        vErrors = [err7]
      } else {
        vErrors.push(err7)
      }
      errors++
    }
    if (data.SequenceNumber === undefined) {
      const err8 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'SequenceNumber' },
        message: "must have required property '" + 'SequenceNumber' + "'",
      }
      if (vErrors === null) {
        vErrors = [err8]
      } else {
        vErrors.push(err8)
      }
      errors++
    }
    if (data.Timestamp === undefined) {
      const err9 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'Timestamp' },
        message: "must have required property '" + 'Timestamp' + "'",
      }
      if (vErrors === null) {
        vErrors = [err9]
      } else {
        vErrors.push(err9)
      }
      errors++
    }
    if (data.To === undefined) {
      const err10 = {
        instancePath,
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'To' },
        message: "must have required property '" + 'To' + "'",
      }
      if (vErrors === null) {
        vErrors = [err10]
      } else {
        vErrors.push(err10)
      }
      errors++
    }
    if (data.AccountSid !== undefined) {
      if (typeof data.AccountSid !== 'string') {
        const err11 = {
          instancePath: instancePath + '/AccountSid',
          schemaPath: '#/properties/AccountSid/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err11]
        } else {
          vErrors.push(err11)
        }
        errors++
      }
    }
    if (data.CallInitiatedAt !== undefined) {
      let data1 = data.CallInitiatedAt
      if (typeof data1 === 'string') {
        if (!formats0(data1)) {
          const err12 = {
            instancePath: instancePath + '/CallInitiatedAt',
            schemaPath: '#/properties/CallInitiatedAt/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err12]
          } else {
            vErrors.push(err12)
          }
          errors++
        }
      } else {
        const err13 = {
          instancePath: instancePath + '/CallInitiatedAt',
          schemaPath: '#/properties/CallInitiatedAt/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err13]
        } else {
          vErrors.push(err13)
        }
        errors++
      }
    }
    if (data.CallSid !== undefined) {
      if (typeof data.CallSid !== 'string') {
        const err14 = {
          instancePath: instancePath + '/CallSid',
          schemaPath: '#/properties/CallSid/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err14]
        } else {
          vErrors.push(err14)
        }
        errors++
      }
    }
    if (data.CallSidLegacy !== undefined) {
      if (typeof data.CallSidLegacy !== 'string') {
        const err15 = {
          instancePath: instancePath + '/CallSidLegacy',
          schemaPath: '#/properties/CallSidLegacy/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err15]
        } else {
          vErrors.push(err15)
        }
        errors++
      }
    }
    if (data.CallStatus !== undefined) {
      let data4 = data.CallStatus
      if (typeof data4 !== 'string') {
        const err16 = {
          instancePath: instancePath + '/CallStatus',
          schemaPath: '#/properties/CallStatus/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err16]
        } else {
          vErrors.push(err16)
        }
        errors++
      }
      if (
        !(
          data4 === 'completed' ||
          data4 === 'busy' ||
          data4 === 'no-answer' ||
          data4 === 'canceled' ||
          data4 === 'failed'
        )
      ) {
        const err17 = {
          instancePath: instancePath + '/CallStatus',
          schemaPath: '#/properties/CallStatus/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.CallStatus.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err17]
        } else {
          vErrors.push(err17)
        }
        errors++
      }
    }
    if (data.CallbackSource !== undefined) {
      let data5 = data.CallbackSource
      if (typeof data5 !== 'string') {
        const err18 = {
          instancePath: instancePath + '/CallbackSource',
          schemaPath: '#/properties/CallbackSource/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err18]
        } else {
          vErrors.push(err18)
        }
        errors++
      }
      if (!(data5 === 'call-progress-events')) {
        const err19 = {
          instancePath: instancePath + '/CallbackSource',
          schemaPath: '#/properties/CallbackSource/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.CallbackSource.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err19]
        } else {
          vErrors.push(err19)
        }
        errors++
      }
    }
    if (data.ConnectionId !== undefined) {
      if (typeof data.ConnectionId !== 'string') {
        const err20 = {
          instancePath: instancePath + '/ConnectionId',
          schemaPath: '#/properties/ConnectionId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err20]
        } else {
          vErrors.push(err20)
        }
        errors++
      }
    }
    if (data.From !== undefined) {
      if (typeof data.From !== 'string') {
        const err21 = {
          instancePath: instancePath + '/From',
          schemaPath: '#/properties/From/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err21]
        } else {
          vErrors.push(err21)
        }
        errors++
      }
    }
    if (data.SequenceNumber !== undefined) {
      let data8 = data.SequenceNumber
      if (!(typeof data8 == 'number' && !(data8 % 1) && !isNaN(data8) && isFinite(data8))) {
        const err22 = {
          instancePath: instancePath + '/SequenceNumber',
          schemaPath: '#/properties/SequenceNumber/type',
          keyword: 'type',
          params: { type: 'integer' },
          message: 'must be integer',
        }
        if (vErrors === null) {
          vErrors = [err22]
        } else {
          vErrors.push(err22)
        }
        errors++
      }
    }
    if (data.Timestamp !== undefined) {
      let data9 = data.Timestamp
      if (typeof data9 === 'string') {
        if (!formats0(data9)) {
          const err23 = {
            instancePath: instancePath + '/Timestamp',
            schemaPath: '#/properties/Timestamp/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err23]
          } else {
            vErrors.push(err23)
          }
          errors++
        }
      } else {
        const err24 = {
          instancePath: instancePath + '/Timestamp',
          schemaPath: '#/properties/Timestamp/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err24]
        } else {
          vErrors.push(err24)
        }
        errors++
      }
    }
    if (data.To !== undefined) {
      if (typeof data.To !== 'string') {
        const err25 = {
          instancePath: instancePath + '/To',
          schemaPath: '#/properties/To/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err25]
        } else {
          vErrors.push(err25)
        }
        errors++
      }
    }
    if (data.AnsweredTime !== undefined) {
      let data11 = data.AnsweredTime
      if (typeof data11 === 'string') {
        if (!formats0(data11)) {
          const err26 = {
            instancePath: instancePath + '/AnsweredTime',
            schemaPath: '#/properties/AnsweredTime/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err26]
          } else {
            vErrors.push(err26)
          }
          errors++
        }
      } else {
        const err27 = {
          instancePath: instancePath + '/AnsweredTime',
          schemaPath: '#/properties/AnsweredTime/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err27]
        } else {
          vErrors.push(err27)
        }
        errors++
      }
    }
    if (data.CallControlId !== undefined) {
      if (typeof data.CallControlId !== 'string') {
        const err28 = {
          instancePath: instancePath + '/CallControlId',
          schemaPath: '#/properties/CallControlId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err28]
        } else {
          vErrors.push(err28)
        }
        errors++
      }
    }
    if (data.CallDuration !== undefined) {
      if (typeof data.CallDuration !== 'string') {
        const err29 = {
          instancePath: instancePath + '/CallDuration',
          schemaPath: '#/properties/CallDuration/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err29]
        } else {
          vErrors.push(err29)
        }
        errors++
      }
    }
    if (data.CallLegId !== undefined) {
      if (typeof data.CallLegId !== 'string') {
        const err30 = {
          instancePath: instancePath + '/CallLegId',
          schemaPath: '#/properties/CallLegId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err30]
        } else {
          vErrors.push(err30)
        }
        errors++
      }
    }
    if (data.CallQualityStats !== undefined) {
      if (typeof data.CallQualityStats !== 'string') {
        const err31 = {
          instancePath: instancePath + '/CallQualityStats',
          schemaPath: '#/properties/CallQualityStats/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err31]
        } else {
          vErrors.push(err31)
        }
        errors++
      }
    }
    if (data.CallSessionId !== undefined) {
      if (typeof data.CallSessionId !== 'string') {
        const err32 = {
          instancePath: instancePath + '/CallSessionId',
          schemaPath: '#/properties/CallSessionId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err32]
        } else {
          vErrors.push(err32)
        }
        errors++
      }
    }
    if (data.CallerId !== undefined) {
      if (typeof data.CallerId !== 'string') {
        const err33 = {
          instancePath: instancePath + '/CallerId',
          schemaPath: '#/properties/CallerId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err33]
        } else {
          vErrors.push(err33)
        }
        errors++
      }
    }
    if (data.DialCallDuration !== undefined) {
      if (typeof data.DialCallDuration !== 'string') {
        const err34 = {
          instancePath: instancePath + '/DialCallDuration',
          schemaPath: '#/properties/DialCallDuration/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err34]
        } else {
          vErrors.push(err34)
        }
        errors++
      }
    }
    if (data.DialCallSid !== undefined) {
      if (typeof data.DialCallSid !== 'string') {
        const err35 = {
          instancePath: instancePath + '/DialCallSid',
          schemaPath: '#/properties/DialCallSid/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err35]
        } else {
          vErrors.push(err35)
        }
        errors++
      }
    }
    if (data.DialCallSidLegacy !== undefined) {
      if (typeof data.DialCallSidLegacy !== 'string') {
        const err36 = {
          instancePath: instancePath + '/DialCallSidLegacy',
          schemaPath: '#/properties/DialCallSidLegacy/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err36]
        } else {
          vErrors.push(err36)
        }
        errors++
      }
    }
    if (data.DialCallStatus !== undefined) {
      let data21 = data.DialCallStatus
      if (typeof data21 !== 'string') {
        const err37 = {
          instancePath: instancePath + '/DialCallStatus',
          schemaPath: '#/properties/DialCallStatus/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err37]
        } else {
          vErrors.push(err37)
        }
        errors++
      }
      if (
        !(
          data21 === 'completed' ||
          data21 === 'busy' ||
          data21 === 'no-answer' ||
          data21 === 'canceled' ||
          data21 === 'failed'
        )
      ) {
        const err38 = {
          instancePath: instancePath + '/DialCallStatus',
          schemaPath: '#/properties/DialCallStatus/enum',
          keyword: 'enum',
          params: { allowedValues: schema11.properties.DialCallStatus.enum },
          message: 'must be equal to one of the allowed values',
        }
        if (vErrors === null) {
          vErrors = [err38]
        } else {
          vErrors.push(err38)
        }
        errors++
      }
    }
    if (data.EndTime !== undefined) {
      let data22 = data.EndTime
      if (typeof data22 === 'string') {
        if (!formats0(data22)) {
          const err39 = {
            instancePath: instancePath + '/EndTime',
            schemaPath: '#/properties/EndTime/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err39]
          } else {
            vErrors.push(err39)
          }
          errors++
        }
      } else {
        const err40 = {
          instancePath: instancePath + '/EndTime',
          schemaPath: '#/properties/EndTime/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err40]
        } else {
          vErrors.push(err40)
        }
        errors++
      }
    }
    if (data.ErrorCode !== undefined) {
      if (typeof data.ErrorCode !== 'string') {
        const err41 = {
          instancePath: instancePath + '/ErrorCode',
          schemaPath: '#/properties/ErrorCode/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err41]
        } else {
          vErrors.push(err41)
        }
        errors++
      }
    }
    if (data.ErrorMessage !== undefined) {
      if (typeof data.ErrorMessage !== 'string') {
        const err42 = {
          instancePath: instancePath + '/ErrorMessage',
          schemaPath: '#/properties/ErrorMessage/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err42]
        } else {
          vErrors.push(err42)
        }
        errors++
      }
    }
    if (data.HangupCause !== undefined) {
      if (typeof data.HangupCause !== 'string') {
        const err43 = {
          instancePath: instancePath + '/HangupCause',
          schemaPath: '#/properties/HangupCause/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err43]
        } else {
          vErrors.push(err43)
        }
        errors++
      }
    }
    if (data.HangupSource !== undefined) {
      if (typeof data.HangupSource !== 'string') {
        const err44 = {
          instancePath: instancePath + '/HangupSource',
          schemaPath: '#/properties/HangupSource/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err44]
        } else {
          vErrors.push(err44)
        }
        errors++
      }
    }
    if (data.OccurredAt !== undefined) {
      let data27 = data.OccurredAt
      if (typeof data27 === 'string') {
        if (!formats0(data27)) {
          const err45 = {
            instancePath: instancePath + '/OccurredAt',
            schemaPath: '#/properties/OccurredAt/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err45]
          } else {
            vErrors.push(err45)
          }
          errors++
        }
      } else {
        const err46 = {
          instancePath: instancePath + '/OccurredAt',
          schemaPath: '#/properties/OccurredAt/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err46]
        } else {
          vErrors.push(err46)
        }
        errors++
      }
    }
    if (data.OrganizationId !== undefined) {
      if (typeof data.OrganizationId !== 'string') {
        const err47 = {
          instancePath: instancePath + '/OrganizationId',
          schemaPath: '#/properties/OrganizationId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err47]
        } else {
          vErrors.push(err47)
        }
        errors++
      }
    }
    if (data.ParentCallSid !== undefined) {
      if (typeof data.ParentCallSid !== 'string') {
        const err48 = {
          instancePath: instancePath + '/ParentCallSid',
          schemaPath: '#/properties/ParentCallSid/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err48]
        } else {
          vErrors.push(err48)
        }
        errors++
      }
    }
    if (data.ParentCallSidLegacy !== undefined) {
      if (typeof data.ParentCallSidLegacy !== 'string') {
        const err49 = {
          instancePath: instancePath + '/ParentCallSidLegacy',
          schemaPath: '#/properties/ParentCallSidLegacy/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err49]
        } else {
          vErrors.push(err49)
        }
        errors++
      }
    }
    if (data.RecordingDuration !== undefined) {
      if (typeof data.RecordingDuration !== 'string') {
        const err50 = {
          instancePath: instancePath + '/RecordingDuration',
          schemaPath: '#/properties/RecordingDuration/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err50]
        } else {
          vErrors.push(err50)
        }
        errors++
      }
    }
    if (data.RecordingUrl !== undefined) {
      if (typeof data.RecordingUrl !== 'string') {
        const err51 = {
          instancePath: instancePath + '/RecordingUrl',
          schemaPath: '#/properties/RecordingUrl/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err51]
        } else {
          vErrors.push(err51)
        }
        errors++
      }
    }
    if (data.ShakenStirAttestation !== undefined) {
      if (typeof data.ShakenStirAttestation !== 'string') {
        const err52 = {
          instancePath: instancePath + '/ShakenStirAttestation',
          schemaPath: '#/properties/ShakenStirAttestation/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err52]
        } else {
          vErrors.push(err52)
        }
        errors++
      }
    }
    if (data.ShakenStirValidated !== undefined) {
      if (typeof data.ShakenStirValidated !== 'boolean') {
        const err53 = {
          instancePath: instancePath + '/ShakenStirValidated',
          schemaPath: '#/properties/ShakenStirValidated/type',
          keyword: 'type',
          params: { type: 'boolean' },
          message: 'must be boolean',
        }
        if (vErrors === null) {
          vErrors = [err53]
        } else {
          vErrors.push(err53)
        }
        errors++
      }
    }
    if (data.SipHangupCause !== undefined) {
      if (typeof data.SipHangupCause !== 'string') {
        const err54 = {
          instancePath: instancePath + '/SipHangupCause',
          schemaPath: '#/properties/SipHangupCause/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err54]
        } else {
          vErrors.push(err54)
        }
        errors++
      }
    }
    if (data.StartTime !== undefined) {
      let data36 = data.StartTime
      if (typeof data36 === 'string') {
        if (!formats0(data36)) {
          const err55 = {
            instancePath: instancePath + '/StartTime',
            schemaPath: '#/properties/StartTime/format',
            keyword: 'format',
            params: { format: 'date-time' },
            message: 'must match format "' + 'date-time' + '"',
          }
          if (vErrors === null) {
            vErrors = [err55]
          } else {
            vErrors.push(err55)
          }
          errors++
        }
      } else {
        const err56 = {
          instancePath: instancePath + '/StartTime',
          schemaPath: '#/properties/StartTime/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err56]
        } else {
          vErrors.push(err56)
        }
        errors++
      }
    }
    if (data.UserId !== undefined) {
      if (typeof data.UserId !== 'string') {
        const err57 = {
          instancePath: instancePath + '/UserId',
          schemaPath: '#/properties/UserId/type',
          keyword: 'type',
          params: { type: 'string' },
          message: 'must be string',
        }
        if (vErrors === null) {
          vErrors = [err57]
        } else {
          vErrors.push(err57)
        }
        errors++
      }
    }
  } else {
    const err58 = {
      instancePath,
      schemaPath: '#/type',
      keyword: 'type',
      params: { type: 'object' },
      message: 'must be object',
    }
    if (vErrors === null) {
      vErrors = [err58]
    } else {
      vErrors.push(err58)
    }
    errors++
  }
  validate10.errors = vErrors
  return errors === 0
}
