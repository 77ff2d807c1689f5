export { Login } from './login'
export { Owner } from './owner'
export { ForgotPassword, ResetPassword } from './password-reset'
export { Register } from './register'
