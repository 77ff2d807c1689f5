import { ExternalLink } from 'lucide-react'

import { Button } from '@/components/ui'

/** The Kibana that is configured, for those who know their way there. */
export function Kibana({ url }: { url: string }) {
  return (
    <section
      aria-label="Kibana"
      className="flex flex-col items-start gap-3 rounded-lg border bg-surface p-4 text-sm text-ink-2"
    >
      <p>
        A Kibana is configured beside ELK Vision, at <span className="font-mono text-ink">{url}</span>. It
        opens in a tab of its own, with its own sign-in.
      </p>
      <Button asChild>
        <a href={url} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden /> Open Kibana
        </a>
      </Button>
    </section>
  )
}
