// Generated from package.json: change that and run `pnpm generate`.

export const REPOSITORY_URL = 'https://github.com/telnyx-call/telnyx-call'
