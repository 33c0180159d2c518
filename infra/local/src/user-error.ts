/** A failure that the person at the keyboard can do something about: shown without a stack trace. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly advice?: string,
  ) {
    super(message);
    this.name = 'UserError';
  }
}
