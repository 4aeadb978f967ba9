/** The options of `verify`, as commander reads them. */
export interface VerifyOptions {
  readonly publicKey: readonly string[]
  readonly timestamp?: string
  readonly signature?: string
  readonly bodyFile?: string
  readonly contentType?: string
  readonly method?: string
  readonly url?: string
  readonly at?: string
  readonly other: readonly string[]
  readonly home: string
  readonly json?: boolean
}
