/** Warnings of the API server or a webhook that an object may have, each with its reason. */
export const EXPECTED_WARNINGS: readonly { readonly text: RegExp; readonly reason: string }[] = [];
