import {
  Bell,
  ChartNetwork,
  ChartNoAxesColumn,
  Filter,
  LayoutDashboard,
  Radio,
  Search,
  Settings,
  Upload,
  type LucideIcon,
} from 'lucide-react'

export interface PageEntry {
  name: string
  href: string
  icon: LucideIcon
  /** Pressed after `g`. */
  key: string
  /** What else people call it in the command palette. */
  also: string
}

/** Every page there is, in the order of the rail. */
export const PAGES: readonly PageEntry[] = [
  { name: 'Explorer', href: '/explorer/', icon: Search, key: 'e', also: 'search logs discover find query' },
  { name: 'Live', href: '/live/', icon: Radio, key: 'l', also: 'tail follow stream' },
  { name: 'Dashboard', href: '/dashboard/', icon: ChartNoAxesColumn, key: 'd', also: 'overview home health' },
  {
    name: 'Dashboards',
    href: '/dashboards/',
    icon: LayoutDashboard,
    key: 'b',
    also: 'boards panels charts graphs reports',
  },
  {
    name: 'Analytics',
    href: '/analytics/',
    icon: ChartNetwork,
    key: 'a',
    also: 'patterns anomalies compare overview pivot kibana',
  },
  { name: 'Alerts', href: '/alerts/', icon: Bell, key: 'r', also: 'rules incidents on-call silence notify' },
  {
    name: 'Pipelines',
    href: '/pipelines/',
    icon: Filter,
    key: 'p',
    also: 'parse grok logstash filter reparse',
  },
  { name: 'Upload', href: '/upload/', icon: Upload, key: 'u', also: 'import file ingest' },
  {
    name: 'Settings',
    href: '/settings/',
    icon: Settings,
    key: 's',
    also: 'profile keys members preferences',
  },
]
