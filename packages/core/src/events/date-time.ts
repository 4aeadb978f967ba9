const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/
/** The same as RFC_3339 with every part in range, except that the day may lie beyond the end of its month. */
const RFC_3339_IN_RANGE =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
const RFC_2822 =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (?:GMT|UTC?|([+-])(\d\d)(\d\d))$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * Parses a date-time in one of the three formats that Telnyx documents: RFC 3339 (`2024-01-15T10:30:00Z`), the same with a space instead of
 * the `T` (`2021-04-28 21:51:18.731479Z`), and RFC 2822 (`Mon, 15 Jan 2024 10:30:00 +0000`).
 *
 * @returns the instant, to the millisecond; `undefined` if the text has none of the three formats or there is no such date.
 */
export function parseDateTime(text: string): Date | undefined {
  const milliseconds = readRfc3339(text) ?? readRfc2822(text)
  return milliseconds === undefined ? undefined : new Date(milliseconds)
}

/** Whether {@link parseDateTime} can parse the text: the rule behind `format: date-time`. */
export function isDateTime(text: string): boolean {
  return isRfc3339(text) || readRfc2822(text) !== undefined
}

/** Whether readRfc3339 can parse the text, without the cost of parsing: this runs six times per call. */
function isRfc3339(text: string): boolean {
  if (!RFC_3339_IN_RANGE.test(text)) return false
  const day = Number(text.slice(8, 10))
  return day <= 28 || day <= daysInMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)))
}

function readRfc3339(text: string): number | undefined {
  const match = RFC_3339.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = match
  const local = toMilliseconds(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  return shiftToUtc(local, fraction, sign, offsetHour, offsetMinute)
}

function readRfc2822(text: string): number | undefined {
  const match = RFC_2822.exec(text)
  if (match === null) return undefined
  const [, day, monthName = '', year, hour, minute, second = '0', sign, offsetHour, offsetMinute] = match
  const month = MONTHS.indexOf(monthName) + 1
  const local = toMilliseconds(Number(year), month, Number(day), Number(hour), Number(minute), Number(second))
  return shiftToUtc(local, undefined, sign, offsetHour, offsetMinute)
}

function toMilliseconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  // 60 is a leap second (RFC 3339, 5.6). It is valid, though a Date can only represent it as the first second of the next minute.
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 60) return undefined
  // Date.UTC would treat the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function shiftToUtc(
  local: number | undefined,
  fraction = '.0',
  sign: string | undefined,
  offsetHour = '0',
  offsetMinute = '0',
): number | undefined {
  if (local === undefined || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000
  return local + Math.floor(Number(fraction) * 1000) - (sign === '-' ? -offset : offset)
}
