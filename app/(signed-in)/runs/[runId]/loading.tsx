import { Page } from '@/components/shell/page'
import { StatusMark } from '@/components/ui/status-mark'

export default function RunLoading() {
  return (
    <Page path={[{ label: 'Monitors', href: '/monitors' }, { label: 'Run' }]}>
      <div style={{ display: 'grid', gap: 16 }}>
        <span className="skeleton" style={{ width: 220, height: 20 }} />
        <StatusMark.Skeleton />
        <span className="skeleton" style={{ width: '100%', height: 8 }} />
      </div>
      <div style={{ display: 'grid', gap: 16 }}>
        {[80, 65, 72].map((width) => (
          <span key={width} className="skeleton" style={{ width: `${width}%` }} />
        ))}
      </div>
    </Page>
  )
}
