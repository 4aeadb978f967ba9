/**
 * A server in a process of its own: `index.ts <framework> <side> <public key>`. It tells its parent the port, and ends when
 * the parent does.
 */
import type { AddressInfo } from 'node:net'
import * as express from './express.ts'
import * as fastify from './fastify.ts'
import * as koa from './koa.ts'

const frameworks = { fastify, koa, express }

export type Framework = keyof typeof frameworks
export type Side = 'withAdapter' | 'byHand'

const [framework, side, publicKey = ''] = process.argv.slice(2)
const server = await frameworks[framework as Framework][side as Side](publicKey)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
