import type { ReactNode } from 'react'
import { Link } from './route'
import { Mark } from './Icon'
import { Offline } from './States'

type Frame = {
  office: string // the bureau whose face this is
  home?: string
  top?: ReactNode // in the head, between the bureau and the links
  nav?: ReactNode // links at the right of the head
  foot?: ReactNode
  bare?: boolean // no head: the page brings its own
  children: ReactNode
}

/** The frame of every public page: a way past the head, the head, one main, the foot. */
export function Frame({ office, home = '/', top, nav, foot, bare, children }: Frame) {
  return (
    <div className="face">
      <a className="skip" href="#main">
        跳到正文
      </a>
      {!bare && (
        <header className="face-top">
          <Link className="brand" to={home}>
            <Mark />
            衡鉴
          </Link>
          {office && <span className="office">{office}</span>}
          {top}
          {nav && (
            <nav className="face-nav" aria-label="主要栏目">
              {nav}
            </nav>
          )}
        </header>
      )}
      <Offline />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {foot && <footer className="face-foot">{foot}</footer>}
    </div>
  )
}
