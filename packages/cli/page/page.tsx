import { render } from 'preact'

render(<h1>telnyx-call</h1>, document.body)
