const COUNT = new Intl.NumberFormat('en')

export function formatCount(count: number): string {
  return COUNT.format(count)
}

/** `1 delivery`, `2 deliveries`. */
export function formatAmount(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** Local time of day with milliseconds: `14:03:07.120`. */
export function formatTime(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`
}

/** Local date: `2026-05-04`. */
export function formatDate(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  return `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, '0')}-${String(time.getDate()).padStart(2, '0')}`
}

/** `0.4 ms`, `12 ms`, `2.50 s`, `3 min 20 s`. */
export function formatDuration(milliseconds: number): string {
  const size = Math.abs(milliseconds)
  if (size < 10) return `${Number(milliseconds.toFixed(1))} ms`
  if (size < 1_000) return `${Math.round(milliseconds)} ms`
  if (size < 60_000) return `${(milliseconds / 1_000).toFixed(2)} s`
  const seconds = Math.round(milliseconds / 1_000)
  if (size < 3_600_000) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
}

export function formatBytes(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${(bytes / 1_024).toFixed(1)} KB`
}

/** The value below which `share` of the sorted values are. */
export function findPercentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
