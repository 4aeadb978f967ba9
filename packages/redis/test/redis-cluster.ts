import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { findFreePort, type RedisServer, startRedisServer } from '../../../test/servers/redis.ts'

const SLOTS = 16_384
const PATIENCE_MILLISECONDS = 15_000

/** A cluster of real servers, each with its share of the slots. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  close(): Promise<void>
}

export async function startRedisCluster(size: number): Promise<RedisCluster> {
  const members = await Promise.all(Array.from({ length: size }, startNode))
  const [first] = members
  await Promise.all(
    members.map(async ({ node }, index) => {
      const share = [Math.ceil((SLOTS * index) / size), Math.ceil((SLOTS * (index + 1)) / size) - 1]
      await ask(node, ['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)])
      await ask(node, ['CLUSTER', 'ADDSLOTSRANGE', ...share.map(String)])
    }),
  )
  for (const { node } of members.slice(1)) {
    await ask(node, ['CLUSTER', 'MEET', '127.0.0.1', String(first?.node.port), String(first?.busPort)])
  }
  const nodes = members.map(({ node }) => node)
  await Promise.all(nodes.map(waitForCluster))
  return {
    nodes,
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()))
    },
  }

  async function waitForCluster(node: RedisServer): Promise<void> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS
    while (!(await isComplete(node))) {
      if (Date.now() > deadline) throw new Error(`the cluster did not come together on port ${node.port}`)
      await sleep(50)
    }
  }

  async function isComplete(node: RedisServer): Promise<boolean> {
    const state = String(await ask(node, ['CLUSTER', 'INFO']))
    return state.includes('cluster_state:ok') && state.includes(`cluster_size:${size}`)
  }
}

async function startNode(): Promise<{ readonly node: RedisServer; readonly busPort: number }> {
  // The bus has its own port, as that of the server plus 10000 may be too high or taken.
  const busPort = await findFreePort()
  const configuration = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)]
  return { node: await startRedisServer({ configuration }), busPort }
}

async function ask(node: RedisServer, command: readonly string[]): Promise<unknown> {
  const client = await createClient({ url: node.url }).connect()
  try {
    return await client.sendCommand([...command])
  } finally {
    client.destroy()
  }
}
