// Before anything else in the browser: zod would try whether code may be evaluated, and the policy of our pages reports that.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
