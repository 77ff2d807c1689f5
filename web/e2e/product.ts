import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'

/** Where the run keeps what it knows: the product's address, its ports, and Alice's cookies. */
export const HERE = path.resolve(import.meta.dirname, '../test-results/.product')
export const STATE = path.join(HERE, 'alice.json')
export const FACTS = path.join(HERE, 'product.json')

/** Whether the logs are in Elasticsearch; otherwise they are in the embedded store. */
export const ELASTICSEARCH = process.env.E2E_ENGINE === 'elasticsearch'

export const ALICE = { username: 'alice', email: 'alice@acme.example', password: 'correct horse 48' }

export interface Product {
  url: string
  tcp: number
}

export const product = (): Product => JSON.parse(readFileSync(FACTS, 'utf8')) as Product

/** Sends lines over TCP, as any program would; done when the product has taken them. */
export function sendLines(lines: readonly (string | object)[]): Promise<void> {
  const { tcp } = product()
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  return new Promise((resolve, reject) => {
    const socket = connect(tcp, '127.0.0.1', () => socket.end(`${text}\n`))
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
  })
}
