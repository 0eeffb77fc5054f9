import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../face/face.css'
import './business.css'
import { Business } from './Business'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Business />
  </StrictMode>,
)
