import t from 'tap'
import { deliver } from './webhook.ts'

/** The body, and the fields it holds. */
const forms: [body: string | Uint8Array, fields: Record<string, string>][] = [
  ['', {}],
  ['&', {}],
  ['&&&', {}],
  ['=', { '': '' }],
  ['=value', { '': 'value' }],
  ['bare', { bare: '' }],
  ['empty=', { empty: '' }],
  ['a=1&b=2', { a: '1', b: '2' }],
  ['&a=1&&b=2&', { a: '1', b: '2' }],
  ['bare&a=1', { bare: '', a: '1' }],
  ['a=1&bare', { a: '1', bare: '' }],
  ['a==', { a: '=' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=1;b=2', { a: '1;b=2' }],
  ['?a=1', { '?a': '1' }],
  ['a=x+y', { a: 'x y' }],
  ['a=x%20y', { a: 'x y' }],
  ['a=x%2By', { a: 'x+y' }],
  ['a=%2b+%2B', { a: '+ +' }],
  ['x+y=1', { 'x y': '1' }],
  ['%61=%62', { a: 'b' }],
  ['a%3Db=1%262', { 'a=b': '1&2' }],
  ['a=Zo%C3%AB', { a: 'Zoë' }],
  ['a=Zo%c3%ab', { a: 'Zoë' }],
  ['a=Zoë 東京 😀', { a: 'Zoë 東京 😀' }],
  ['%F0%9F%98%80=%F0%9F%98%80', { '😀': '😀' }],
  ['a=100%', { a: '100%' }],
  ['a=%', { a: '%' }],
  ['a=%4', { a: '%4' }],
  ['a=%zz', { a: '%zz' }],
  ['a=%zz+b', { a: '%zz b' }],
  ['a=%zz%2B', { a: '%zz+' }],
  ['a=%41%', { a: 'A%' }],
  ['%=%', { '%': '%' }],
  ['a=%FF', { a: '\uFFFD' }],
  ['a=%FF%41', { a: '\uFFFDA' }],
  ['a=%C3', { a: '\uFFFD' }],
  ['a=%ED%A0%80', { a: '\uFFFD\uFFFD\uFFFD' }],
  ['a=%EF%BB%BFx', { a: '\uFEFFx' }],
  ['\uFEFFa=1', { '\uFEFFa': '1' }],
  ['a=%00', { a: '\0' }],
  ['a=\0\r\n\t', { a: '\0\r\n\t' }],
  [Uint8Array.of(0x61, 0x3d, 0xff, 0x62), { a: '\uFFFDb' }],
  [Uint8Array.of(0xc3), { '\uFFFD': '' }],
  ['a=1&a=2', { a: '1' }],
  ['a=&a=2', { a: '' }],
  ['a&a=2', { a: '' }],
  ['a=1&%61=2', { a: '1' }],
  [
    'constructor=1&toString=2&hasOwnProperty=3',
    { constructor: '1', toString: '2', hasOwnProperty: '3' } as never,
  ],
]

t.test('forms', async (t) => {
  for (const [body, fields] of forms) {
    const delivery = await deliver(body)
    t.strictSame(Object.entries(delivery.fields), Object.entries(fields), JSON.stringify(body.toString()))
  }
})

t.test('__proto__ is a name like any other', async (t) => {
  const { fields } = await deliver('__proto__=1&__proto__[polluted]=2&constructor[prototype][polluted]=3')
  t.strictSame(Object.keys(fields), ['__proto__', '__proto__[polluted]', 'constructor[prototype][polluted]'])
  t.equal(Object.getPrototypeOf(fields), null)
  t.strictSame(Object.values(fields), ['1', '2', '3'])
  t.equal(({} as Record<string, unknown>).polluted, undefined)
})

t.test('the fields are frozen', async (t) => {
  const { fields } = await deliver('a=1')
  t.ok(Object.isFrozen(fields))
})

t.test('a thousand unknown names', async (t) => {
  const names = Array.from({ length: 1000 }, (_, index) => `unknown${index}`)
  const { fields, call } = await deliver(
    `CallbackSource=call-progress-events&${names.map((name) => `${name}=x`).join('&')}&CallStatus=busy`,
  )
  t.strictSame(Object.keys(fields), ['CallbackSource', ...names, 'CallStatus'])
  t.strictSame(call, { CallStatus: 'busy', CallbackSource: 'call-progress-events' })
})
