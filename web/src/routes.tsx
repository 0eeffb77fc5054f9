import { lazy } from 'react'
import { createBrowserRouter, useRouteError } from 'react-router'
import { useMe } from './api/queries'
import { asProblem } from './api/client'
import { root } from './api/paths'
import { ErrorState } from './kit/States'
import { MustChange } from './desk/Password'
import { Shell } from './desk/Shell'
import { SignIn } from './desk/SignIn'
import { ProvideLookups } from './lookups'

const Home = lazy(() => import('./desk/Home'))
const AccountPage = lazy(() => import('./desk/Account'))
const NotFound = lazy(() => import('./desk/NotFound'))
const Give = lazy(() => import('./oversight/Give'))
const Gallery = lazy(() => import('./desk/Gallery'))
const Subjects = lazy(() => import('./registration/Subjects'))
const DossierPage = lazy(() => import('./dossier/DossierPage'))
const Batches = lazy(() => import('./collect/Batches'))
const NewBatch = lazy(() => import('./collect/NewBatch'))
const BatchPage = lazy(() => import('./collect/BatchPage'))
const Reviews = lazy(() => import('./collect/Reviews'))
const ListPage = lazy(() => import('./record/ListPage'))
const NewPage = lazy(() => import('./record/NewPage'))
const RecordPage = lazy(() => import('./record/RecordPage'))
const PrintPage = lazy(() => import('./record/PrintPage'))
const KindPage = lazy(() => import('./record/KindPage'))

/** Signed out → the door; password due → the change; else the desk. */
function Gate() {
  const me = useMe()
  if (me.isPending) return null
  if (me.isError && asProblem(me.error).status !== 401) return <ErrorState of={asProblem(me.error)} retry={() => me.refetch()} />
  if (me.isError || !me.data) return <SignIn />
  if (me.data.must_change) return <MustChange />
  return (
    <ProvideLookups>
      <Shell me={me.data} />
    </ProvideLookups>
  )
}

/** A new build took old files away, or a screen broke: say so, keep the way back. */
function Broken() {
  const e = useRouteError()
  const stale = e instanceof Error && /dynamically imported|module script|Failed to fetch/.test(e.message)
  return (
    <ErrorState
      of={{ status: 500, title: stale ? '系统已更新' : '本页显示出错', detail: stale ? '请重新载入以使用新版本；草稿已保留。' : '已填写的草稿保留在本机。请重试；若仍出错，请把本页地址告诉管理员。', id: '', fields: [] }}
      retry={() => window.location.reload()}
    />
  )
}

export const router = createBrowserRouter([
  {
    path: '/',
    element: <Gate />,
    errorElement: <Broken />,
    hydrateFallbackElement: <></>,
    children: [{ errorElement: <Broken />, children: [
      { index: true, element: <Home /> },
      { path: 'account', element: <AccountPage /> },
      { path: 'subjects', element: <Subjects /> },
      { path: 'oversight/new', element: <Give /> },
      { path: 'r/oversight/directive/new', element: <Give /> },
      { path: '_kit', element: <Gallery /> },
      { path: 'dossier/:area/:id', element: <DossierPage /> },
      { path: 'collect', element: <Batches /> },
      { path: 'collect/new', element: <NewBatch /> },
      { path: 'collect/reviews', element: <Reviews /> },
      { path: 'collect/:id', element: <BatchPage /> },
      { path: 'r/:matter/:kind', element: <ListPage /> },
      { path: 'r/:matter/:kind/new', element: <NewPage /> },
      { path: 'r/:matter/:kind/:area/:id', element: <RecordPage /> },
      { path: 'r/:matter/:kind/:area/:id/print', element: <PrintPage /> },
      { path: 'kind/:kind', element: <KindPage /> },
      { path: '*', element: <NotFound /> },
    ] }],
  },
], { basename: root })
