/** What the suite imports and never calls where there are no modules of Node. */
function refuse(): never {
  throw new Error('there are no modules of Node here')
}

export const types = {
  isUint8Array: (value: unknown): boolean => value instanceof Uint8Array,
  isDate: (value: unknown): boolean => value instanceof Date,
}

export {
  refuse as connect,
  refuse as createServer,
  refuse as request,
  refuse as setMaxListeners,
  refuse as setTimeout,
}
export class Agent {}
