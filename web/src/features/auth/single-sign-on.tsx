import { Button } from '@/components/ui/button'
import { API } from '@/lib/api'

/** Why the provider's way in ended here, in the server's words for it. */
const REASONS: Record<string, string> = {
  denied: 'The provider did not let you in.',
  provider: 'The provider cannot be used just now. An admin finds the reason in the server’s log.',
  state: 'That took too long, or was begun in another browser. Try again.',
  email: 'The provider does not vouch for your e-mail address.',
  domain: 'Addresses of your domain are not let in here.',
  unknown: 'There is no account with your address. Ask an admin for an invitation.',
  taken: 'Somebody else of your provider has the account with your address.',
  organisation: 'None of your groups belongs to an organisation here.',
  inactive: 'Your account is switched off.',
  again: 'Something was in the way. Try again.',
}

/** The way in by the organisation's own provider, and why it did not work. */
export function SingleSignOn({ name, why, next }: { name: string; why: string | null; next: string | null }) {
  const query = next ? `?${new URLSearchParams({ next }).toString()}` : ''
  return (
    <div className="mb-5 border-b pb-5">
      <Button asChild size="lg" className="w-full">
        <a href={`${API}/auth/oidc/begin/${query}`}>Log in with {name}</a>
      </Button>
      {why && (
        <p role="alert" className="mt-2 text-sm text-sev-error">
          {REASONS[why] ?? REASONS.again}
        </p>
      )}
    </div>
  )
}
