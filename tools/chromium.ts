import { existsSync } from 'node:fs'

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Where Chromium is: `CHROMIUM_PATH`, or one of the usual places. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH } = process.env
  return [CHROMIUM_PATH, ...PATHS].find((path) => path !== undefined && existsSync(path))
}
