'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'

import { useTenant } from '@/features/session'
import { call, get, patch, post, remove } from '@/lib/api'
import type { List } from '@/lib/model'

import type { Checked, Draft, Looked, Pipeline, Reference, Suggestion, TryAnswer, Version } from './model'

/** Every pipeline, in the order in which they run; their counts move. */
export function usePipelines() {
  const tenant = useTenant()
  return useQuery({
    queryKey: ['pipelines', tenant],
    queryFn: ({ signal }) => get<Pipeline[]>('/pipelines/', undefined, signal),
    refetchInterval: 2000,
  })
}

export const useReference = () =>
  useQuery({
    queryKey: ['pipeline-reference'],
    queryFn: ({ signal }) => get<Reference>('/pipelines/reference/', undefined, signal),
    staleTime: Infinity,
  })

export const useVersions = (id: number) =>
  useQuery({
    queryKey: ['pipelines', 'versions', id],
    queryFn: ({ signal }) => get<List<Version>>(`/pipelines/${id}/versions/`, { limit: 100 }, signal),
  })

/** The mistakes of a text as it is typed. */
export const useCheck = (text: string, condition: string) =>
  useQuery({
    queryKey: ['pipeline-check', text, condition],
    queryFn: ({ signal }) =>
      call<Checked>('POST', '/pipelines/check/', { body: { text, condition }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })

/** What a text makes of the samples, filter by filter. */
export const useTry = ({ text, condition, samples }: Draft, input: string) =>
  useQuery({
    queryKey: ['pipeline-try', text, condition, samples, input],
    queryFn: ({ signal }) =>
      call<TryAnswer>('POST', '/pipelines/try/', { body: { text, condition, samples, input }, signal }),
    enabled: samples.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  })

export const useLook = (pattern: string, lines: string[]) =>
  useQuery({
    queryKey: ['grok-look', pattern, lines],
    queryFn: ({ signal }) =>
      call<{ looked: Looked[] }>('POST', '/pipelines/grok/', { body: { pattern, lines }, signal }),
    enabled: pattern !== '' && lines.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })

export const useSuggestions = (line: string) =>
  useQuery({
    queryKey: ['grok-suggest', line],
    queryFn: ({ signal }) =>
      call<{ suggestions: Suggestion[] }>('POST', '/pipelines/suggest/', { body: { line }, signal }),
    enabled: line !== '',
    staleTime: Infinity,
  })

const say = (problem: Error) => toast.error(problem.message)

export function usePipelineActions() {
  const client = useQueryClient()
  const onSettled = () => client.invalidateQueries({ queryKey: ['pipelines'] })
  const create = useMutation({
    mutationFn: (wish: Partial<Draft> & { note?: string }) => post<Pipeline>('/pipelines/', wish),
    onSettled,
  })
  const change = useMutation({
    mutationFn: ({
      id,
      ...wish
    }: Partial<Draft> & { id: number; note?: string; enabled?: boolean; based_on?: number }) =>
      patch<Pipeline>(`/pipelines/${id}/`, wish),
    onSettled,
  })
  const bringBack = useMutation({
    mutationFn: ({ id, version }: { id: number; version: number }) =>
      post<Pipeline>(`/pipelines/${id}/bring-back/`, { version }),
    onSettled,
    onError: say,
  })
  const order = useMutation({
    mutationFn: (ids: number[]) => post('/pipelines/order/', { ids }),
    onSettled,
    onError: say,
  })
  const drop = useMutation({
    mutationFn: (id: number) => remove(`/pipelines/${id}/`),
    onSettled,
    onError: say,
  })
  return { create, change, bringBack, order, drop }
}
