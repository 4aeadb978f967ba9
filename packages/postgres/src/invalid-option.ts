/** Creates the error for an invalid option: a TypeError with the code `invalid_option`. */
export function invalidOption(name: string, problem: string): TypeError {
  return Object.assign(new TypeError(`telnyx-call: option ${name}: ${problem}.`), { code: 'invalid_option' })
}
