/** Kubernetes' `metav1.LabelSelector`. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelExpression[];
}

export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

/** Whether the selector selects an object with these labels. An empty selector selects every object, a missing one none. */
export function selects(selector: LabelSelector | null | undefined, labels: Labels): boolean {
  if (!selector) return false;
  const equal = selector.matchLabels;
  if (equal) {
    for (const key in equal) if (labels[key] !== equal[key]) return false;
  }
  return !selector.matchExpressions || selector.matchExpressions.every((expression) => holds(expression, labels[expression.key]));
}

function holds(expression: LabelExpression, value: string | undefined): boolean {
  const values = expression.values ?? [];
  switch (expression.operator) {
    case 'In': return value !== undefined && values.includes(value);
    // also true of objects that lack the label
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    default: return false;
  }
}
