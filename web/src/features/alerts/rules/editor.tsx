'use client'

import { ArrowLeft, MoreHorizontal, Save } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { toast } from 'sonner'

import { PageHeader } from '@/components/page-header'
import { sentence } from '@/components/form'
import { Failing } from '@/components/query-state'
import {
  Badge,
  Button,
  IconButton,
  Menu,
  MenuContent,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
  SkeletonRows,
  Switch,
  Tab,
  TabPanel,
  Tabs,
  TabsList,
} from '@/components/ui'
import { LeavingAsks } from '@/components/leaving-asks'
import { useMay, useTenant } from '@/features/session'
import { ApiError } from '@/lib/api'
import { useRecentCompletions } from '@/lib/use-completions'
import { useSettled } from '@/lib/use-settled'

import type { Definition, Rule } from '../model'
import { usePlace } from '../place'
import { useRule, useRuleActions } from '../queries'
import { newRule, sameRule, toSend } from './draft'
import type { Mistakes } from './fields'
import { RuleForm } from './form'
import { History } from './history'
import { Quieten, StateOfRule } from './list'
import { ProofPanel } from './proof-panel'
import { useProof } from './proof'
import type { ProofRange } from './proof'
import { Removing } from './removing'
import { Versions } from './versions'

/** One rule with its proof beside it. `id` 0 is a new one. */
export function RuleEditor({ id }: { id: number }) {
  const [place, go] = usePlace()
  const saved = useRule(id)
  const back = () => void go({ rule: null, q: null, tab: 'rules' })
  if (id > 0 && !saved.data) {
    return (
      <>
        <PageHeader title="Rule" />
        {saved.error ? <Failing error={saved.error} retry={() => void saved.refetch()} /> : <SkeletonRows />}
      </>
    )
  }
  const first = saved.data?.definition ?? newRule(place.q ?? '')
  return <Bench key={id} saved={saved.data} first={first} back={back} />
}

interface BenchProps {
  saved: Rule | undefined
  first: Definition
  back: () => void
}

function Bench({ saved, first, back }: BenchProps) {
  const [, go] = usePlace()
  const mayEdit = useMay('editor')
  const [rule, setRule] = useState(first)
  const [base, setBase] = useState({ version: saved?.version, rule: first })
  const [refused, setRefused] = useState<Mistakes>({})
  const { save } = useRuleActions()
  const completions = useRecentCompletions(useTenant())
  const settled = useSettled(rule)
  const [range, setRange] = useState<ProofRange>('now-7d')
  const proof = useProof(settled, range)
  const mistakes = useMemo(() => ({ ...mistakesOf(proof.error), ...refused }), [proof.error, refused])
  const changed = !saved || !sameRule(rule, base.rule)
  const conflict = saved !== undefined && base.version !== undefined && saved.version > base.version

  if (conflict && !changed) {
    setRule(saved.definition)
    setBase({ version: saved.version, rule: saved.definition })
  }

  const change = (next: Definition) => {
    setRule(next)
    setRefused({})
  }
  const run = () =>
    save.mutate(
      { id: saved?.id, definition: toSend(rule), based_on: conflict ? saved.version : base.version },
      {
        onSuccess: (made) => {
          toast.success(`${made.name} is watched.`, { description: 'It is looked at within seconds.' })
          setRule(made.definition)
          setBase({ version: made.version, rule: made.definition })
          if (!saved) void go({ rule: made.id, q: null }, { history: 'replace' })
        },
        onError: (problem) => {
          setRefused(mistakesOf(problem))
          toast.error(sentence(problem))
        },
      },
    )

  return (
    <>
      <PageHeader title={saved ? saved.name : 'New rule'}>
        {saved && <StateOfRule rule={saved} />}
        {saved && changed && <Badge tone="accent">not saved</Badge>}
        {mayEdit && (
          <Button variant="primary" onClick={run} disabled={!changed} busy={save.isPending}>
            <Save aria-hidden /> {saved ? 'Save' : 'Save the rule'}
          </Button>
        )}
        {saved && mayEdit && <More rule={saved} back={back} />}
        <Button variant="ghost" onClick={back}>
          <ArrowLeft aria-hidden /> Rules
        </Button>
      </PageHeader>
      {conflict && changed && (
        <div
          role="alert"
          className="flex flex-wrap items-center gap-2 border-b bg-wash-warning px-4 py-2 text-sm"
        >
          <span className="flex-1 basis-56">Somebody saved version {saved.version} meanwhile.</span>
          <Button
            size="sm"
            onClick={() => {
              setRule(saved.definition)
              setBase({ version: saved.version, rule: saved.definition })
            }}
          >
            Take theirs
          </Button>
        </div>
      )}
      {saved && changed && mayEdit && <LeavingAsks lost="What you changed in this rule is lost." />}
      {saved?.status.error && (
        <p role="alert" className="border-b bg-wash-error px-4 py-2 text-sm text-sev-error">
          This rule cannot be evaluated: {saved.status.error}
        </p>
      )}
      <div className="grid min-h-0 flex-1 max-lg:overflow-auto lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="min-h-0 p-4 lg:overflow-auto lg:border-r">
          <RuleForm
            key={base.version}
            rule={rule}
            onChange={change}
            mistakes={mistakes}
            completions={completions}
          />
        </div>
        <Beside
          rule={saved}
          panel={<ProofPanel proof={proof} rule={settled} range={range} onRange={setRange} />}
        />
      </div>
    </>
  )
}

