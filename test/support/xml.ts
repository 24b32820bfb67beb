import { DOMParser } from '@xmldom/xmldom';

/** The root element of a document; throws where it is not well-formed. */
export function xmlRoot(text: string): any {
  const onError = (level: string, message: string) => {
    // a sign like every other, and one that the reports put in for what is not legible
    if (!message.startsWith('Unicode replacement character detected')) throw new Error(`${level}: ${message}`);
  };
  return new DOMParser({ onError }).parseFromString(text, 'text/xml').documentElement;
}

export function childElements(element: any): any[] {
  return Array.from(element.childNodes as ArrayLike<any>).filter(({ nodeType }) => nodeType === 1);
}

/** Names and values of its attributes. */
export function attributesOf(element: any): Record<string, string> {
  return Object.fromEntries(Array.from(element.attributes as ArrayLike<any>, ({ name, value }) => [name, value]));
}
