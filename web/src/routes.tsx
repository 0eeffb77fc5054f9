import { lazy } from 'react'
import { createBrowserRouter, useRouteError } from 'react-router'
import { useMe } from './api/queries'
import { asProblem } from './api/client'
import { root } from './api/paths'
import { ErrorState } from './kit/States'
import { AdminGate, CollectGate } from './desk/AdminNav'
import { MustEnrol } from './desk/OneTimeCodes'
import { MustChange } from './desk/Password'
import { Shell } from './desk/Shell'
import { Enter } from './desk/Outside'
import { SignIn } from './desk/SignIn'
import { AnswerHelp, DispatchHelp, JoinHelp, LinkHelp, PublishHelp } from './complaint/Assist'
import { aloneSpares, Main, Rail, Sides, Top } from './complaint/Beside'
import { Sheet as ReportSheet } from './report/Sheet'
import { Rail as ReportRail, Table as ReportTable } from './report/Table'
import { toIntake } from './api/paths'
import type { FullRow } from './api/types'
import { ProvideLookups } from './lookups'

const Home = lazy(() => import('./desk/Home'))
const AccountPage = lazy(() => import('./desk/Account'))
const NotFound = lazy(() => import('./desk/NotFound'))
const MyTasks = lazy(() => import('./task/Mine'))
const TaskBoard = lazy(() => import('./task/Board'))
const OrdersPage = lazy(() => import('./task/OrdersPage'))
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
const IssueCode = lazy(() => import('./liaison/IssueCode'))
const ComplaintDesk = lazy(() => import('./complaint/Desk'))
const Intake = lazy(() => import('./complaint/Intake'))
const Upstream = lazy(() => import('./complaint/Upstream'))
const ExchangePage = lazy(() => import('./complaint/ExchangePage'))
const Mismatches = lazy(() => import('./complaint/Mismatches'))
const ReportYear = lazy(() => import('./report/Year'))
const PrintPage = lazy(() => import('./record/PrintPage'))
const KindPage = lazy(() => import('./record/KindPage'))
const Accounts = lazy(() => import('./admin/Accounts'))
const Units = lazy(() => import('./admin/Units'))
const Grants = lazy(() => import('./admin/Grants'))
const Pending = lazy(() => import('./admin/Pending'))
const Rights = lazy(() => import('./admin/Rights'))
const MyRights = lazy(() => import('./admin/Rights').then((m) => ({ default: m.MyRights })))
const Sessions = lazy(() => import('./admin/Sessions'))
const Keys = lazy(() => import('./admin/Keys'))
const Jobs = lazy(() => import('./admin/Jobs'))
const Channels = lazy(() => import('./admin/Channels'))
const Declarations = lazy(() => import('./admin/Declarations'))
const Procedures = lazy(() => import('./admin/Procedures'))
const Procedure = lazy(() => import('./admin/Procedures').then((m) => ({ default: m.Procedure })))
const Declaration = lazy(() => import('./admin/Declarations').then((m) => ({ default: m.Declaration })))
const SignAct = lazy(() => import('./papers').then((m) => ({ default: m.SignAct })))
const Ledger = lazy(() => import('./admin/Ledger'))
const Audit = lazy(() => import('./admin/Audit'))
const SignIns = lazy(() => import('./admin/SignIns'))
const Codes = lazy(() => import('./admin/Codes'))
const City = lazy(() => import('./admin/City'))

/** Acts whose answer is more than the record: drawn by their matter. */
const ownActs = { 'desk_account.issue': IssueCode, 'document.attest': SignAct }

/** Help in the dialogs of acts, acts with a page of their own, what stands beside a record: by their matters. */
const assist = { 'complaint.dispatch': DispatchHelp, 'tipoff.dispatch': DispatchHelp, 'complaint.link': LinkHelp, 'complaint.join': JoinHelp, 'complaint.publish': PublishHelp, 'complaint.refuse': AnswerHelp, 'complaint.terminate': AnswerHelp, 'complaint.reply': AnswerHelp, 'consultation.answer': AnswerHelp, 'consultation.tell_way': AnswerHelp }
const anew = (kind: string, as: string) => (row: FullRow) => toIntake({ as, from: `${kind}/${row.area}/${row.id}`, resort: true })
const actPages = { 'complaint.resort': anew('complaint', 'tipoff'), 'tipoff.resort': anew('tipoff', 'complaint'), 'consultation.resort': anew('consultation', 'complaint'), 'work_order.sort': (row: FullRow) => toIntake({ as: 'complaint', from: `work_order/${row.area}/${row.id}` }) }
const slots = { complaint: { top: Top, sides: Sides, main: Main, rail: Rail, spares: aloneSpares }, tipoff: { main: Main, rail: Rail }, consultation: { rail: Rail }, report: { sides: ReportTable, rail: ReportRail, draws: ['definition', 'figures', 'hand', 'explanations', 'slot'] }, complaint_series: { rail: Rail }, work_order: { rail: Rail } }

