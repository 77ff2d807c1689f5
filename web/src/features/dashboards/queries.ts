'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'

import { useTenant } from '@/features/session'
import { call, get, post, remove } from '@/lib/api'
import type { List, Member } from '@/lib/model'

import type {
  Dashboard,
  Draft,
  Listed,
  Report,
  ReportDraft,
  Share,
  Template,
  Version,
  VersionSeen,
} from './model'

export function useDashboards() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['dashboards', tenant],
    queryFn: async ({ signal }) => (await get<List<Listed>>('/dashboards/', undefined, signal)).results,
  })
}

/** One dashboard; 0 is one that is not saved yet. */
export function useDashboard(id: number) {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['dashboards', tenant, id],
    queryFn: ({ signal }) => get<Dashboard>(`/dashboards/${id}/`, undefined, signal),
    enabled: id > 0,
  })
}

export const useTemplates = (enabled: boolean) =>
  useQuery({
    queryKey: ['dashboard-templates'],
    // Their number is small and fixed, so the answer may be a bare list.
    queryFn: async ({ signal }) => {
      const answer = await get<Template[] | List<Template>>('/dashboards/templates/', undefined, signal)
      return Array.isArray(answer) ? answer : answer.results
    },
    staleTime: Infinity,
    enabled,
  })

export const useVersions = (id: number) =>
  useQuery({
    queryKey: ['dashboards', 'versions', id],
    queryFn: ({ signal }) => get<List<Version>>(`/dashboards/${id}/versions/`, { limit: 100 }, signal),
  })

export const useVersion = (id: number, number: number | null) =>
  useQuery({
    queryKey: ['dashboards', 'versions', id, number],
    queryFn: ({ signal }) => get<VersionSeen>(`/dashboards/${id}/versions/${number}/`, undefined, signal),
    enabled: number !== null,
    staleTime: Infinity,
  })

/** A list whether it comes in pages or bare. */
const listed = <T>(answer: List<T> | T[]) => (Array.isArray(answer) ? answer : answer.results)

export const useShares = (id: number) =>
  useQuery({
    queryKey: ['dashboards', 'shares', id],
    queryFn: async ({ signal }) =>
      listed(await get<List<Share> | Share[]>(`/dashboards/${id}/shares/`, undefined, signal)),
  })

export const useReports = (id: number) =>
  useQuery({
    queryKey: ['dashboards', 'reports', id],
    queryFn: async ({ signal }) =>
      listed(await get<List<Report> | Report[]>(`/dashboards/${id}/reports/`, undefined, signal)),
  })

export interface Channel {
  id: number
  name: string
  kind: string
}

/** Whom a report can go to. */
export function useReceivers() {
  const tenant = useTenant()
  const channels = useQuery({
    queryKey: ['channels', tenant],
    queryFn: async ({ signal }) =>
      listed(await get<List<Channel> | Channel[]>('/notifications/channels/', undefined, signal)),
    retry: false,
  })
  const members = useQuery({
    queryKey: ['members', tenant],
    queryFn: async ({ signal }) =>
      listed(await get<List<Member> | Member[]>(`/organisations/${tenant}/members/`, undefined, signal)),
    retry: false,
  })
  return { channels, members }
}

export const say = (problem: Error) => toast.error(problem.message)

export interface Saving {
  id: number
  draft: Draft
  /** The version that the draft began with. */
  version: number
  note?: string
}

export function useDashboardActions() {
  const client = useQueryClient()
  const tenant = useTenant()
  const onSettled = () => client.invalidateQueries({ queryKey: ['dashboards'] })
  const keep = (made: Dashboard) => client.setQueryData(['dashboards', tenant, made.id], made)
  const create = useMutation({
    mutationFn: (draft: Draft) => post<Dashboard>('/dashboards/', draft),
    onSuccess: keep,
    onSettled,
  })
  const change = useMutation({
    mutationFn: ({ id, draft, version, note = '' }: Saving) =>
      call<Dashboard>('PUT', `/dashboards/${id}/`, { body: { ...draft, version, note } }),
    onSuccess: keep,
    onSettled,
  })
  const duplicate = useMutation({
    mutationFn: (id: number) => post<Dashboard>(`/dashboards/${id}/duplicate/`),
    onError: say,
    onSettled,
  })
  const drop = useMutation({
    mutationFn: (id: number) => remove(`/dashboards/${id}/`),
    onError: say,
    onSettled,
  })
  const favour = useMutation({
    mutationFn: ({ id, favourite }: { id: number; favourite: boolean }) =>
      call<void>('PUT', `/dashboards/${id}/favourite/`, { body: { favourite } }),
    onMutate: ({ id, favourite }) => {
      client.setQueryData<Listed[]>(['dashboards', tenant], (all) =>
        all?.map((each) => (each.id === id ? { ...each, favourite } : each)),
      )
    },
    onError: say,
    onSettled,
  })
  const fromTemplate = useMutation({
    mutationFn: (key: string) => post<Dashboard>(`/dashboards/templates/${key}/`),
    onSuccess: keep,
    onError: say,
    onSettled,
  })
  const bringIn = useMutation({
    mutationFn: (file: unknown) => post<Dashboard>('/dashboards/import/', file),
    onSuccess: keep,
    onSettled,
  })
  const restore = useMutation({
    mutationFn: ({ id, version }: { id: number; version: number }) =>
      post<Dashboard>(`/dashboards/${id}/restore/`, { version }),
    onSuccess: keep,
    onError: say,
    onSettled,
  })
  return { create, change, duplicate, drop, favour, fromTemplate, bringIn, restore }
}

export function useShareActions(id: number) {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['dashboards', 'shares', id] })
  const make = useMutation({
    mutationFn: (
      wish: { label: string; expires_at: string } & Partial<Pick<ReportDraft, 'range' | 'variables'>>,
    ) => post<Share>(`/dashboards/${id}/shares/`, wish),
    onSettled,
  })
  const revoke = useMutation({
    mutationFn: (share: string) => remove(`/dashboards/${id}/shares/${share}/`),
    onError: say,
    onSettled,
  })
  return { make, revoke }
}

export function useReportActions(id: number) {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['dashboards', 'reports', id] })
  const save = useMutation({
    mutationFn: ({ report, wish }: { report: string | null; wish: ReportDraft }) =>
      report
        ? call<Report>('PUT', `/dashboards/${id}/reports/${report}/`, { body: wish })
        : post<Report>(`/dashboards/${id}/reports/`, wish),
    onSettled,
  })
  const drop = useMutation({
    mutationFn: (report: string) => remove(`/dashboards/${id}/reports/${report}/`),
    onError: say,
    onSettled,
  })
  const send = useMutation({
    mutationFn: (report: string) => post<void>(`/dashboards/${id}/reports/${report}/send/`),
    onSuccess: () => toast.success('The report is on its way.'),
    onError: say,
    onSettled,
  })
  return { save, drop, send }
}
