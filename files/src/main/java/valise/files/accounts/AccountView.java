package valise.files.accounts;

/// An account with what is in force for it, as the wire shows it.
public record AccountView(Account account, AccountSettings settings) {}
