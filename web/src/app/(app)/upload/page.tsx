import type { Metadata } from 'next'

import { Upload } from '@/features/upload'

export const metadata: Metadata = { title: 'Upload' }

export default function UploadPage() {
  return <Upload />
}
