import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCE = join(__dirname, '..', '..', 'src');
/** What is made of it here. */
const CASES = ['clients', 'postgres-case', 'mysql-case', 'mongo-case'];

/** A property of a struct, or a parameter of a factory. */
export interface Member {
  readonly name: string;
  /** As it is written; an index signature of strings is `{}`. */
  readonly type: string;
  readonly optional: boolean;
}

/** What gives a value of a class: a static method, or a static constant, which has no parameters. */
export interface Factory {
  readonly name: string;
  readonly params?: readonly Member[];
}

/** The public API as its source has it, so that nobody has to keep a list of props: structs, enums, and classes by what makes their values. */
export class PublicApi {
  public readonly structs = new Map<string, readonly Member[]>();
  public readonly enums = new Map<string, readonly string[]>();
  public readonly classes = new Map<string, readonly Factory[]>();

  constructor() {
    const exported = [...text('index.ts').matchAll(/^export \* from '\.\/(.+)';$/gm)].map(([, file]) => `${file}.ts`);
    for (const file of [...exported, ...CASES.map((name) => `../test/apiserver/${name}.ts`)]) {
      ts.createSourceFile(file, text(file), ts.ScriptTarget.Latest, true).forEachChild((node) => this.add(node));
    }
  }

  /** The type that its values are told by: for a construct, its props. */
  public resolve(type: string): string {
    return this.classes.get(type)?.length === 0 && this.structs.has(`${type}Props`) ? `${type}Props` : type;
  }

  private add(node: ts.Node): void {
    if (ts.isInterfaceDeclaration(node)) {
      const inherited = (node.heritageClauses ?? []).flatMap(({ types }) => types.flatMap((type) => this.structs.get(type.getText()) ?? []));
      this.structs.set(node.name.text, [...inherited, ...node.members.filter(ts.isPropertySignature).map(memberOf).filter(isPublic)]);
    } else if (ts.isEnumDeclaration(node)) {
      this.enums.set(node.name.text, node.members.map((member) => member.name.getText()));
    } else if (ts.isClassDeclaration(node)) {
      this.classes.set(node.name!.text, node.members.flatMap((member) => factoryOf(member, node.name!.text)));
    }
  }
}

/** What starts with `_` is no part of it. */
function isPublic({ name }: Member): boolean {
  return !name.startsWith('_');
}

function factoryOf(member: ts.ClassElement, className: string): Factory[] {
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []).map(({ kind }) => kind) : [];
  if (!modifiers.includes(ts.SyntaxKind.StaticKeyword) || !modifiers.includes(ts.SyntaxKind.PublicKeyword)) return [];
  if (ts.isMethodDeclaration(member) && member.type?.getText() === className) {
    return [{ name: member.name.getText(), params: member.parameters.map(memberOf) }];
  }
  const constant = ts.isPropertyDeclaration(member) && member.initializer && ts.isNewExpression(member.initializer)
    && member.initializer.expression.getText() === className;
  return constant ? [{ name: member.name!.getText() }] : [];
}

function memberOf(node: ts.PropertySignature | ts.ParameterDeclaration): Member {
  const type = node.type && ts.isTypeLiteralNode(node.type) ? '{}' : node.type!.getText();
  return { name: node.name.getText(), type, optional: node.questionToken !== undefined || (ts.isParameter(node) && node.initializer !== undefined) };
}

function text(file: string): string {
  return readFileSync(join(SOURCE, file), 'utf8');
}
