export interface TwoFactorState {
  enabled: boolean
  since: string | null
  recovery_codes_left: number
  /** Names of the organisations that require it. */
  required_by: string[]
  has_password: boolean
}

export interface Begun {
  secret: string
  uri: string
  /** The QR code as SVG. */
  picture: string
}

export interface Codes {
  recovery_codes: string[]
}
