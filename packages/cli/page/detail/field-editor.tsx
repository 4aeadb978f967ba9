import { useId } from 'preact/hooks'
import { Icon } from '../parts/icon.tsx'
import { ShortText } from '../parts/text.tsx'
import { useMasking } from '../state/inspector.ts'
import type { EditableField } from '../text/editable-body.ts'

interface FieldEditorProps {
  readonly fields: readonly EditableField[]
  readonly onChange: (fields: readonly EditableField[]) => void
}

/** The fields of a form. Masked ones are sent as they are; they can be edited once they are revealed. */
export function FieldEditor({ fields, onChange }: FieldEditorProps) {
  const change = (index: number, field: EditableField) => onChange(fields.with(index, field))
  return (
    <fieldset class="field-editor">
      <legend>Fields</legend>
      {fields.map((field, index) => (
        <EditedField
          key={index}
          field={field}
          onChange={(changed) => change(index, changed)}
          onRemove={() => onChange(fields.filter((_field, other) => other !== index))}
        />
      ))}
      <AddField onAdd={(name) => onChange([...fields, { name, value: '' }])} />
    </fieldset>
  )
}

interface EditedFieldProps {
  readonly field: EditableField
  readonly onChange: (field: EditableField) => void
  readonly onRemove: () => void
}

function EditedField({ field: { name, value }, onChange, onRemove }: EditedFieldProps) {
  const masking = useMasking()
  const id = useId()
  const shown = masking.field(name, value)
  const isMasked = shown !== value
  return (
    <div class="edited-field">
      <label for={id}>
        <ShortText value={name} />
      </label>
      <textarea
        id={id}
        rows={1}
        spellcheck={false}
        value={shown}
        readOnly={isMasked}
        title={isMasked ? 'Reveal personal data to edit this' : undefined}
        onInput={(event) => onChange({ name, value: event.currentTarget.value })}
      />
      <button type="button" class="button is-icon" title="Remove" onClick={onRemove}>
        <Icon name="cross" />
        <span class="visually-hidden">
          Remove <ShortText value={name} />
        </span>
      </button>
    </div>
  )
}

function AddField({ onAdd }: { readonly onAdd: (name: string) => void }) {
  return (
    <div class="add-field">
      <input
        aria-label="Name of a new field"
        placeholder="Add a field: name, then Enter"
        autocomplete="off"
        onKeyDown={(event) => {
          const name = event.currentTarget.value.trim()
          if (event.key !== 'Enter') return
          event.preventDefault()
          if (name !== '') onAdd(name)
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
