/**
 * Which parts of named values an expression reads. Pure; must not know what the names stand for.
 */
import { children, type Node } from './node.ts';

export interface FieldPath {
  readonly root: string;
  /** Names of fields; undefined for an item of a list, whichever it is. Never empty. */
  readonly path: readonly (string | undefined)[];
}

/** The longest path of each place. */
export function fieldPaths(tree: Node): readonly FieldPath[] {
  const found: FieldPath[] = [];
  const visit = (node: Node): void => {
    const path = pathOf(node);
    if (path && path.path.length > 0) found.push(path);
    if (path && node.kind === 'member') {
      // What stands in the brackets of an index below.
      for (let below: Node = node; below.kind === 'member' || below.kind === 'index'; below = below.object) {
        if (below.kind === 'index') visit(below.index);
      }
      return;
    }
    if (path && node.kind === 'index') {
      visit(node.index);
      for (let below: Node = node.object; below.kind === 'member' || below.kind === 'index'; below = below.object) {
        if (below.kind === 'index') visit(below.index);
      }
      return;
    }
    for (const child of children(node)) visit(child);
  };
  visit(tree);
  return found;
}

function pathOf(node: Node): { readonly root: string; readonly path: (string | undefined)[] } | undefined {
  switch (node.kind) {
    case 'name':
      return { root: node.name, path: [] };
    case 'member': {
      const object = pathOf(node.object);
      object?.path.push(node.name);
      return object;
    }
    case 'index': {
      const object = pathOf(node.object);
      const { index } = node;
      object?.path.push(index.kind === 'literal' && typeof index.value === 'string' ? index.value : undefined);
      return object;
    }
    default:
      return undefined;
  }
}
