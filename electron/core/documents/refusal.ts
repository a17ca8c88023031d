import type { FileFaultCode } from './types.ts';

/** Why a text cannot be used and where; inside this folder only, it leaves as a `FileFault`. */
export class Refusal extends Error {
  readonly code: FileFaultCode;
  readonly hint: string;
  /** UTF-16 offset into the text. */
  readonly offset: number;
  /** Makes the rest of the message once line numbers are known: gets the line of another offset. */
  readonly other: number | undefined;

  /** `message` must not repeat any value of the document. A `{line}` in it becomes the line of `other`. */
  constructor(code: FileFaultCode, offset: number, message: string, hint: string, other?: number) {
    super(message);
    this.code = code;
    this.offset = offset;
    this.hint = hint;
    this.other = other;
  }
}
