import { DONE, HELD } from './holder.ts'

// Each script returns the value found at KEYS[1], the delivery's key, and leaves foreign values unchanged. Keys expire by themselves.

/** ARGV: the token's value, the lease in milliseconds. */
export const CLAIM = `
local found = redis.call('GET', KEYS[1])
if not found or found == ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return found`

/** ARGV: the token's value, the lease in milliseconds. */
export const RENEW = `
local found = redis.call('GET', KEYS[1])
if found == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return found`

/** ARGV: how long to remember it, in milliseconds. */
export const COMMIT = `
local found = redis.call('GET', KEYS[1])
if not found or found == '${DONE}' or string.sub(found, 1, ${HELD.length}) == '${HELD}' then
  redis.call('SET', KEYS[1], '${DONE}', 'PX', ARGV[1])
end
return found`

/** ARGV: the token's value. */
export const RELEASE = `
local found = redis.call('GET', KEYS[1])
if found == ARGV[1] then redis.call('DEL', KEYS[1]) end
return found`
