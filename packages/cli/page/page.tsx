import { render } from 'preact'
import { App } from './app.tsx'
import { Inspector, InspectorContext } from './state/inspector.ts'

const inspector = new Inspector()
inspector.preferences.applyTheme()
inspector.router.listen()
inspector.connection.open()

render(
  <InspectorContext.Provider value={inspector}>
    <App />
  </InspectorContext.Provider>,
  document.body,
)
