// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

export type {
  CompletedCall,
  FinalCallStatus,
  TelnyxCall,
  UnsuccessfulCall,
} from '../events/generated/call-completed.ts'
