/** Fields that hold phone numbers, names, spoken words, or links that open a recording. */
const PERSONAL_FIELD =
  /^(from|to|called|caller|callerid|callerid(name)?|callername|forwardedfrom|speechresult|transcript.*|recordingurl|recording_urls?|public_recording_urls?|digits?|text|email|.*phone_?number|.*_name|sipheader_.*|.*uri)$/i

/** Phone numbers in E.164 and SIP addresses, wherever they stand. */
const PERSONAL_VALUE = /(?:\+|%2B)\d{7,15}|sips?(?::|%3A)[^\s"&<>]+/gi

/** `***` and the last two characters; just `***` where these would reveal most of it. */
function maskValue(value: string): string {
  return value.length < 8 ? '***' : `***${value.slice(-2)}`
}

/** Masks the value of a form field or a JSON property if it can tell who called. */
export function maskField(name: string, value: string): string {
  if (value !== '' && PERSONAL_FIELD.test(name)) return maskValue(value)
  return maskText(value)
}

/** Masks phone numbers and SIP addresses in any text, such as a URL or an error message. */
export function maskText(text: string): string {
  return text.replace(PERSONAL_VALUE, maskValue)
}
