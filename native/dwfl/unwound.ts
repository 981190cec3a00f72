/** The plain values that unwinding and symbolising give, with libdw and without. Must not know how they were made. */

export interface UnwoundFrame {
  readonly pc: bigint;
  /** The pc is an instruction that was reached, not a return address: the top frame, and one under a signal frame. */
  readonly isActivation: boolean;
  /** The stack pointer in this frame. For a caller: valid once its callee has returned. */
  readonly sp: bigint | undefined;
}

export interface SymbolizedAddress {
  readonly symbol?: string;
  /** From the symbol where there is one, else from the module's base. */
  readonly offset: bigint;
  /** Path of the file, `[vdso]`, or empty outside every module. */
  readonly module: string;
  readonly moduleBase: bigint;
  /** As the debug info spells it, made absolute by the compilation directory where that is known. */
  readonly source?: { readonly file: string; readonly line: number; readonly column: number };
}
