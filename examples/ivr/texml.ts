import { create } from 'xmlbuilder2'

/** Where Telnyx reaches this server. The documentation of TeXML shows absolute URLs only. */
const { PUBLIC_URL = '', OPERATOR = '+15550100' } = process.env

const urls = {
  voice: `${PUBLIC_URL}/ivr/voice`,
  mainMenu: `${PUBLIC_URL}/ivr/main-menu`,
  supportMenu: `${PUBLIC_URL}/ivr/support-menu`,
  dialed: `${PUBLIC_URL}/ivr/dialed`,
}

/** Members are verbs in their order, and `@` makes an attribute. Text is escaped, and loses what XML cannot hold. */
function createDocument(Response: object): string {
  return create({ encoding: 'UTF-8', invalidCharReplacement: '' }, { Response }).end()
}

/** What the caller hears first, and again if nothing was pressed. */
export function createMainMenu(greeting: string): string {
  return createDocument({
    Gather: {
      '@action': urls.mainMenu,
      '@input': 'dtmf speech',
      '@numDigits': 1,
      Say: `${greeting} For support, press 1. For our opening hours, press 2.`,
    },
    Redirect: urls.voice,
  })
}

export function createSupportMenu(): string {
  return createDocument({
    Gather: {
      '@action': urls.supportMenu,
      '@numDigits': 1,
      Say: 'To speak to somebody, press 1. For the main menu, press any other key.',
    },
    Redirect: urls.voice,
  })
}

export function createOpeningHours(): string {
  return createDocument({ Say: 'We are open from nine to five.', Redirect: urls.voice })
}

export function createDial(): string {
  return createDocument({ Dial: { '@action': urls.dialed, '@method': 'POST', Number: OPERATOR } })
}

export function createGoodbye(): string {
  return createDocument({ Say: 'Thank you for calling. Goodbye.', Hangup: {} })
}
