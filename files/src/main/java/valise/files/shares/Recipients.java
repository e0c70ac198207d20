package valise.files.shares;

import static valise.files.shares.Alias.Origin.INVITED;

import java.time.InstantSource;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.accounts.Text;
import valise.files.ids.AliasId;
import valise.files.ids.EmailAddress;
import valise.files.ids.Principal;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.files.users.NewUser;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.db.Tx;

/// Making recipients: those a creator names, those who sign in, and guests who say who they are.
/// Nobody is a recipient of one share twice.
@Component
final class Recipients {

  private static final int MAX_NAME = 100;
  private static final int MAX_COMPANY = 200;

  private final Users users;
  private final Accounts accounts;
  private final InstantSource clock;

  Recipients(Users users, Accounts accounts, InstantSource clock) {
    this.users = users;
    this.accounts = accounts;
    this.clock = clock;
  }

  /// One who was named.
  ///
  /// @param made whether they were made a user just now
  record Invited(Alias alias, boolean made) {}

  /// The share's own link.
  Alias open(Tx tx, Share share) {
    return insert(
        tx, AliasId.of(share.id()), share.id(), Optional.empty(), Optional.empty(), INVITED);
  }

  /// Whoever has an address; who is unknown becomes a client of the account [seed].
  Invited invite(Tx tx, Share share, EmailAddress address, String first, String last) {
    Optional<User> known = users.find(tx.sql(), share.account(), address);
    User user =
        known.orElseGet(() ->
            users.create(
                tx, share.account(), NewUser.client(address, first, last).by(share.creator())));
    return new Invited(invite(tx, share, user), known.isEmpty());
  }

  /// An address, nobody's as far as we ask.
  Alias address(Tx tx, Share share, EmailAddress address) {
    return AliasStore.ofAddress(tx.sql(), share.id(), address, INVITED)
        .orElseGet(() ->
            insert(
                tx,
                AliasId.mint(),
                share.id(),
                Optional.empty(),
                Optional.of(new Alias.Person(address, "", "", "")),
                INVITED));
  }

  /// A user of the account who is named.
  Alias invite(Tx tx, Share share, User user) {
    Alias alias = of(tx, share, user, INVITED);
    if (alias.origin() != INVITED) {
      AliasStore.invite(tx, alias.id());
    }
    return alias;
  }

  private Alias of(Tx tx, Share share, User user, Alias.Origin origin) {
    return AliasStore.ofUser(tx.sql(), share.id(), user.id())
        .orElseGet(() ->
            insert(
                tx,
                AliasId.mint(),
                share.id(),
                Optional.of(user.id()),
                user.email()
                    .map(email ->
                        new Alias.Person(email, user.firstName(), user.lastName(), user.company())),
                origin));
  }

  /// One who signed in.
  Alias of(Tx tx, Share share, Principal caller) {
    User user = users.find(tx.sql(), caller.user()).orElseThrow();
    return of(tx, share, user, Alias.Origin.SIGNED_IN);
  }

  /// A guest. Two who say the same address are one.
  Alias declared(Tx tx, Share share, Alias.Person who) {
    Optional<Alias> there =
        AliasStore.ofAddress(tx.sql(), share.id(), who.email(), Alias.Origin.DECLARED);
    if (there.isPresent()) {
      AliasStore.rename(tx, there.get().id(), who);
      return AliasStore.find(tx.sql(), there.get().id()).orElseThrow();
    }
    return insert(
        tx, AliasId.mint(), share.id(), Optional.empty(), Optional.of(who), Alias.Origin.DECLARED);
  }

  /// A guest who sends files. Each time somebody else, whatever they say: an address is no proof,
  /// and who had said the same before may have an upload to go on with.
  Alias sender(Tx tx, Share share, Alias.Person who) {
    return insert(
        tx, AliasId.mint(), share.id(), Optional.empty(), Optional.of(who), Alias.Origin.DECLARED);
  }

  private Alias insert(
      Tx tx,
      AliasId id,
      ShareId share,
      Optional<UserId> user,
      Optional<Alias.Person> who,
      Alias.Origin origin) {
    Alias alias =
        new Alias(
            id,
            share,
            user,
            who,
            origin,
            0,
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            clock.instant());
    AliasStore.insert(tx, alias);
    return alias;
  }

  /// Whether guests must say their company.
  boolean asksCompany(DSLContext sql, Share share) {
    return accounts.settings(sql, share.account()).flag(AccountSetting.REQUIRE_COMPANY_NAME);
  }

  /// What a guest says of themselves, checked.
  ///
  /// @throws valise.platform.Refusal that names what is missing or wrong
  Alias.Person person(
      DSLContext sql, Share share, String email, String first, String last, String company) {
    EmailAddress address = Text.email("Email", email);
    String firstName = Text.line("FirstName", first, MAX_NAME);
    String lastName = Text.line("LastName", last, MAX_NAME);
    if (firstName.isEmpty() && lastName.isEmpty()) {
      throw ShareRefusals.missing("FirstName");
    }
    String companyName = Text.line("Company", company, MAX_COMPANY);
    if (companyName.isEmpty() && asksCompany(sql, share)) {
      throw ShareRefusals.missing("Company");
    }
    return new Alias.Person(address, firstName, lastName, companyName);
  }
}
