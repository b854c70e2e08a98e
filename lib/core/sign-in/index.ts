export { FREE_TRIES, judgePassword, normalisePassword, passwordDelay } from './password'
export { allowsSignUp, parseSignUpPolicy, type SignUpPolicy } from './sign-up-policy'
