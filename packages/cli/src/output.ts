/**
 * What a command prints. People read standard error, programs standard output: with `--json`, one JSON value a line (NDJSON); without it,
 * only what a command's purpose is to print, such as the key of `keys --print`.
 */
export interface Output {
  readonly isJson: boolean
  /** Writes a line for people. */
  say(text: string): void
  /** Writes a record for programs; nothing without `--json`. */
  record(record: Readonly<Record<string, unknown>>): void
  /** Writes a line to standard output, with or without `--json`. */
  print(text: string): void
}

export function createOutput({ json = false }: { readonly json?: boolean | undefined } = {}): Output {
  return {
    isJson: json,
    say: (text) => void process.stderr.write(`${text}\n`),
    record: (record) => void (json && process.stdout.write(`${JSON.stringify(record)}\n`)),
    print: (text) => void process.stdout.write(`${text}\n`),
  }
}
