package valise.files.accounts;

import valise.files.ids.AccountId;

/// What an account takes up. Implemented where people and items are known.
public interface AccountUsage {

  /// @param storedBytes all bytes kept, versions and recycle bin included
  record Usage(long storedBytes, int employees, int clients) {}

  Usage of(AccountId account);
}
