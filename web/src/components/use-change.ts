'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'

import { ApiError } from '@/lib/api'

/** A change that tells what was done (or why not) and fetches again what it changed. */
export function useChange<In, Out>(
  change: (wish: In) => Promise<Out>,
  { keys, done }: { keys: readonly (readonly unknown[])[]; done?: string },
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      if (done) toast.success(done)
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
    },
    onError: (problem) =>
      toast.error(problem.message, { description: problem instanceof ApiError ? problem.hint : undefined }),
  })
}
