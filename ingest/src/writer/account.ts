/** What became of the messages of one transaction: consumed = stored + duplicate + quarantined. */
export interface Account {
  readonly stored: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly rows: number;
}

export const consumedOf = (account: Account): number => account.stored + account.duplicate + account.quarantined;
