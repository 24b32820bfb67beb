import { listItem } from './list-items';
import { YamlTree } from './yaml-tree';
import { Field, FieldPath } from '../checklist/field';
import { Manifest } from '../checklist/manifests';

/** Where something stands in the files that were read. */
export interface Position {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Finds where fields stand. */
export interface Positions {
  of(field: Field): Position;
}

/** Where an object stands in the files that were read. */
export interface Place {
  readonly file: string;
  /** Reads the part of the file that holds its document. */
  readonly text: () => string;
  /** Lines of the file before that part. */
  readonly linesBefore: number;
  /** Which of the part's documents it is. */
  readonly index: number;
  /** From the document to the object: not empty for the items of a List. */
  readonly path: FieldPath;
}

/** As many as the results of one database are likely to point into. */
const KEPT_TREES = 16;

/** Parses what a position is asked of for a second time, because keeping all positions of all files would fill the memory. */
export function positionsIn(places: ReadonlyMap<Manifest, Place>): Positions {
  const trees = new Map<Manifest, PlacedTree>();
  const treeOf = (manifest: Manifest): PlacedTree => {
    const tree = trees.get(manifest) ?? placedTree(places.get(manifest)!);
    // the one that was not asked for the longest goes: a StorageClass is asked for with each database
    trees.delete(manifest);
    trees.set(manifest, tree);
    if (trees.size > KEPT_TREES) trees.delete(trees.keys().next().value!);
    return tree;
  };
  return {
    of: ({ of, path }) => {
      const { tree, linesBefore, prefix } = treeOf(of);
      const { line, column } = tree.positionOf([...prefix, ...path]);
      return { file: places.get(of)!.file, line: linesBefore + line, column };
    },
  };
}

interface PlacedTree {
  readonly tree: YamlTree;
  readonly linesBefore: number;
  /** From the tree's root to the object. */
  readonly prefix: FieldPath;
}

function placedTree({ text, linesBefore, index, path }: Place): PlacedTree {
  const part = text();
  const item = listItem(part, path);
  return item
    ? { tree: new YamlTree(item.text, 0), linesBefore: linesBefore + item.linesBefore, prefix: item.path }
    : { tree: new YamlTree(part, index), linesBefore, prefix: path };
}
