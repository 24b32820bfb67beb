import { CheckResult, FailOn } from './check';
import { Prerequisites } from './prerequisites';
import { asOf } from '../checklist/as-of';

/** Writes what was found. */
export type Format = (result: CheckResult, options: FormatOptions) => string;

export interface FormatOptions {
  /** Characters in a line, where lines are laid out. */
  readonly width: number;
  /** What the cluster must already have, when it is wanted. */
  readonly prerequisites?: Prerequisites;
  /** The least outcome that is a finding. */
  readonly failOn?: FailOn;
}

/* eslint-disable @typescript-eslint/no-require-imports */
/** By the name that people type. Each is loaded only when it is asked for. */
export const FORMATS: Readonly<Record<string, Format>> = {
  text: (result, { width, prerequisites }) => {
    const { textReport }: typeof import('./text-report') = require('./text-report');
    return textReport(result, width, prerequisites);
  },
  json: (result, { prerequisites }) => {
    const { jsonReport }: typeof import('./json-report') = require('./json-report');
    return jsonReport(result, prerequisites);
  },
  sarif: (result, { prerequisites }) => {
    const { sarifReport }: typeof import('./sarif-report') = require('./sarif-report');
    return sarifReport(result, prerequisites);
  },
  junit: (result, { prerequisites }) => {
    const { junitReport }: typeof import('./junit-report') = require('./junit-report');
    return junitReport(result, prerequisites);
  },
  codequality: (result, { failOn }) => {
    const { codeQualityReport }: typeof import('./code-quality-report') = require('./code-quality-report');
    return codeQualityReport(result, failOn);
  },
  markdown: (result, { prerequisites }) => {
    const { markdownReport }: typeof import('./markdown-report') = require('./markdown-report');
    return markdownReport(result, prerequisites);
  },
  html: (result, { prerequisites }) => {
    const { htmlReport }: typeof import('./html-report') = require('./html-report');
    return htmlReport(result, asOf(), prerequisites);
  },
};
/* eslint-enable @typescript-eslint/no-require-imports */
