/** `true` where both types are the same to the compiler; `any` equals nothing but `any`. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Fails to compile where the type is not `true`. */
export function assertType<_Expected extends true>(): void {}
