import { Panel } from '@/components/ui/panel'
import table from '@/components/ui/table.module.css'
import { type Permission, permissions, ROLES, type Rule } from '@/lib/core/access'

/** The permissions of each role, from the one table that decides. */
export function RolesHelp() {
  const rows = (Object.keys(permissions) as Permission[]).map((name) => ({ name, rule: permissions[name] as Rule }))
  return (
    <Panel title="What the roles may do">
      <details>
        <summary className="dim">Show the table</summary>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">May</th>
              {ROLES.map((role) => (
                <th key={role} scope="col">
                  {role}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, rule }) => (
              <tr key={name}>
                <td>{rule.sentence}</td>
                {ROLES.map((role) => (
                  <td key={role}>{rule.roles.includes(role) ? 'yes' : <span className="dim">no</span>}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  )
}
