import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { startPart, waitUntil } from './example-part.ts'
import { createCall, deliver, keys } from './sender.ts'

t.setTimeout(60_000)

for (const platform of ['express', 'fastify']) {
  t.test(`NestJS on ${platform}`, async (t) => {
    const part = startPart('nestjs', 'server.ts', {
      PLATFORM: platform,
      PORT: '0',
      REDIS_URL: '',
      TELNYX_PUBLIC_KEY: keys.publicKey,
    })
    t.teardown(() => part.kill('SIGKILL'))
    const url = await part.waitForUrl()
    for (const _ of [1, 2]) t.equal((await deliver(url, 'v3:nest')).status, 200, 'not the 201 of Nest')
    const answers = [
      await fetch(url, signedRequest({ keys: createTestKeys() })),
      await fetch(url, { method: 'GET', headers: createCall('v3:get').headers }),
    ]
    const problems = answers.map(async (answer) => [answer.status, ((await answer.json()) as Problem).code])
    t.strictSame(await Promise.all(problems), [
      [403, 'signature_mismatch'],
      [405, 'method_not_allowed'],
    ])
    t.equal((await deliver(url, 'v3:last')).status, 200)
    const handled = () => part.lines.filter((line) => line.startsWith('{"handled":'))
    await waitUntil(() => handled().length === 2, 'the handlers')
    t.match(handled()[0], /"CallSid":"v3:nest"/)
    t.match(handled()[1], /"CallSid":"v3:last"/)
  })
}

interface Problem {
  readonly code: string
}