/** What stands on paper in a form of its own. */
const sheets = { report: ReportSheet }

/** Signed out → the door; password due → the change; else the desk. */
function Gate() {
  const me = useMe()
  if (me.isPending) return null
  if (me.isError && asProblem(me.error).status !== 401) return <ErrorState of={asProblem(me.error)} retry={() => me.refetch()} />
  if (me.isError || !me.data) return <SignIn />
  if (me.data.must_change) return <MustChange />
  if (me.data.must_enrol) return <MustEnrol />
  return (
    <ProvideLookups>
      <Shell me={me.data} />
    </ProvideLookups>
  )
}

/** A new build took old files away, or a screen broke: say so, keep the way back. */
function Broken() {
  const e = useRouteError()
  const unloadable = e instanceof Error && /dynamically imported|module script|Failed to fetch/.test(e.message)
  const [status, title, detail] = !unloadable ? [500, '本页显示出错', '已填写的草稿保留在本机。请重试；若仍出错，请把本页地址告诉管理员。']
    : navigator.onLine ? [500, '系统已更新', '请重新载入以使用新版本；草稿已保留。']
    : [0, '连不上服务器', '本页还没有取到。请检查网络，恢复后重试；草稿已保留。']
  return (
    <ErrorState
      of={{ status: status as number, title: title as string, detail: detail as string, id: '', fields: [] }}
      retry={() => window.location.reload()}
    />
  )
}

export const router = createBrowserRouter([
  { path: '/enter', element: <Enter />, errorElement: <Broken /> },
  {
    path: '/',
    element: <Gate />,
    errorElement: <Broken />,
    hydrateFallbackElement: <></>,
    children: [{ errorElement: <Broken />, children: [
      { index: true, element: <Home /> },
      { path: 'account', element: <AccountPage /> },
      { path: 'tasks', element: <MyTasks /> },
      { path: 'tasks/board', element: <TaskBoard /> },
      { path: 'tasks/orders', element: <OrdersPage /> },
      { path: 'subjects', element: <Subjects /> },
      { path: 'oversight/new', element: <Give /> },
      { path: 'complaint', element: <ComplaintDesk /> },
      { path: 'complaint/intake', element: <Intake /> },
      { path: 'complaint/upstream', element: <Upstream /> },
      { path: 'complaint/upstream/mismatches', element: <Mismatches /> },
      { path: 'complaint/upstream/:id', element: <ExchangePage /> },
      { path: 'reports', element: <ReportYear /> },
      { path: 'r/oversight/directive/new', element: <Give /> },
      { path: '_kit', element: <Gallery /> },
      { path: 'dossier/:area/:id', element: <DossierPage /> },
      { path: 'collect', element: <CollectGate />, children: [
        { index: true, element: <Batches /> },
        { path: 'new', element: <NewBatch /> },
        { path: 'reviews', element: <Reviews /> },
        { path: ':id', element: <BatchPage /> },
      ] },
      { path: 'r/:matter/:kind', element: <ListPage /> },
      { path: 'r/:matter/:kind/new', element: <NewPage /> },
      { path: 'r/:matter/:kind/:area/:id', element: <RecordPage own={ownActs} assist={assist} pages={actPages} slots={slots} /> },
      { path: 'r/:matter/:kind/:area/:id/print', element: <PrintPage sheets={sheets} /> },
      { path: 'kind/:kind', element: <KindPage /> },
      { path: 'admin', element: <AdminGate />, children: [
        { path: 'people', element: <Accounts /> },
        { path: 'units', element: <Units /> },
        { path: 'grants', element: <Grants /> },
        { path: 'pending', element: <Pending /> },
        { path: 'rights', element: <Rights /> },
        { path: 'rights/mine', element: <MyRights /> },
        { path: 'sessions', element: <Sessions /> },
        { path: 'keys', element: <Keys /> },
        { path: 'jobs', element: <Jobs /> },
        { path: 'channels', element: <Channels /> },
        { path: 'declarations', element: <Declarations /> },
        { path: 'declarations/:kind', element: <Declaration /> },
        { path: 'procedures', element: <Procedures /> },
        { path: 'procedures/:kind/:law', element: <Procedure /> },
        { path: 'ledger', element: <Ledger /> },
        { path: 'audit', element: <Audit /> },
        { path: 'sign-ins', element: <SignIns /> },
        { path: 'codes', element: <Codes /> },
        { path: 'city', element: <City /> },
        { path: '*', element: <NotFound /> },
      ] },
      { path: '*', element: <NotFound /> },
    ] }],
  },
], { basename: root })
