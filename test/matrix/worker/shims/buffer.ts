/** What stands in for the global `Buffer` of Node in the suite, and only there: the adapter must not find one. */
export { Buffer } from 'buffer/index.js'
