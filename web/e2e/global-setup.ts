import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { PYTHON, ROOT } from './letters'
import { ELASTICSEARCH, FACTS, HERE } from './product'

const READY_WITHIN_MS = 120_000

/**
 * Starts a product of its own on free ports and an empty folder, and stops it when the run is over.
 * With E2E_ENGINE=elasticsearch its logs are in a real Elasticsearch: that of ELKVISION_TEST_ELASTICSEARCH, or one that is
 * started too.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  mkdirSync(HERE, { recursive: true })
  const given = process.env.E2E_BASE_URL
  if (given) {
    await note(given)
    return undefined
  }
  const data = mkdtempSync(path.join(tmpdir(), 'elkvision-e2e-'))
  const server = ELASTICSEARCH ? await elasticsearch() : undefined
  const post = await mailServer(path.join(data, 'mail'))
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...(server ? { ELKVISION_STORE: server.store } : {}),
    ELKVISION_SMTP_URL: post.url,
    // The receivers of the tests are on this machine, where messages may not go unless it is said.
    ELKVISION_NOTIFY_ALLOW: '127.0.0.1',
  }
  const running = await start(path.join(data, 'product'), environment)
  return async () => {
    await stop(running)
    await stop(post.child)
    await server?.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

/** A real Elasticsearch, which ends when this process does, and the URL by which a product uses it. */
async function elasticsearch(): Promise<{ store: string; stop: () => Promise<void> }> {
  const prefix = `e2e-p${process.pid}`
  const own = process.env.ELKVISION_TEST_ELASTICSEARCH
  if (own) {
    const address = own.startsWith('elasticsearch+') ? own : `elasticsearch+${own}`
    return { store: `${address}/${prefix}`, stop: () => Promise.resolve() }
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'elkvision-e2e-elasticsearch-'))
  const words = ['-m', 'tools.servers.elasticsearch', 'keep', folder, String(process.pid)]
  const child = spawn(PYTHON, words, { cwd: ROOT, stdio: 'inherit' })
  const until = Date.now() + READY_WITHIN_MS
  while (!existsSync(path.join(folder, 'ready'))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error('Elasticsearch did not start')
    await pause(250)
  }
  const { ports } = JSON.parse(readFileSync(path.join(folder, 'cluster.json'), 'utf8')) as {
    ports: number[][]
  }
  return { store: `elasticsearch+http://127.0.0.1:${ports[0]?.[0]}/${prefix}`, stop: () => stop(child) }
}

/** A real mail server, which keeps what it is handed in a Maildir. */
async function mailServer(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort()
  const words = ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', folder]
  const child = spawn(PYTHON, words, { stdio: 'ignore' })
  process.env.E2E_MAIL = folder
  return { url: `smtp://127.0.0.1:${port}?from=elkvision%40acme.example`, child }
}

async function start(data: string, environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const web = await freePort()
  const ports = { '--web-port': web, '--tcp-port': 0, '--udp-port': 0, '--http-port': 0, '--beats-port': 0 }
  const command = existsSync(path.join(ROOT, '.venv/bin/elkvision'))
    ? path.join(ROOT, '.venv/bin/elkvision')
    : 'elkvision'
  const words = Object.entries(ports).flatMap(([flag, port]) => [flag, String(port)])
  const child = spawn(command, ['up', '--data-dir', data, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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
