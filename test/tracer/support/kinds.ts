/** The ways in which a call and what it points to are to be shown. */
export const KINDS = ['success', 'failure', 'bad pointer'] as const;
export type Kind = (typeof KINDS)[number];
