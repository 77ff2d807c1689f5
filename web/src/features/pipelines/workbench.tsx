'use client'

import { ArrowLeft, Save } from 'lucide-react'
import { useMemo, useState } from 'react'

import { LeavingAsks } from '@/components/leaving-asks'
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
import { leave } from '@/lib/leaving'
import { useSettled } from '@/lib/use-settled'

import { usePlace } from './place'
import { CodeEditor } from './editor/code-editor'
import { patternAt } from './editor/language'
import { fieldsOf } from './fields'
import { Grok } from './grok'
import { draftOf, EMPTY, sameDraft, sameVersion } from './model'
import type { Draft, Pipeline, Problem, Tried, TryAnswer } from './model'
import { usePipelines, useCheck, useReference, useTry } from './queries'
import { BeginReparse } from './reparse/begin'
import { Samples } from './samples'
import { Conflict, useSave, useSaveKey } from './saving'
import { TEMPLATES } from './templates'
import { When } from './when'
import { Verdict } from './verdict'
import { Versions } from './versions'

const NEW = `filter {
  
}
`

/** One pipeline: its text with what it makes of samples beside it. `id` 0 is a new one. */
export function Workbench({ id }: { id: number }) {
  const [place, go] = usePlace()
  const pipelines = usePipelines()
  const saved = pipelines.data?.find((one) => one.id === id)
  const back = () =>
    leave(() => void go({ id: null, template: null, line: null, q: null, from: null, to: null }))
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
const noResults: Tried[] = []

/** The newest results there are: while the text has a mistake, those of before. */
function useLastGood(answer: TryAnswer | undefined): TryAnswer | undefined {
  const [good, setGood] = useState<TryAnswer>()
  if (answer && answer !== good && answer.problems.length === 0) setGood(answer)
  return good
}

function Bench({ saved, first, back }: BenchProps) {
  const mayEdit = useMay('editor')
  const [draft, setDraft] = useState(first)
  const [base, setBase] = useState(() => ({
    number: saved?.version.number,
    draft: saved ? draftOf(saved) : EMPTY,
  }))
  const [note, setNote] = useState('')
  const [cursor, setCursor] = useState(0)
  const [tab, setTab] = useState('samples')
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const take = (theirs: Pipeline) => {
    setDraft(draftOf(theirs))
    setBase({ number: theirs.version.number, draft: draftOf(theirs) })
  }

  const settled = useSettled(draft)
  const reference = useReference()
  const check = useCheck(settled.text, settled.condition)
  const tried = useTry(settled, settled.inputs[0] ?? 'tcp')
  const shown = useLastGood(tried.data)
  const fields = useMemo(() => fieldsOf(shown?.tried ?? []), [shown])
  const problems = check.data?.problems ?? nothing
  const inText = useMemo(() => problems.filter(({ part }) => part === 'text'), [problems])
  const pattern = patternAt(draft.text, cursor)

  const changed = !sameDraft(draft, base.draft)
  const save = useSave({
    saved,
    draft,
    note,
    base: base.number,
    onSaved: (made) => {
      setNote('')
      setBase({ number: made.version.number, draft: draftOf(made) })
      // What was typed while it was saved stays.
      setDraft((now) => (now === draft ? draftOf(made) : now))
    },
  })
  useSaveKey(() => mayEdit && changed && draft.name.trim() !== '' && !save.busy && save.run())

  const newer = saved !== undefined && base.number !== undefined && saved.version.number > base.number
  if (newer && !changed) take(saved)

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
              className="w-48 text-xs max-sm:hidden"
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
      {changed && mayEdit && <LeavingAsks lost="What you changed in this pipeline is lost." />}
      {newer && !save.busy && (
        <Conflict
          onTheirs={() => take(saved)}
          onMine={() => setBase({ ...base, number: saved.version.number })}
        />
      )}
      <div className="min-h-0 flex-1 overflow-auto lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:overflow-hidden">
        <section aria-label="Configuration" className="flex min-h-0 flex-col lg:border-r">
          <When draft={draft} onChange={set} readOnly={!mayEdit} problems={problems} />
          <div className="min-h-0 max-lg:h-[min(26rem,60dvh)] lg:flex-1">
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
                tried={shown?.tried ?? noResults}
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
                <Versions pipeline={saved} draft={draft} onBack={take} />
              </TabPanel>
            )}
          </Tabs>
        </section>
      </div>
    </>
  )
}