interface BesideProps {
  rule: Rule | undefined
  /** The proof. */
  panel: ReactNode
}

/** What the rule would have done, did, and was. */
function Beside({ rule, panel }: BesideProps) {
  if (!rule) return <div className="min-h-0 p-4 max-lg:border-t lg:overflow-auto">{panel}</div>
  return (
    <Tabs defaultValue="proof" className="flex min-h-0 flex-col max-lg:border-t">
      <TabsList aria-label="About the rule" className="shrink-0 bg-surface px-4">
        <Tab value="proof">Proof</Tab>
        <Tab value="history">History</Tab>
        <Tab value="versions">Versions</Tab>
      </TabsList>
      <div className="min-h-0 flex-1 lg:overflow-auto">
        <TabPanel value="proof" className="p-4">
          {panel}
        </TabPanel>
        <TabPanel value="history">
          <History id={rule.id} />
        </TabPanel>
        <TabPanel value="versions">
          <Versions rule={rule} />
        </TabPanel>
      </div>
    </Tabs>
  )
}

function More({ rule, back }: { rule: Rule; back: () => void }) {
  const [, go] = usePlace()
  const { adjust } = useRuleActions()
  const [removing, setRemoving] = useState(false)
  return (
    <>
      <Switch
        label="Watched"
        checked={rule.enabled}
        onChange={(enabled) => adjust.mutate({ id: rule.id, enabled })}
      />
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={`More for ${rule.name}`}>
            <MoreHorizontal aria-hidden />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => void go({ rule: null, tab: 'alerts', of: rule.id, state: 'all' })}>
            Its alerts
          </MenuItem>
          <Quieten rule={rule} />
          <MenuSeparator />
          <MenuItem danger onSelect={() => setRemoving(true)}>
            Remove…
          </MenuItem>
        </MenuContent>
      </Menu>
      {removing && <Removing rule={rule} close={() => setRemoving(false)} onDone={back} />}
    </>
  )
}

/** What the server finds wrong with the rule, by place; the prefixes that it puts before places go. */
function mistakesOf(problem: unknown): Mistakes {
  if (!(problem instanceof ApiError) || problem.status !== 400) return {}
  return Object.fromEntries(
    Object.entries(problem.fields).map(([place, texts]) => [
      place.replace(/^definition\./, ''),
      [texts[0], problem.hint].filter(Boolean).join(' – '),
    ]),
  )
}
