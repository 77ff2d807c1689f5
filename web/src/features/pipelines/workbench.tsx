'use client'

import { ArrowLeft, Save } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { toast } from 'sonner'

import { PageHeader } from '@/components/page-header'
import { Failing } from '@/components/query-state'
import {
  Badge,
  Button,
  IconButton,
  Input,
  SkeletonRows,
  Tab,
  TabPanel,
  Tabs,
  TabsList,
} from '@/components/ui'
import { useMay } from '@/features/session'
import { ApiError } from '@/lib/api'
import { plural } from '@/lib/number'

import { usePlace } from './place'
import { CodeEditor } from './editor/code-editor'
import { patternAt } from './editor/language'
import { fieldsOf } from './fields'
import { Grok } from './grok'
import { draftOf, EMPTY, sameDraft, sameVersion } from './model'
import type { Draft, Pipeline, Problem } from './model'
import { usePipelineActions, usePipelines, useCheck, useReference, useTry } from './queries'
import { BeginReparse } from './reparse/begin'
import { Samples } from './samples'
import { TEMPLATES } from './templates'
import { When } from './when'
import { useSettled } from './use-settled'
import { Versions } from './versions'

const NEW = `filter {
  
}
`

/** One pipeline: its text with what it makes of samples beside it. `id` 0 is a new one. */
export function Workbench({ id }: { id: number }) {
  const [place, go] = usePlace()
  const pipelines = usePipelines()
  const saved = pipelines.data?.find((one) => one.id === id)
  const back = () => void go({ id: null, template: null, line: null })
  if (id !== 0 && !saved) {
    return (
      <>
        <PageHeader title="Pipelines" />
        {pipelines.isPending && <SkeletonRows />}
        {pipelines.error && <Failing error={pipelines.error} retry={() => void pipelines.refetch()} />}
        {pipelines.data && <Failing error={new Error('There is no such pipeline here.')} retry={back} />}
      </>
    )
  }
  const template = TEMPLATES.find((one) => one.id === place.template)
  const first: Draft = saved
    ? draftOf(saved)
    : { ...EMPTY, name: template?.name ?? '', text: template?.text ?? NEW, samples: template?.samples ?? [] }
  if (place.line && !first.samples.includes(place.line)) first.samples = [place.line, ...first.samples]
  return <Bench key={id} saved={saved} first={first} back={back} />
}

interface BenchProps {
  saved: Pipeline | undefined
  first: Draft
  back: () => void
}

const nothing: Problem[] = []

function Bench({ saved, first, back }: BenchProps) {
  const mayEdit = useMay('editor')
  const [draft, setDraft] = useState(first)
  const [base, setBase] = useState(saved?.version.number)
  const [note, setNote] = useState('')
  const [cursor, setCursor] = useState(0)
  const [tab, setTab] = useState('samples')
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))

  const settled = useSettled(draft)
  const reference = useReference()
  const check = useCheck(settled.text, settled.condition)
  const tried = useTry(settled, settled.inputs[0] ?? 'tcp')
  const fields = useMemo(() => fieldsOf(tried.data?.tried ?? []), [tried.data])
  const problems = check.data?.problems ?? nothing
  const inText = useMemo(() => problems.filter(({ part }) => part === 'text'), [problems])
  const pattern = patternAt(draft.text, cursor)

  const changed = !sameDraft(draft, saved ? draftOf(saved) : EMPTY)
  useUnsaved(changed && mayEdit)
  const save = useSave({
    saved,
    draft,
    note,
    base,
    onSaved: (made) => (setNote(''), setBase(made.version.number)),
  })
  useSaveKey(() => mayEdit && changed && save.run())

  return (
    <>
      <PageHeader title={draft.name || 'New pipeline'}>
        {saved && <Badge>version {saved.version.number}</Badge>}
        {changed && <Badge tone="accent">not saved</Badge>}
        {saved && (
          <BeginReparse pipeline={saved} draft={sameVersion(draft, draftOf(saved)) ? undefined : draft} />
        )}
        {mayEdit && (
          <>
            <Input
              aria-label="Note on this version"
              placeholder="What changed (optional)"
              value={note}
              onChange={(event) => setNote(event.target.value)}
              maxLength={300}
              className="h-7 w-48 text-xs max-sm:hidden"
            />
            <Button
              variant="primary"
              onClick={save.run}
              busy={save.busy}
              disabled={!changed || draft.name.trim() === ''}
              title="Save (Ctrl+S)"
            >
              <Save aria-hidden /> Save
            </Button>
          </>
        )}
        <IconButton label="Back to the list" onClick={back}>
          <ArrowLeft aria-hidden />
        </IconButton>
      </PageHeader>
      {save.conflict && (
        <Conflict
          onTheirs={() => saved && (setDraft(draftOf(saved)), setBase(saved.version.number), save.forget())}
          onMine={() => (setBase(saved?.version.number), save.forget())}
        />
      )}
      <div className="grid min-h-0 flex-1 overflow-auto lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:overflow-hidden">
        <section aria-label="Configuration" className="flex min-h-0 flex-col lg:border-r">
          <When draft={draft} onChange={set} readOnly={!mayEdit} problems={problems} />
          <div className="min-h-72 flex-1">
            <CodeEditor
              label="The pipeline’s text"
              value={draft.text}
              onChange={(text) => set({ text })}
              onCursor={setCursor}
              readOnly={!mayEdit}
              problems={inText}
              warnings={check.data?.warnings ?? nothing}
              reference={reference.data}
              fields={fields}
            />
          </div>
          <Verdict problems={problems} warnings={check.data?.warnings ?? nothing} failing={check.error} />
        </section>
        <section aria-label="What it makes" className="flex min-h-0 flex-col max-lg:border-t">
          <Tabs value={tab} onValueChange={setTab} className="flex min-h-0 flex-1 flex-col">
            <TabsList className="px-4">
              <Tab value="samples">Samples</Tab>
              <Tab value="grok">Grok helper</Tab>
              {saved && <Tab value="versions">Versions</Tab>}
            </TabsList>
            <TabPanel value="samples" className="min-h-0 flex-1 overflow-auto">
              <Samples
                samples={draft.samples}
                onChange={(samples) => set({ samples })}
                answer={tried}
                broken={problems.length > 0}
              />
            </TabPanel>
            <TabPanel value="grok" className="min-h-0 flex-1 overflow-auto">
              <Grok
                samples={draft.samples}
                pattern={pattern}
                onPattern={(text) =>
                  set({
                    text: pattern
                      ? draft.text.slice(0, pattern.from) + text + draft.text.slice(pattern.to)
                      : `${draft.text.trimEnd()}\n\nfilter {\n  grok {\n    match => { "message" => "${text}" }\n  }\n}\n`,
                  })
                }
              />
            </TabPanel>
            {saved && (
              <TabPanel value="versions" className="min-h-0 flex-1 overflow-auto">
                <Versions
                  pipeline={saved}
                  draft={draft}
                  onBack={(made) => (setDraft(draftOf(made)), setBase(made.version.number))}
                />
              </TabPanel>
            )}
          </Tabs>
        </section>
      </div>
    </>
  )
}

