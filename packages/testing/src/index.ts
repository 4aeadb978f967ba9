export { createTestKeys, type TestKeys } from './keys.ts'
export { type SampleOverrides, type SampleVariant, sampleCall, sampleVariants } from './sample-call.ts'
export { type SignedRequest, type SignedRequestOptions, signedRequest } from './signed-request.ts'
