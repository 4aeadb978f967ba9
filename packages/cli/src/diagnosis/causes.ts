import type { CauseCode } from './diagnosis.ts'
import type { FixKind } from './fixes.ts'

interface CauseRow {
  readonly title: string
  /** Why it breaks the signature. */
  readonly explanation: string
  readonly fix: FixKind
}

const row = (fix: FixKind, title: string, explanation: string): CauseRow => ({ fix, title, explanation })

/** What is said of each cause. */
export const CAUSES: Readonly<Record<CauseCode, CauseRow>> = {
  trailing_newline_added: row(
    'sender',
    'A line break was added at the end of the body',
    'Editors, echo and here-documents add one. Telnyx sends none.',
  ),
  trailing_newline_removed: row(
    'sender',
    'A line break at the end of the body is missing',
    'The signed body ends with one. Something trimmed it.',
  ),
  line_breaks_changed: row(
    'sender',
    'Line breaks were converted between LF and CRLF',
    'An editor, git or a transfer in text mode converted them.',
  ),
  byte_order_mark_added: row(
    'sender',
    'A byte order mark was added in front of the body',
    'Some editors and Windows tools save UTF-8 with these three bytes in front.',
  ),
  byte_order_mark_removed: row(
    'bytes',
    'A byte order mark in front of the body is missing',
    'The signed body starts with one. Decoders of text drop it.',
  ),
  surrounding_whitespace_added: row(
    'sender',
    'There is whitespace around the body that was not signed',
    'It was added when the body was copied or logged.',
  ),
  form_encoded_again: row(
    'bytes',
    'The form was decoded and encoded again',
    'A parser decoded the form, and an encoder wrote the same fields with other bytes. Only the original bytes are signed.',
  ),
  space_encoding_changed: row(
    'bytes',
    'Spaces were changed between + and %20',
    'Both mean a space, so parsers do not tell them apart, but the signature does.',
  ),
  percent_escape_case_changed: row(
    'bytes',
    'Percent escapes were changed between %2B and %2b',
    'Both mean the same, so a proxy or an encoder may change their case, but the signature covers the text.',
  ),
  fields_reordered: row(
    'bytes',
    'The fields of the form are in another order',
    'They were sorted, or came out of a map or a database column that keeps no order.',
  ),
  empty_fields_dropped: row(
    'bytes',
    'Empty fields of the form were dropped',
    'Telnyx sends fields without a value, and a parser or an encoder left them out.',
  ),
  form_turned_into_json: row(
    'bytes',
    'The form was turned into JSON',
    'A parser or a webhook relay decoded the form and passed JSON on. Telnyx signed the form.',
  ),
  json_turned_into_form: row(
    'bytes',
    'JSON was read as a form',
    'A form parser took the JSON for the name of a field.',
  ),
  json_serialized_again: row(
    'bytes',
    'The JSON was parsed and serialized again',
    'Whitespace, escapes or the order of keys differ. JSON.stringify(request.body) does not give back what was signed.',
  ),
  text_in_place_of_bytes: row(
    'bytes',
    'The body was decoded as text, and bytes were lost',
    'It contains what a decoder writes in place of bytes that it cannot read. The original cannot be restored.',
  ),
  character_encoding_changed: row(
    'bytes',
    'The character encoding of the body was changed',
    'UTF-8 was read or written as Latin-1, so that characters beyond ASCII have other bytes.',
  ),
  body_compressed: row('sender', 'The body is compressed', 'The signature covers the uncompressed bytes.'),
  body_in_base64: row(
    'bytes',
    'The body is in base64',
    'API gateways pass binary bodies on in base64 (isBase64Encoded). Decode it first: Buffer.from(event.body, "base64").',
  ),
  body_in_json_string: row(
    'bytes',
    'The body is in a JSON string',
    'JSON.stringify was applied to the body as text, or a log was copied with its quotes.',
  ),
  bytes_listed_as_json: row(
    'bytes',
    'The body is a list of bytes in JSON',
    'JSON.stringify was applied to a Buffer.',
  ),
  body_cut: row(
    'sender',
    'The body was cut',
    'It is shorter than what was announced, or ends within a field. A limit of a log, a proxy or a parser cuts it.',
  ),
  body_parsed_before: row(
    'bytes',
    'The body was gone when it was verified',
    'A parser had read it before, and what was left is empty or no body at all.',
  ),
  body_of_other_delivery: row(
    'mix-up',
    'The body is of another delivery',
    'These headers sign another body that was given.',
  ),
  body_not_kept: row(
    'unknown',
    'The exact bytes are not known',
    "Telnyx's API shows the event as JSON, not the bytes that were sent. No way of writing it matches the signature.",
  ),
  fields_in_query: row(
    'method',
    'The fields came in the query of a GET',
    'The callback is set to GET. A signature covers the body, which is empty.',
  ),
  header_name_wrong: row(
    'headers',
    'A signing header has another name',
    'Telnyx sends telnyx-signature-ed25519 and telnyx-timestamp. Under another name, no verifier finds them.',
  ),
  header_missing: row(
    'headers',
    'A signing header is missing',
    'Without telnyx-signature-ed25519 and telnyx-timestamp there is nothing to verify. A proxy dropped it, or Telnyx did not send the request.',
  ),
  header_repeated: row(
    'headers',
    'A signing header is repeated',
    'A proxy added it a second time, and Node joins repeats with a comma.',
  ),
  headers_swapped: row(
    'headers',
    'The two signing headers are swapped',
    'The timestamp stands where the signature belongs, and the other way round.',
  ),
  signature_plus_became_space: row(
    'headers',
    'Plus signs in the signature became spaces',
    'The signature went through a form decoder, which reads + as a space.',
  ),
  signature_in_hex: row(
    'headers',
    'The signature is in hex',
    'Telnyx sends base64. Decode it with Buffer.from(signature, "base64") and do not convert it.',
  ),
  signature_in_base64url: row(
    'headers',
    'The signature is in base64url, or lacks its padding',
    'Telnyx sends base64 with +, / and two = at the end.',
  ),
  signature_percent_encoded: row(
    'headers',
    'The signature is percent-encoded',
    'It went through a URL encoder: %2B stands for +, and %3D for =.',
  ),
  signature_in_quotes: row(
    'headers',
    'The signature is in quotes',
    'It was copied out of JSON or a shell command with its quotes.',
  ),
  signature_lower_cased: row(
    'headers',
    'The signature was written in lower case',
    'Case matters in base64, and lower-casing cannot be undone.',
  ),
  signature_malformed: row(
    'headers',
    'The signature is not base64 of 64 bytes',
    'It was cut, or it is something else.',
  ),
  signature_of_other_delivery: row(
    'mix-up',
    'The signing headers are of another delivery',
    'The body verifies with the headers of another delivery that was given.',
  ),
  timestamp_in_milliseconds: row(
    'headers',
    'The timestamp is in milliseconds',
    'Telnyx signs Unix seconds. Use the header as it is, not Date.now().',
  ),
  timestamp_as_date: row(
    'headers',
    'The timestamp was turned into a date',
    'Telnyx signs Unix seconds, as text. Use the header as it is.',
  ),
  timestamp_malformed: row(
    'headers',
    'The timestamp is not whole Unix seconds',
    'Telnyx signs 10 digits. Use the header as it is.',
  ),
  signed_message_differs: row(
    'signed-message',
    'Something else than timestamp|body was signed',
    'The signer left the | out, or used another character. Telnyx does not, so this is a request that a test or a script signed.',
  ),
  clock_off: row(
    'clock',
    'The signature is too old or in the future',
    'A guard accepts 300 s before and after now.',
  ),
  method_not_post: row('method', 'The method is not POST', 'Telnyx signs the body of a POST.'),
  content_type_unsupported: row(
    'content-type',
    'The content type is neither a form nor JSON',
    'A guard answers 415 to it. Telnyx sends application/x-www-form-urlencoded or application/json.',
  ),
  key_surrounded_by_whitespace: row(
    'key-format',
    'The key has whitespace or a line break around it',
    'It was read from a file or pasted with a line break.',
  ),
  key_in_quotes: row(
    'key-format',
    'The key is in quotes',
    'Docker, systemd and CI variables keep quotes as part of the value.',
  ),
  key_in_hex: row(
    'key-format',
    'The key is in hex',
    "The packages of this project accept it; Telnyx's SDK and code that decodes base64 do not.",
  ),
  key_in_pem: row(
    'key-format',
    'The key is in PEM',
    "The packages of this project accept PEM with its line breaks; Telnyx's SDK and code that decodes base64 do not.",
  ),
  key_in_der: row(
    'key-format',
    'The key is in DER',
    "The packages of this project accept base64 of it; Telnyx's SDK takes the last 32 of its 44 bytes alone.",
  ),
  key_in_base64url: row(
    'key-format',
    'The key is in base64url, or lacks its padding',
    'The portal shows base64 of 44 characters, which end with =.',
  ),
  key_is_private: row(
    'key',
    'This is a private key',
    'Only the public key is needed. Telnyx alone has the private one: this is a pair of your own.',
  ),
  key_is_api_key: row(
    'key',
    'This is an API key, not a public key',
    'API keys start with KEY. They authorize your requests to Telnyx; signatures of Telnyx need the public key.',
  ),
  key_malformed: row(
    'key-format',
    'This is not a public key',
    'A public key has 32 bytes: 44 characters of base64.',
  ),
  key_missing: row('key', 'There is no key', 'TELNYX_PUBLIC_KEY is not set or is empty.'),
  other_key: row(
    'key',
    'Another key signed it',
    'The signature holds with another key that was given, so the application has the wrong one.',
  ),
  unknown: row(
    'unknown',
    'Nothing tells which input is wrong',
    'No known mistake fits. Most often the key is of another account or the body was changed on its way; a forged request looks the same.',
  ),
}