interface Saving {
  saved: Pipeline | undefined
  draft: Draft
  note: string
  base: number | undefined
  onSaved: (made: Pipeline) => void
}

function useSave({ saved, draft, note, base, onSaved }: Saving) {
  const [, go] = usePlace()
  const { create, change } = usePipelineActions()
  const [conflict, setConflict] = useState(false)
  const run = async () => {
    try {
      const made = saved
        ? await change.mutateAsync({ id: saved.id, ...draft, note, based_on: base })
        : await create.mutateAsync({ ...draft, note })
      toast.success(`${made.name}: version ${made.version.number} runs within two seconds.`)
      onSaved(made)
      if (!saved) void go({ id: made.id, template: null, line: null }, { history: 'replace' })
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 409 && saved) setConflict(true)
      toast.error(problem instanceof Error ? problem.message : 'It could not be saved.')
    }
  }
  return {
    run: () => void run(),
    busy: create.isPending || change.isPending,
    conflict,
    forget: () => setConflict(false),
  }
}

function Conflict({ onTheirs, onMine }: { onTheirs: () => void; onMine: () => void }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-2 border-b bg-wash-warning px-4 py-2 text-sm"
    >
      <span className="flex-1">Somebody saved another version meanwhile. Versions shows the difference.</span>
      <Button size="sm" onClick={onTheirs}>
        Take theirs
      </Button>
      <Button size="sm" onClick={onMine}>
        Save mine over it
      </Button>
    </div>
  )
}

interface VerdictProps {
  problems: Problem[]
  warnings: Problem[]
  failing: Error | null
}

/** The bottom line: can it run, and if not, why. */
function Verdict({ problems, warnings, failing }: VerdictProps) {
  const first = problems[0] ?? warnings[0]
  const where =
    first && `${first.part === 'condition' ? 'condition' : `line ${first.line}`}: ${first.message}`
  return (
    <p role="status" className="min-h-8 border-t px-4 py-1.5 text-xs text-ink-3">
      {failing ? (
        <span className="text-sev-error">{failing.message}</span>
      ) : problems.length > 0 ? (
        <span className="text-sev-error">
          {plural(problems.length, 'mistake')} · {where}
          {first?.hint && ` (${first.hint})`}
        </span>
      ) : warnings.length > 0 ? (
        <span className="text-sev-warning">
          It can run. {plural(warnings.length, 'warning')} · {where}
        </span>
      ) : (
        'It can run.'
      )}
    </p>
  )
}

function useUnsaved(unsaved: boolean) {
  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [unsaved])
}

function useSaveKey(save: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 's') {
        event.preventDefault()
        save()
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}
