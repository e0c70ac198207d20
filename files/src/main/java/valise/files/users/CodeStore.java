package valise.files.users;

import static valise.files.db.generated.Tables.PERSON_CODE;

import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;
import valise.files.ids.EmailAddress;
import valise.files.ids.UserId;
import valise.platform.db.Tx;

/// The SQL of one-time codes.
final class CodeStore {

  /// What a code is good for.
  enum Purpose {
    /// Choosing a password.
    PASSWORD,
    /// Adding an address.
    ADDRESS
  }

  record Code(String hash, UserId user, Purpose purpose, EmailAddress address) {}

  Optional<Code> find(DSLContext sql, String hash, Instant now) {
    return sql.selectFrom(PERSON_CODE)
        .where(PERSON_CODE.CODE_HASH.eq(hash), PERSON_CODE.EXPIRES_AT.gt(now.toEpochMilli()))
        .fetchOptional(row ->
            new Code(
                row.getCodeHash(),
                new UserId(row.getPersonId()),
                Purpose.valueOf(row.getPurpose()),
                new EmailAddress(row.getAddress())));
  }

  void insert(Tx tx, Code code, Instant expires) {
    tx.sql()
        .insertInto(PERSON_CODE)
        .set(PERSON_CODE.CODE_HASH, code.hash())
        .set(PERSON_CODE.PERSON_ID, code.user().value())
        .set(PERSON_CODE.PURPOSE, code.purpose().name())
        .set(PERSON_CODE.ADDRESS, code.address().text())
        .set(PERSON_CODE.EXPIRES_AT, expires.toEpochMilli())
        .execute();
  }

  boolean hasOne(DSLContext sql, UserId user, Purpose purpose, Instant until) {
    return sql.fetchExists(
        PERSON_CODE,
        PERSON_CODE
            .PERSON_ID
            .eq(user.value())
            .and(PERSON_CODE.PURPOSE.eq(purpose.name()))
            .and(PERSON_CODE.EXPIRES_AT.gt(until.toEpochMilli())));
  }

  void removeAll(Tx tx, UserId user, Purpose purpose) {
    tx.sql()
        .deleteFrom(PERSON_CODE)
        .where(PERSON_CODE.PERSON_ID.eq(user.value()), PERSON_CODE.PURPOSE.eq(purpose.name()))
        .execute();
  }

  void removeAll(Tx tx, UserId user) {
    tx.sql().deleteFrom(PERSON_CODE).where(PERSON_CODE.PERSON_ID.eq(user.value())).execute();
  }

  int removeExpired(Tx tx, Instant now) {
    return tx.sql()
        .deleteFrom(PERSON_CODE)
        .where(PERSON_CODE.EXPIRES_AT.lt(now.toEpochMilli()))
        .execute();
  }
}
