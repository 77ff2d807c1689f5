'use client'

import { ChevronRight, MoreHorizontal } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'

import {
  Badge,
  Button,
  IconButton,
  Menu,
  MenuContent,
  MenuItem,
  MenuTrigger,
  Progress,
} from '@/components/ui'
import { useMay, useTimes } from '@/features/session'
import { copyText } from '@/lib/copy'
import { explorerLink } from '@/lib/links'
import type { Upload } from '@/lib/model'
import { bytes, count, percent, plural } from '@/lib/number'
import { formatDuration } from '@/lib/time'

import { isUnderway, useUploadActions } from './queries'

/** Its rows, whenever they happened: a file of last year has last year's times. */
const rowsOf = (upload: Upload) =>
  explorerLink({ q: `upload_id:"${upload.id}"`, from: '1970-01-01T00:00:00Z', to: 'now' })

export function UploadRow({ upload }: { upload: Upload }) {
  const [open, setOpen] = useState(false)
  const { moment } = useTimes()
  const details = [upload.format, upload.service, upload.environment, ...upload.tags].filter(Boolean)
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex items-center gap-2">
            <span className="truncate text-sm text-ink" title={upload.filename}>
              {upload.filename}
            </span>
            <StatusBadge upload={upload} />
          </p>
          <p className="truncate text-xs text-ink-3">
            {moment(upload.created_at)}
            {upload.created_by && ` by ${upload.created_by}`} · {bytes(upload.bytes)}
            {details.length > 0 && ` · ${details.join(' · ')}`}
          </p>
        </div>
        <Outcome upload={upload} open={open} toggle={() => setOpen(!open)} />
        <Actions upload={upload} />
      </div>
      {upload.error && <p className="mt-1 text-xs text-sev-error">{upload.error}</p>}
      {open && <Refusals upload={upload} />}
    </li>
  )
}

function StatusBadge({ upload: { status } }: { upload: Upload }) {
  if (status === 'failed') return <Badge tone="error">failed</Badge>
  if (status === 'cancelled') return <Badge>cancelled</Badge>
  if (status === 'waiting') return <Badge>waiting</Badge>
  if (status === 'running') return <Badge tone="accent">reading</Badge>
  return null
}

function Outcome({ upload, open, toggle }: { upload: Upload; open: boolean; toggle: () => void }) {
  if (isUnderway(upload)) {
    return (
      <span className="flex w-80 max-w-full items-center gap-3 text-xs text-ink-3">
        <Progress
          label={`Reading ${upload.filename}`}
          done={upload.bytes_done}
          total={upload.bytes}
          className="flex-1"
        />
        <span className="w-32 text-right whitespace-nowrap">
          {plural(upload.accepted, 'log')}, {percent(upload.bytes_done, upload.bytes)}
        </span>
      </span>
    )
  }
  return (
    <span className="flex items-center gap-3 text-xs">
      {upload.refused > 0 && (
        <button
          type="button"
          aria-expanded={open}
          onClick={toggle}
          className="flex items-center gap-1 rounded-sm text-sev-warning hover:underline"
        >
          <ChevronRight aria-hidden className={`size-3.5 ${open ? 'rotate-90' : ''}`} />
          {count(upload.refused)} refused
        </button>
      )}
      <span className="text-ink-3">{took(upload)}</span>
      {upload.accepted > 0 && (
        <Link href={rowsOf(upload)} className="rounded-sm text-accent hover:underline">
          {plural(upload.accepted, 'log')} in Explorer
        </Link>
      )}
    </span>
  )
}

const took = ({ created_at, finished_at }: Upload) =>
  finished_at ? `in ${formatDuration(Math.max(0, Date.parse(finished_at) - Date.parse(created_at)))}` : ''

function Actions({ upload }: { upload: Upload }) {
  const { cancel, forget } = useUploadActions()
  const may = useMay('editor')
  if (isUnderway(upload)) {
    return may ? (
      <Button size="sm" onClick={() => cancel(upload.id)}>
        Cancel
      </Button>
    ) : null
  }
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={`More for ${upload.filename}`} size="sm">
          <MoreHorizontal aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={() => void copyText(upload.sha256)}>Copy the SHA-256</MenuItem>
        <MenuItem onSelect={() => void copyText(upload.id)}>Copy the upload’s id</MenuItem>
        {may && <MenuItem onSelect={() => forget(upload.id)}>Take off the history (its logs stay)</MenuItem>}
      </MenuContent>
    </Menu>
  )
}

function Refusals({ upload }: { upload: Upload }) {
  const left = upload.refused - upload.refusals.length
  return (
    <div className="mt-2 max-h-60 overflow-auto rounded-md border">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-sunken text-left text-ink-3">
          <tr>
            <th className="w-24 px-3 py-1 font-normal">Line</th>
            <th className="px-3 py-1 font-normal">Why it was refused</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {upload.refusals.map(({ line, reason, file }) => (
            <tr key={`${file ?? ''} ${line}`}>
              <td className="px-3 py-1 align-top text-ink-2">{count(line)}</td>
              <td className="px-3 py-1 text-ink-2">
                {file && <span className="text-ink-3">{file}: </span>}
                {reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className="border-t px-3 py-1 text-xs text-ink-3">and {count(left)} more</p>}
    </div>
  )
}
