/**
 * Times as rules and commands write them. Must not know of VS Code.
 */

/** What is wrong with a time such as `100ms`, in one sentence. */
export function timeProblem(text: string): string | undefined {
  return /^\s*\d+(\.\d+)?\s*(s|ms|us)\s*$/.test(text) ? undefined : 'Write a time with its unit: 500us, 100ms or 2s.';
}
