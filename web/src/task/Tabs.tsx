import { NavLink } from 'react-router'

/** The faces of the tasks, one beside the other. */
export const Tabs = () => (
  <nav className="task-tabs" aria-label="待办">
    <NavLink to="/tasks" end>我的待办</NavLink>
    <NavLink to="/tasks/orders">督办催办</NavLink>
    <NavLink to="/tasks/board">机构看板</NavLink>
  </nav>
)
