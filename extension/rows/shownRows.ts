/**
 * Which rows of a tree VS Code holds, so that only those that changed are drawn anew. Where a whole tree is refreshed
 * (or the row that others are below), VS Code forgets its rows until it has asked for them again, and a command that a
 * user chooses on one in that moment arrives without its row (ExtHostTreeView: the elements are cleared first). Must
 * not know of VS Code, nor what a row is.
 */

interface Shown<Node> {
  readonly node: Node;
  /** All that the row shows; undefined when it is to be drawn anew in any case. */
  text: string | undefined;
}

export class ShownRows<Node extends object> {
  readonly #rows = new Map<string, Shown<Node>>();
  readonly #idOf: (node: Node) => string;
  readonly #textOf: (node: Node) => string;

  /** `textOf`: everything that is seen of the row, in one text. */
  constructor(idOf: (node: Node) => string, textOf: (node: Node) => string) {
    this.#idOf = idOf;
    this.#textOf = textOf;
  }

  /** The node that VS Code knows the row by, with the fields of this one; this one where the row is new. */
  known(node: Node): Node {
    const shown = this.#rows.get(this.#idOf(node));
    if (shown) return Object.assign(shown.node, node);
    this.#rows.set(this.#idOf(node), { node, text: undefined });
    return node;
  }

  /** The row is being drawn as it is now. */
  drawn(node: Node): void {
    const shown = this.#rows.get(this.#idOf(node));
    if (shown) shown.text = this.#textOf(shown.node);
  }

  /** The row is to be drawn anew even if it shows the same as before: the editor has changed its box by itself. */
  touched(node: Node): void {
    const shown = this.#rows.get(this.#idOf(node));
    if (shown) shown.text = undefined;
  }

  /** The rows that show something else now than when they were drawn. */
  changed(): Node[] {
    const list: Node[] = [];
    for (const shown of this.#rows.values()) {
      const now = this.#textOf(shown.node);
      if (shown.text === now) continue;
      shown.text = now;
      list.push(shown.node);
    }
    return list;
  }

  /** The tree is read anew from its root. */
  clear(): void {
    this.#rows.clear();
  }
}
