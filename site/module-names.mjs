import { Converter } from 'typedoc'

/**
 * A plugin of TypeDoc that names modules as they are imported: `core/src/ed25519` is `@telnyx-call/core/ed25519`.
 *
 * @param {import('typedoc').Application} application
 */
export function load(application) {
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      module.name = `@telnyx-call/${module.name.replace('/src', '')}`
    }
  })
}
