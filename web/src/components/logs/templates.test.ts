import { describe, expect, it } from 'vitest'

import { linksOf, recallTemplates, rememberTemplates, templateProblem } from './templates'

const jaeger = { field: 'trace_id', label: 'Jaeger', url: 'http://jaeger/trace/{value}' }

describe('a link from a value', () => {
  it('is made from the template of its field', () => {
    expect(linksOf('trace_id', 'a b/c', [jaeger])).toEqual([
      { label: 'Jaeger', href: 'http://jaeger/trace/a%20b%2Fc' },
    ])
    expect(linksOf('span_id', 'abc', [jaeger])).toEqual([])
  })
  it('is the value itself when that is an address', () => {
    expect(linksOf('url', 'https://acme.example/x', [])).toEqual([
      { label: 'Open', href: 'https://acme.example/x' },
    ])
  })
  it('is never a script', () => {
    const bad = { ...jaeger, url: 'javascript:alert({value})' }
    expect(templateProblem(bad)).not.toBeNull()
    expect(linksOf('trace_id', 'x', [bad])).toEqual([])
    expect(linksOf('x', 'javascript:alert(1)', [])).toEqual([])
  })
})

it.each([
  [{ ...jaeger, field: ' ' }, 'Name the field'],
  [{ ...jaeger, label: '' }, 'a name'],
  [{ ...jaeger, url: 'ftp://x/{value}' }, 'begins with'],
  [{ ...jaeger, url: 'http://x/' }, '{value}'],
])('%j is refused with a reason', (template, reason) => expect(templateProblem(template)).toContain(reason))

it('templates are kept in the browser, and what is broken there is left out', () => {
  rememberTemplates([jaeger])
  expect(recallTemplates()).toEqual([jaeger])
  localStorage.setItem('elk.links', '[{"field":1}]')
  expect(recallTemplates()).toEqual([])
  localStorage.setItem('elk.links', 'broken')
  expect(recallTemplates()).toEqual([])
})
