import { Frame } from '../face/Frame'

export const Portal = () => (
  <Frame office="">
    <h1>查一家企业，办一件事</h1>
  </Frame>
)
