import { ExportOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'

/** Exports what the list shows, in the order shown; the browser keeps the stream. Disabled while the rows shown are not yet those asked for. */
export function ExportMenu({ label, href, disabled }: { label: string; href: (format: string) => string; disabled?: boolean }) {
  const formats = [['xlsx', 'Excel 工作簿 .xlsx'], ['csv', '逗号分隔 .csv'], ['jsonl', '逐行 JSON .jsonl']]
  return (
    <Dropdown
      trigger={['click']} disabled={disabled}
      menu={{ items: formats.map(([key, title]) => ({ key, label: <a href={href(key)} download data-testid={`export-${key}`}>{title}</a> })) }}
    >
      <Button icon={<ExportOutlined />} data-testid="export">{label}</Button>
    </Dropdown>
  )
}
