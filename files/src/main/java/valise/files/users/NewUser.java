package valise.files.users;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valise.files.accounts.Text;
import valise.files.ids.EmailAddress;
import valise.files.ids.Role;
import valise.files.ids.UserId;

/// What a user is made of.
///
/// @param creator who makes them; none for the first of an account
public record NewUser(
    boolean employee,
    EmailAddress email,
    String firstName,
    String lastName,
    String company,
    Set<Role> roles,
    ZoneId zone,
    PasswordHash password,
    boolean confirmed,
    long quotaBytes,
    @Nullable UserId creator) {

  /// What every user of a kind is given when nothing else is said [client:public-script].
  static final Set<Role> USUAL = Set.of(Role.CAN_CHANGE_PASSWORD, Role.CAN_MANAGE_MY_SETTINGS);

  static final int MAX_NAME = 100;
  static final int MAX_COMPANY = 200;

  public NewUser {
    firstName = Text.line("FirstName", firstName, MAX_NAME);
    lastName = Text.line("LastName", lastName, MAX_NAME);
    company = Text.line("Company", company, MAX_COMPANY);
    roles = Set.copyOf(roles);
  }

  /// A client who cannot sign in before choosing a password.
  public static NewUser client(EmailAddress email, String firstName, String lastName) {
    return new NewUser(
        false,
        email,
        firstName,
        lastName,
        "",
        USUAL,
        ZoneOffset.UTC,
        PasswordHash.NONE,
        false,
        -1,
        null);
  }

  /// An employee who cannot sign in before choosing a password.
  public static NewUser employee(EmailAddress email, String firstName, String lastName) {
    return new NewUser(
        true,
        email,
        firstName,
        lastName,
        "",
        USUAL,
        ZoneOffset.UTC,
        PasswordHash.NONE,
        false,
        -1,
        null);
  }

  public NewUser withPassword(PasswordHash hash) {
    return new NewUser(
        employee,
        email,
        firstName,
        lastName,
        company,
        roles,
        zone,
        hash,
        confirmed,
        quotaBytes,
        creator);
  }

  public NewUser withRoles(Set<Role> more) {
    Set<Role> all = new java.util.HashSet<>(roles);
    all.addAll(more);
    return new NewUser(
        employee,
        email,
        firstName,
        lastName,
        company,
        all,
        zone,
        password,
        confirmed,
        quotaBytes,
        creator);
  }

  public NewUser withoutRoles(Set<Role> fewer) {
    Set<Role> rest = new java.util.HashSet<>(roles);
    rest.removeAll(fewer);
    return new NewUser(
        employee,
        email,
        firstName,
        lastName,
        company,
        rest,
        zone,
        password,
        confirmed,
        quotaBytes,
        creator);
  }

  public NewUser withCompany(String name) {
    return new NewUser(
        employee,
        email,
        firstName,
        lastName,
        name,
        roles,
        zone,
        password,
        confirmed,
        quotaBytes,
        creator);
  }

  public NewUser withZone(ZoneId other) {
    return new NewUser(
        employee,
        email,
        firstName,
        lastName,
        company,
        roles,
        other,
        password,
        confirmed,
        quotaBytes,
        creator);
  }

  public NewUser withQuotaBytes(long bytes) {
    return new NewUser(
        employee, email, firstName, lastName, company, roles, zone, password, confirmed, bytes,
        creator);
  }

  public NewUser by(UserId who) {
    return new NewUser(
        employee,
        email,
        firstName,
        lastName,
        company,
        roles,
        zone,
        password,
        confirmed,
        quotaBytes,
        who);
  }

  /// One who needs not prove to read the address.
  public NewUser confirmedAlready() {
    return new NewUser(
        employee,
        email,
        firstName,
        lastName,
        company,
        roles,
        zone,
        password,
        true,
        quotaBytes,
        creator);
  }
}
