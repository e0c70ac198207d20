package valise.files.webhooks;

import static valise.files.db.generated.Tables.WEBHOOK_KEY;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.ids.AccountId;
import valise.files.oauth.AppId;
import valise.platform.db.Database;
import valise.platform.secrets.Sealing;
import valise.platform.secrets.Secret;
import valise.platform.secrets.Tokens;

/// The keys with which an account's events are signed for an app. There are up to two, so that one
/// can be changed while receivers still check the other; at first there is none. Another account's
/// keys for the same app are others: whoever can check a signature can make one.
@Component
final class SignatureKeys {

  /// The vendor's headers [docs].
  enum Which {
    PRIMARY("SF-WEBHOOK-PRIMARY-SIGNATURE"),
    SECONDARY("SF-WEBHOOK-SECONDARY-SIGNATURE");

    private final String header;

    Which(String header) {
      this.header = header;
    }

    String header() {
      return header;
    }
  }

  private final Database database;
  private final Sealing sealing;
  private final InstantSource clock;

  SignatureKeys(Database database, Sealing sealing, InstantSource clock) {
    this.database = database;
    this.sealing = sealing;
    this.clock = clock;
  }

  Map<Which, Secret<String>> of(AccountId account, AppId app) {
    return database.read(sql -> of(sql, account, app));
  }

  private Map<Which, Secret<String>> of(DSLContext sql, AccountId account, AppId app) {
    Map<Which, Secret<String>> keys = new EnumMap<>(Which.class);
    sql.selectFrom(WEBHOOK_KEY)
        .where(WEBHOOK_KEY.ACCOUNT_ID.eq(account.value()), WEBHOOK_KEY.APP_ID.eq(app.value()))
        .forEach(row -> {
          Which which = Which.valueOf(row.getWhich());
          keys.put(which, sealing.openText(row.getSealed(), place(account, app, which)));
        });
    return keys;
  }

  private static String place(AccountId account, AppId app, Which which) {
    return "webhook/" + account + "/" + app + "/" + which;
  }

  /// Puts a new key in place of the one there was, if any; returns all there are now.
  Map<Which, Secret<String>> roll(AccountId account, AppId app, Which which) {
    String sealed = sealing.sealText(Tokens.random256(), place(account, app, which));
    long now = clock.instant().toEpochMilli();
    return database.write(tx -> {
      tx.sql()
          .insertInto(WEBHOOK_KEY)
          .set(WEBHOOK_KEY.ACCOUNT_ID, account.value())
          .set(WEBHOOK_KEY.APP_ID, app.value())
          .set(WEBHOOK_KEY.WHICH, which.name())
          .set(WEBHOOK_KEY.SEALED, sealed)
          .set(WEBHOOK_KEY.CREATED_AT, now)
          .onConflict(WEBHOOK_KEY.ACCOUNT_ID, WEBHOOK_KEY.APP_ID, WEBHOOK_KEY.WHICH)
          .doUpdate()
          .set(WEBHOOK_KEY.SEALED, sealed)
          .set(WEBHOOK_KEY.CREATED_AT, now)
          .execute();
      return of(tx.sql(), account, app);
    });
  }

  /// HMAC-SHA256 of the body's bytes under the key's own characters, in base64. The vendor says the
  /// first and not the last [docs] [net-sdk]; see docs/decisions.
  static String sign(Secret<String> key, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HmacSHA256", e);
    }
  }
}
