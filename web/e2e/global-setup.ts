import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { FACTS, HERE } from './product'

const ROOT = path.resolve(import.meta.dirname, '../..')
const READY_WITHIN_MS = 120_000

/** Starts a product of its own on free ports and an empty folder, and stops it when the run is over. */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  mkdirSync(HERE, { recursive: true })
  const given = process.env.E2E_BASE_URL
  if (given) {
    await note(given)
    return undefined
  }
  const data = mkdtempSync(path.join(tmpdir(), 'elkvision-e2e-'))
  const running = await start(data)
  return async () => {
    await stop(running)
    rmSync(data, { recursive: true, force: true })
  }
}

async function start(data: string): Promise<ChildProcess> {
  const web = await freePort()
  const ports = { '--web-port': web, '--tcp-port': 0, '--udp-port': 0, '--http-port': 0, '--beats-port': 0 }
  const command = existsSync(path.join(ROOT, '.venv/bin/elkvision'))
    ? path.join(ROOT, '.venv/bin/elkvision')
    : 'elkvision'
  const words = Object.entries(ports).flatMap(([flag, port]) => [flag, String(port)])
  const child = spawn(command, ['up', '--data-dir', data, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (text) => (said += String(text)))
  child.stderr.on('data', (text) => (said += String(text)))
  const url = `http://127.0.0.1:${web}`
  const until = Date.now() + READY_WITHIN_MS
  while (Date.now() < until && child.exitCode === null) {
    if (said.includes('is ready') && (await note(url).catch(() => false))) return child
    await pause(250)
  }
  await stop(child)
  throw new Error(`the product did not become ready:\n${said}`)
}

/** Writes down where the product is and where its logs go; false while it does not answer. */
async function note(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/setup/`)
  if (!answer.ok) return false
  const { ports } = (await answer.json()) as { ports: { tcp: number } }
  writeFileSync(FACTS, JSON.stringify({ url, tcp: ports.tcp }))
  process.env.E2E_BASE_URL ??= url
  return true
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
