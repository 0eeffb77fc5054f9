import type { ReactNode } from 'react'
import { Icon, Mark } from './Icon'
import { go, Link } from './route'
import { Offline } from './States'

type Frame = {
  office: string // the bureau whose face this is
  home?: string
  back?: string // on a phone: the title of a page below the first, with a way back in place of the brand
  find?: string // on a phone: where the search is, beside that title
  top?: ReactNode // in the head, between the bureau and the links
  nav?: ReactNode // links at the right of the head
  foot?: ReactNode
  children: ReactNode
}

/** The frame of every public page: a way past the head, the head, one main, the foot. */
export function Frame({ office, home = '/', back, find, top, nav, foot, children }: Frame) {
  return (
    <div className="face">
      <a className="skip" href="#main">
        跳到正文
      </a>
      <header className={back ? 'face-top sub' : 'face-top'}>
        {back && (
          <div className="face-back">
            <button type="button" className="icon-btn" aria-label="返回" onClick={() => (history.length > 1 ? history.back() : go(home))}>
              <Icon name="back" size={22} />
            </button>
            <b className="grow">{back}</b>
            {find && (
              <Link className="icon-btn" aria-label="查询" to={find}>
                <Icon name="search" size={22} />
              </Link>
            )}
          </div>
        )}
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
      <Offline />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {foot && <footer className="face-foot">{foot}</footer>}
    </div>
  )
}
