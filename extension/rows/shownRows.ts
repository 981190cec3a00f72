/**
 * Which rows of a tree VS Code holds, so that only those that changed are drawn anew. Where a whole tree is refreshed
 * (or the row that others are below), VS Code forgets its rows until it has asked for them again, and a command that a
 * user chooses on one in that moment arrives without its row (ExtHostTreeView: the elements are cleared first). And where
 * it is told so while it still takes in the rows it asked for before, it goes on with those and never asks (TreeView.refresh
 * empties what the answer then fills again), nor does it know them any more: it is told again. Must not know of VS Code,
 * nor what a row is.
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
  /** Whether the tree can be seen; the rows of one that can't are not asked for. */
  readonly visible: () => boolean;
}

/** How long VS Code, busy as it may be, has for asking before it is told again, in milliseconds; and how often it is. */
const PATIENCE_MS = 1_000;
const TELLINGS = 5;

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
  /** How often VS Code was told to ask for the whole tree since it last did. */
  #told = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(tree: Rows<Node>) {
    this.#tree = tree;
  }

  /**
   * What VS Code is given that asks for the rows below a row, or for the first ones: the nodes by which it knows them,
   * with the fields of these.
   */
  given(below: Node | undefined, nodes: readonly Node[]): Node[] {
    if (below === undefined) {
      this.#told = 0;
      clearTimeout(this.#patience);
    }
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
    this.#told = 0;
    this.#tell();
  }

  /** Tells nothing any more by itself. */
  dispose(): void {
    clearTimeout(this.#patience);
  }

  #tell(): void {
    this.#rows.clear();
    this.#told++;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      if (this.#tree.visible() && this.#told < TELLINGS) this.#tell();
    }, PATIENCE_MS);
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
