import { useState } from 'preact/hooks'
import type { DeliveryDetail, SendRequest, SendResult } from '../../src/inspector/protocol.ts'
import { Icon } from '../parts/icon.tsx'
import { readProblem } from '../state/delivery-details.ts'
import { useDeliveryList, useInspector, useMasking } from '../state/inspector.ts'
import { closeBody, type EditableBody, openBody } from '../text/editable-body.ts'
import { formatDuration } from '../text/formats.ts'
import { FieldEditor } from './field-editor.tsx'

type Sending =
  | { readonly state: 'ready' | 'sending' }
  | { readonly state: 'sent'; readonly result: SendResult }
  | { readonly state: 'failed'; readonly problem: string }

/** Edits the body and sends it again, signed anew with the development key. */
export function SendTab({ detail }: { readonly detail: DeliveryDetail }) {
  const contentType =
    detail.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ??
    'application/x-www-form-urlencoded'
  const [body, setBody] = useState(() => openBody(contentType, detail.bodyBase64))
  const [url, setUrl] = useState('')
  const [sending, setSending] = useState<Sending>({ state: 'ready' })
  const send = async () => {
    setSending({ state: 'sending' })
    setSending(await postEvent({ ...(url !== '' && { url }), contentType, bodyBase64: closeBody(body) }))
  }
  return (
    <form
      class="send-form"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p class="muted">The edited event is signed anew with the development key, with the time of sending.</p>
      <TargetSelect url={url} onChoose={setUrl} />
      <BodyEditor body={body} onChange={setBody} />
      <div class="send-actions">
        <button type="submit" class="button is-primary" disabled={sending.state === 'sending'}>
          <Icon name="send" />
          Sign and send
        </button>
        <button
          type="button"
          class="button"
          onClick={() => setBody(openBody(contentType, detail.bodyBase64))}
        >
          Undo edits
        </button>
        <SendingState sending={sending} />
      </div>
    </form>
  )
}

async function postEvent(request: SendRequest): Promise<Sending> {
  try {
    const response = await fetch('./send', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    if (!response.ok) return { state: 'failed', problem: await readProblem(response) }
    return { state: 'sent', result: (await response.json()) as SendResult }
  } catch {
    return { state: 'failed', problem: 'The inspector cannot be reached. Is listen still running?' }
  }
}

function SendingState({ sending }: { readonly sending: Sending }) {
  return (
    <p class="sending" role="status">
      {sending.state === 'sending' && 'Sending…'}
      {sending.state === 'failed' && (
        <span class="is-bad">
          <Icon name="cross" /> {sending.problem}
        </span>
      )}
      {sending.state === 'sent' && (
        <span
          class={
            sending.result.error === undefined && (sending.result.status ?? 500) < 300 ? 'is-ok' : 'is-bad'
          }
        >
          {sending.result.error ?? `Answered ${sending.result.status}`} in{' '}
          {formatDuration(sending.result.durationMs)}
        </span>
      )}
    </p>
  )
}

function TargetSelect({ url, onChoose }: { readonly url: string; readonly onChoose: (url: string) => void }) {
  const { about } = useDeliveryList()
  return (
    <label class="labelled">
      <span>Send to</span>
      <select value={url} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">This receiver{about && `, ${about.receiverUrl}`}</option>
        {about?.forwards.map((forward) => (
          <option key={forward.url} value={forward.url}>
            {forward.url}
          </option>
        ))}
      </select>
    </label>
  )
}

interface BodyEditorProps {
  readonly body: EditableBody
  readonly onChange: (body: EditableBody) => void
}

function BodyEditor({ body, onChange }: BodyEditorProps) {
  const { preferences } = useInspector()
  const { isRevealed } = useMasking()
  if (body.kind === 'form')
    return <FieldEditor fields={body.fields} onChange={(fields) => onChange({ kind: 'form', fields })} />
  if (!isRevealed)
    return (
      <div class="notice">
        <p>The body can be edited once personal data is revealed. Sent as it is, it stays hidden.</p>
        <button type="button" class="button" onClick={() => preferences.setRevealed(true)}>
          <Icon name="eye" />
          Reveal and edit
        </button>
      </div>
    )
  return (
    <label class="labelled">
      <span>Body</span>
      <textarea
        class="mono"
        rows={18}
        spellcheck={false}
        value={body.text}
        onInput={(event) => onChange({ kind: 'text', text: event.currentTarget.value })}
      />
    </label>
  )
}
