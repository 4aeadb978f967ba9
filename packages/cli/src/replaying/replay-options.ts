import { UsageError } from '../exit.ts'
import { readHttpUrl } from '../option-values.ts'

/** The options of `replay` as the command line gives them. */
export interface ReplayOptions {
  readonly sign?: true
  readonly header?: Readonly<Record<string, string>>
  readonly handler?: string
  readonly publicKey?: string
  readonly home: string
  readonly reveal?: boolean
  readonly json?: boolean
}

/** What is replayed, and to whom. */
export type ReplayTarget =
  | { readonly paths: readonly string[]; readonly url: URL }
  | { readonly paths: readonly string[]; readonly handlerPath: string }

/**
 * Tells files and the URL apart.
 *
 * @throws UsageError (codes `missing_target`, `missing_file`, `conflicting_options`, `invalid_url`)
 */
export function readTarget(names: readonly string[], options: ReplayOptions): ReplayTarget {
  const last = names.at(-1) ?? ''
  const hasUrl = last.includes('://')
  const paths = hasUrl ? names.slice(0, -1) : names
  const { handler: handlerPath } = options
  if (paths.length === 0) {
    throw new UsageError('missing_file', 'Name a kept delivery, or a folder of them, before the URL.')
  }
  if (handlerPath === undefined) {
    if (options.publicKey !== undefined) {
      throw new UsageError(
        'conflicting_options',
        '--public-key is for --handler: over HTTP, the application itself verifies. Leave it out.',
      )
    }
    if (hasUrl) return { paths, url: readHttpUrl(last) }
    throw new UsageError(
      'missing_target',
      'Say where to: end with a URL, such as http://127.0.0.1:3000/webhooks/telnyx, or pass --handler <module>.',
    )
  }
  const extra = (['sign', 'header'] as const).find((name) => options[name] !== undefined)
  if (!hasUrl && extra === undefined) return { paths, handlerPath }
  const other = hasUrl ? 'a URL' : `--${extra}`
  throw new UsageError(
    'conflicting_options',
    `--handler redelivers in process, without HTTP, so it cannot be combined with ${other}: leave one out.`,
  )
}
