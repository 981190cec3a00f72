/**
 * Which rows of a tree VS Code holds, so that only those that changed are drawn anew. Where a whole tree is refreshed
 * (or the row that others are below), VS Code forgets its rows until it has asked for them again, and a command that a
 * user chooses on one in that moment arrives without its row (ExtHostTreeView: the elements are cleared first). Must
 * not know of VS Code, nor what a row is.
 */

/** How a tree is: its rows, and how VS Code is told. */
export interface Rows<Node> {
  /** What tells a row from all others of the tree. */
  readonly idOf: (node: Node) => string;
  /** Everything that is seen of the row as it is now, in one text. */
  readonly textOf: (node: Node) => string;
  /** Which rows there are now and below which, in one text: while that stays, rows are drawn anew one by one. */
  readonly shape: () => string;
  /** Has VS Code ask anew for these rows and for what is below them, or for the whole tree. */
  readonly redraw: (nodes: Node[] | undefined) => void;
}

interface Shown<Node> {
  readonly node: Node;
  /** All that the row shows; undefined when it is to be drawn anew in any case. */
  text: string | undefined;
}

export class ShownRows<Node extends object> {
  readonly #rows = new Map<string, Shown<Node>>();
  readonly #tree: Rows<Node>;
  /** Of what VS Code shows; undefined when it is to ask for all of it again. */
  #shape: string | undefined;

  constructor(tree: Rows<Node>) {
    this.#tree = tree;
  }

  /** What VS Code is given that asks for rows: the nodes by which it knows them, with the fields of these. */
  given(nodes: readonly Node[]): Node[] {
    // It asks some time after it was told to: what it sees now may be gone again at the next refresh.
    if (this.#shape !== this.#tree.shape()) this.#shape = undefined;
    return this.update(nodes);
  }

  /** The nodes that VS Code knows the rows by, with the fields of these; these where a row is new. */
  update(nodes: readonly Node[]): Node[] {
    return nodes.map((node) => {
      const shown = this.#rows.get(this.#tree.idOf(node));
      if (shown) return Object.assign(shown.node, node);
      this.#rows.set(this.#tree.idOf(node), { node, text: undefined });
      return node;
    });
  }

  /** The row is being drawn as it is now. */
  drawn(node: Node): void {
    const shown = this.#rows.get(this.#tree.idOf(node));
    if (shown) shown.text = this.#tree.textOf(shown.node);
  }

  /** The row is to be drawn anew even if it shows the same as before: the editor has changed its box by itself. */
  touched(node: Node): void {
    const shown = this.#rows.get(this.#tree.idOf(node));
    if (shown) shown.text = undefined;
  }

  /** Draws what has changed: row by row as long as the shape stays, the tree from its root where it is another. */
  refresh(): void {
    const shape = this.#tree.shape();
    if (shape === this.#shape) {
      const nodes = this.#changed();
      if (nodes.length > 0) this.#tree.redraw(nodes);
      return;
    }
    this.#shape = shape;
    this.#rows.clear();
    this.#tree.redraw(undefined);
  }

  /** The rows that show something else now than when they were drawn. */
  #changed(): Node[] {
    const list: Node[] = [];
    for (const shown of this.#rows.values()) {
      const now = this.#tree.textOf(shown.node);
      if (shown.text === now) continue;
      shown.text = now;
      list.push(shown.node);
    }
    return list;
  }
}
