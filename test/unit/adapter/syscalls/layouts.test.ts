import { expect, it, vi } from 'vitest';
import type { Layout } from '../../../../adapter/syscalls/decoders/layout.ts';

const made = vi.hoisted(() => [] as { readonly description: string; readonly layout: Layout }[]);

vi.mock('../../../../adapter/syscalls/decoders/layout.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../../adapter/syscalls/decoders/layout.ts')>();
  return {
    ...original,
    layout(...given: Parameters<typeof original.layout>) {
      const layout = original.layout(...given);
      made.push({ description: given[0], layout });
      return layout;
    },
  };
});

it('every structure that is described when the decoders are loaded can be read', async () => {
  await import('../../../../adapter/syscalls/decoders/index.ts');
  expect(made.length).toBeGreaterThan(100);
  for (const { description, layout } of made) {
    expect(layout.members.length, description).toBe(description.trim().split(/\s+/).length);
  }
});
