export { judgePassword, normalisePassword } from './judge-password'
export { FREE_TRIES, passwordDelay } from './password-delay'
export { allowsSignUp, parseSignUpPolicy, type SignUpPolicy } from './sign-up-policy'
