package valise.files.accounts;

/// What a list of e-mail domains decides.
public enum DomainRule {
  /// Who may sign in.
  LOGIN(AccountSetting.LOGIN_DOMAINS_ARE_BARRED),
  /// Who may be given a folder.
  FOLDER(AccountSetting.FOLDER_DOMAINS_ARE_BARRED);

  private final AccountSetting barred;

  DomainRule(AccountSetting barred) {
    this.barred = barred;
  }

  AccountSetting barred() {
    return barred;
  }
}
