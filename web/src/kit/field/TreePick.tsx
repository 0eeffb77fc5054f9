import { Input, Tree } from 'antd'
import type { DataNode } from 'antd/es/tree'
import { useEffect, useState } from 'react'
import type { Filter } from './filter'
import { useLookups, type Choice, type FieldSpec } from './spec'

const node = (c: Choice & { leaf: boolean }): DataNode => ({ key: c.value, title: <><span className="t2 t12">{c.value}</span> {c.title}</>, isLeaf: c.leaf })

/** A classification with levels: any entry may be chosen, and stands for all below it. */
export default function TreePick({ field, value, onChange, focus = true }: { focus?: boolean; field: FieldSpec; value: Filter | null; onChange: (f: Filter | null) => void }) {
  const look = useLookups()
  const [nodes, setNodes] = useState<DataNode[]>([])
  const [q, setQ] = useState('')
  const [hits, setHits] = useState<Choice[] | null>(null)
  const chosen = value?.op === 'in' ? value.values : []
  const { tree, of } = field
  useEffect(() => { tree!.below('').then((x) => setNodes(x.map(node))).catch(() => setNodes([])) }, [tree])
  useEffect(() => {
    if (!q) return setHits(null)
    let over = false
    const t = setTimeout(() => look.codes(of ?? '', q).then((x) => !over && setHits(x.slice(0, 60))).catch(() => !over && setHits([])), 150)
    return () => { over = true; clearTimeout(t) }
  }, [q, of, look])
  const set = (values: string[]) => onChange(values.length ? { op: 'in', values } : null)
  const put = (list: DataNode[], key: React.Key, children: DataNode[]): DataNode[] =>
    list.map((n) => (n.key === key ? { ...n, children } : n.children ? { ...n, children: put(n.children, key, children) } : n))
  return (
    <div className="tree-pick">
      <Input size="small" autoFocus={focus} aria-label="查找" placeholder="名称或代码" value={q} onChange={(e) => setQ(e.target.value)} />
      <div className="list" style={{ height: 300, overflow: 'auto', marginTop: 8 }} data-testid="tree">
        {hits ? hits.map((c) => (
          <label key={c.value}>
            <input type="checkbox" checked={chosen.includes(c.value)} onChange={(e) => set(e.target.checked ? [...chosen, c.value] : chosen.filter((v) => v !== c.value))} />
            <span className="grow cut" title={c.title}>{c.title}</span><span className="t2 t12">{c.value}</span>
          </label>
        )) : (
          <Tree
            checkable checkStrictly blockNode selectable={false} treeData={nodes}
            checkedKeys={{ checked: chosen, halfChecked: [] }}
            loadData={async (n) => { if (!n.children) { const below = (await tree!.below(String(n.key))).map(node); setNodes((old) => put(old, n.key, below)) } }}
            onCheck={(k) => set((Array.isArray(k) ? k : k.checked).map(String))}
          />
        )}
        {hits?.length === 0 && <div className="t2 t13" style={{ padding: 8 }}>没有符合的代码</div>}
      </div>
    </div>
  )
}
