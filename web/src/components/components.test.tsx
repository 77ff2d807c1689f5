import { useQuery } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { ApiError } from '@/lib/api'
import { renderBare } from '@/testing/render'

import { BarList, Sparkline } from './charts'
import { QueryState } from './query-state'
import { asSeverity, LevelBadge, SEVERITIES, severity } from './severity'
import { Button, CopyButton, IconButton, Switch } from './ui'

function Asking({ ask }: { ask: () => Promise<string[]> }) {
  const query = useQuery({ queryKey: ['letters'], queryFn: ask })
  return (
    <QueryState query={query} empty="No letters yet.">
      {(letters) => <p>{letters.join(' and ')}</p>}
    </QueryState>
  )
}

test('a list has a waiting and a full face', async () => {
  renderBare(<Asking ask={async () => ['alpha', 'beta']} />)
  expect(screen.getByRole('status', { name: 'Loading' })).toBeVisible()
  expect(await screen.findByText('alpha and beta')).toBeVisible()
})

test('a list has an empty face', async () => {
  renderBare(<Asking ask={async () => []} />)
  expect(await screen.findByText('No letters yet.')).toBeVisible()
})

test('a list that failed says why and tries again', async () => {
  const ask = vi
    .fn<() => Promise<string[]>>()
    .mockRejectedValueOnce(new ApiError(503, { message: 'The store is away.', hint: 'wait a little' }))
    .mockResolvedValue(['alpha'])
  renderBare(<Asking ask={ask} />)
  expect(await screen.findByRole('alert')).toHaveTextContent('The store is away.wait a little')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('alpha')).toBeVisible()
})

test('every level has a letter and a word of its own', () => {
  expect(new Set(SEVERITIES.map((level) => severity[level].letter)).size).toBe(SEVERITIES.length)
  expect(asSeverity('nonsense')).toBe('none')
  render(<LevelBadge level="warning" kind="letter" />)
  expect(screen.getByTitle('warning')).toHaveTextContent('W')
})

test('a busy button takes no second press', async () => {
  const press = vi.fn()
  render(
    <Button busy onClick={press}>
      Save
    </Button>,
  )
  await userEvent.click(screen.getByRole('button'))
  expect(press).not.toHaveBeenCalled()
})

test('an icon button has a name, and a toggle says whether it is on', () => {
  render(
    <IconButton label="Wrap lines" pressed>
      <i />
    </IconButton>,
  )
  expect(screen.getByRole('button', { name: 'Wrap lines', pressed: true })).toBeVisible()
})

test('copying says so where it was pressed', async () => {
  const user = userEvent.setup()
  render(<CopyButton text="elk_abc" label="Copy the key" wide />)
  await user.click(screen.getByRole('button', { name: 'Copy the key' }))
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await navigator.clipboard.readText()).toBe('elk_abc')
})

test('a switch is switched by its label', async () => {
  const onChange = vi.fn()
  render(<Switch label="Wrap lines" checked={false} onChange={onChange} />)
  await userEvent.click(screen.getByText('Wrap lines'))
  expect(onChange).toHaveBeenCalledWith(true)
})

test('bars lead to the logs behind them', () => {
  render(
    <BarList
      label="Logs by service"
      total={200}
      items={[
        { key: 'a', label: 'checkout', value: 150, href: '/explorer/?q=service%3Acheckout' },
        { key: 'b', label: 'cart', value: 50 },
      ]}
    />,
  )
  expect(screen.getByRole('link')).toHaveAttribute('href', '/explorer/?q=service%3Acheckout')
  expect(screen.getByRole('link')).toHaveTextContent('checkout15075 %')
})

test('a sparkline that has just begun starts at the right', () => {
  const { container } = render(<Sparkline values={[1, 3]} slots={3} />)
  expect(container.querySelector('polyline')).toHaveAttribute(
    'points',
    expect.stringMatching(/^50\.00,.* 100\.00,/),
  )
})
