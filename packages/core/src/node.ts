export { sendAnswer } from './node/answering.ts'
export type { BodyHolder } from './node/body.ts'
export { type NodeExchange, type NodeReception, receiveNodeRequest } from './node/receive-node-request.ts'
