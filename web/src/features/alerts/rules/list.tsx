'use client'

import { BellOff, Download, MoreHorizontal, Plus, Search, Upload } from 'lucide-react'
import { useState } from 'react'

import { Panel } from '@/components/panel'
import { Empty, QueryState } from '@/components/query-state'
import {
  Badge,
  Button,
  IconButton,
  Input,
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuTrigger,
  Switch,
} from '@/components/ui'
import { useMay } from '@/features/session'
import { plural } from '@/lib/number'
import { timeAgo } from '@/lib/time'

import { hoursFromNow } from '../durations'
import type { Rule } from '../model'
import { usePlace } from '../place'
import { useRuleActions, useRules } from '../queries'
import { SeverityWord, StateMark } from '../severity'
import { KIND_WORDS, ruleWords } from '../words'
import { CodeDialog, downloadRules } from './code'
import { Removing } from './removing'

/** Every rule with its state, the loudest first. */
export function RuleList() {
  const rules = useRules()
  const mayEdit = useMay('editor')
  const [, go] = usePlace()
  const [wanted, setWanted] = useState('')
  const [importing, setImporting] = useState(false)
  const create = mayEdit && (
    <Button variant="primary" onClick={() => void go({ rule: 0 })}>
      <Plus aria-hidden /> New rule
    </Button>
  )
  return (
    <>
      <QueryState
        query={rules}
        empty={
          <Empty title="No rules yet" action={create}>
            A rule watches a query and tells you when it matters. Before you save it, it shows when it would
            have fired in the last seven days.
          </Empty>
        }
      >
        {(found) => (
          <Panel
            title={plural(found.length, 'rule')}
            tools={
              <>
                <span className="relative">
                  <Search aria-hidden className="absolute top-1.5 left-2 size-3.5 text-ink-3" />
                  <Input
                    aria-label="Find a rule"
                    placeholder="Find a rule"
                    value={wanted}
                    onChange={(event) => setWanted(event.target.value)}
                    className="h-7 w-44 pl-7 text-xs max-sm:w-32"
                  />
                </span>
                <IconButton size="sm" label="Download all rules as YAML" onClick={() => void downloadRules()}>
                  <Download aria-hidden />
                </IconButton>
                {mayEdit && (
                  <IconButton size="sm" label="Import rules from YAML" onClick={() => setImporting(true)}>
                    <Upload aria-hidden />
                  </IconButton>
                )}
              </>
            }
          >
            <ul className="divide-y" aria-label="Rules">
              {ordered(found, wanted).map((rule) => (
                <Row key={rule.id} rule={rule} mayEdit={mayEdit} />
              ))}
            </ul>
            {ordered(found, wanted).length === 0 && <Empty>No rule is called so.</Empty>}
          </Panel>
        )}
      </QueryState>
      {importing && <CodeDialog close={() => setImporting(false)} />}
    </>
  )
}

const LOUD: Record<Rule['status']['state'], number> = { firing: 0, error: 1, pending: 2, new: 3, inactive: 3 }

function ordered(rules: readonly Rule[], wanted: string): Rule[] {
  const text = wanted.trim().toLowerCase()
  return rules
    .filter(({ name, definition }) => `${name} ${definition.query ?? ''}`.toLowerCase().includes(text))
    .sort((a, b) => LOUD[a.status.state] - LOUD[b.status.state] || a.name.localeCompare(b.name))
}

function Row({ rule, mayEdit }: { rule: Rule; mayEdit: boolean }) {
  const [, go] = usePlace()
  const { adjust } = useRuleActions()
  const [removing, setRemoving] = useState(false)
  const { status } = rule
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <button
            type="button"
            onClick={() => void go({ rule: rule.id })}
            className="truncate rounded-sm text-left text-sm font-medium text-ink hover:text-accent hover:underline"
          >
            {rule.name}
          </button>
          <SeverityWord severity={rule.severity} />
          <StateOfRule rule={rule} />
        </p>
        <p className="truncate text-xs text-ink-3">
          {KIND_WORDS[rule.kind].name}: {ruleWords(rule.definition)}
          {rule.definition.query && (
            <>
              {' · '}
              <code>{rule.definition.query}</code>
            </>
          )}
        </p>
        {status.error && (
          <p className="text-xs text-sev-error">
            {status.error}
            {status.error_since && ` Since ${timeAgo(Date.parse(status.error_since))}.`}
          </p>
        )}
      </div>
      <span className="text-xs text-ink-3 tabular-nums">
        {status.looked_at ? `looked ${timeAgo(Date.parse(status.looked_at))}` : ''}
      </span>
      {mayEdit && (
        <>
          <Switch
            label={<span className="sr-only">{rule.name} is watched</span>}
            checked={rule.enabled}
            onChange={(enabled) => adjust.mutate({ id: rule.id, enabled })}
          />
          <Menu>
            <MenuTrigger asChild>
              <IconButton label={`More for ${rule.name}`} size="sm">
                <MoreHorizontal aria-hidden />
              </IconButton>
            </MenuTrigger>
            <MenuContent align="end">
              <MenuItem onSelect={() => void go({ rule: rule.id })}>Open</MenuItem>
              <MenuItem onSelect={() => void go({ tab: 'alerts', of: rule.id, state: 'all' })}>
                Its alerts
              </MenuItem>
              <Quieten rule={rule} />
              <MenuSeparator />
              <MenuItem danger onSelect={() => setRemoving(true)}>
                Remove…
              </MenuItem>
            </MenuContent>
          </Menu>
        </>
      )}
      {removing && <Removing rule={rule} close={() => setRemoving(false)} />}
    </li>
  )
}

const SNOOZES = [
  ['for an hour', 1],
  ['for 8 hours', 8],
  ['for a day', 24],
  ['for a week', 168],
] as const

/** Watched as ever, and nobody is told. */
export function Quieten({ rule }: { rule: Rule }) {
  const { adjust } = useRuleActions()
  return (
    <>
      <MenuSeparator />
      <MenuLabel>Tell nobody</MenuLabel>
      {SNOOZES.map(([words, hours]) => (
        <MenuItem
          key={hours}
          onSelect={() => adjust.mutate({ id: rule.id, snoozed_until: hoursFromNow(hours) })}
        >
          {words}
        </MenuItem>
      ))}
      <MenuItem checked={rule.muted} onSelect={() => adjust.mutate({ id: rule.id, muted: !rule.muted })}>
        until I say otherwise
      </MenuItem>
      {isSnoozed(rule) && (
        <MenuItem onSelect={() => adjust.mutate({ id: rule.id, snoozed_until: null })}>Tell again</MenuItem>
      )}
    </>
  )
}

export const isSnoozed = ({ snoozed_until }: Pick<Rule, 'snoozed_until'>) =>
  snoozed_until !== null && Date.parse(snoozed_until) > Date.now()

/** Its state, how many groups are in it, and whether anybody hears of it. */
export function StateOfRule({ rule }: { rule: Rule }) {
  const { state, firing, pending } = rule.status
  if (!rule.enabled) return <Badge>off</Badge>
  const groups = rule.definition.group_by?.length ? ` ${state === 'firing' ? firing : pending}` : ''
  return (
    <>
      <StateMark state={state}>
        {state === 'firing' || state === 'pending' ? `${state}${groups}` : undefined}
      </StateMark>
      {(rule.muted || isSnoozed(rule)) && (
        <Badge>
          <BellOff aria-hidden className="size-3" />
          {rule.muted ? 'muted' : `until ${timeAgo(Date.parse(rule.snoozed_until ?? ''))}`}
        </Badge>
      )}
    </>
  )
}
