// Packs the built files beside themselves, so that the server only has to hand them out.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const OUT = path.resolve(import.meta.dirname, '../out')
const TEXT = /\.(html|js|css|svg|txt|json)$/
const WORTH_IT = 1024

const ways = [
  ['.br', (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } })],
  ['.gz', (bytes) => promisify(gzip)(bytes, { level: 9 })],
]

for (const name of await readdir(OUT, { recursive: true })) {
  if (!TEXT.test(name)) continue
  const file = path.join(OUT, name)
  const bytes = await readFile(file)
  if (bytes.length < WORTH_IT) continue
  for (const [end, pack] of ways) await writeFile(file + end, await pack(bytes))
}
