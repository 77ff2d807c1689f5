import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')
const OWN_PYTHON = path.join(ROOT, '.venv/bin/python')
export const PYTHON = existsSync(OWN_PYTHON) ? OWN_PYTHON : 'python3'

export interface Letter {
  subject: string
  text: string
  html: string
  attachments: string[]
}

// Encoded words, folded headers and nested parts are what Python's own reader of mail is for.
const READER = `
import email, email.policy, json, pathlib, sys
def told(path):
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [part for part in letter.walk() if not part.is_multipart()]
    def of(kind):
        return "\\n".join(part.get_content() for part in parts if part.get_content_type() == kind)
    names = [part.get_filename() for part in parts if part.is_attachment()]
    return {"subject": str(letter["subject"]), "text": of("text/plain"), "html": of("text/html"), "attachments": names}
print(json.dumps([told(path) for path in sorted(pathlib.Path(sys.argv[1], "new").glob("*"))]))
`

/** The letters that came to the run's own mail server, as their reader sees them; none where the run has no server. */
export function letters(): Letter[] {
  const folder = process.env.E2E_MAIL
  if (!folder || !existsSync(path.join(folder, 'new'))) return []
  const { stdout, stderr, status } = spawnSync(PYTHON, ['-c', READER, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the letters could not be read: ${stderr}`)
  return JSON.parse(stdout) as Letter[]
}
